import { describe, expect, test } from '@jest/globals';
import { ask, createPath, defaultPath, sandboxWith, typed, untyped } from './support.ts';

const contact = (id: string) => ({ objectTypeId: '0-1', id });
const company = (id: string) => ({ objectTypeId: '0-2', id });
const versions = ['associations/2025-09', 'associations/2026-03', 'associations/2026-09', 'v4/associations'];

describe('call A', () => {
  test.each(versions)('creates typed associations in %s', async (version) => {
    const sandbox = await sandboxWith();
    const body = { inputs: [typed('1', '2', 279), typed('3', '4', '28')] };
    const answer = await ask(sandbox, `POST /crm/${version}/contact/0-2/batch/create`, { body });
    expect(answer.status).toBe(201);
    expect(answer.json.status).toBe('COMPLETE');
    expect(answer.json.results).toHaveLength(2);
    expect(answer.json).not.toHaveProperty('numErrors');
    expect(Date.parse(String(answer.json.startedAt))).toBeLessThanOrEqual(Date.parse(String(answer.json.completedAt)));
    expect(sandbox.store.typesOf(contact('3'), company('4')).map((type) => type.typeId)).toEqual([279, 28]);
  });

  test('makes the other direction visible with the inverse type', async () => {
    const sandbox = await sandboxWith();
    await ask(sandbox, createPath, { body: { inputs: [typed('1', '2', '28')] } });
    expect(sandbox.store.typesOf(company('2'), contact('1')).map((type) => type.typeId)).toEqual([280, 29]);
    expect(sandbox.store.typesOf(company('2'), contact('1')).map((type) => type.label)).toEqual([
      null,
      'Billing contact of',
    ]);
    expect(sandbox.store.size).toBe(1);
  });

  test('answers ids as numbers, digit for digit above 2^53', async () => {
    const sandbox = await sandboxWith();
    const body = { inputs: [typed('9007199254740993', '18446744073709551615', 279)] };
    const answer = await ask(sandbox, createPath, { body });
    expect(answer.text).toContain('"fromObjectId":9007199254740993,');
    expect(answer.text).toContain('"toObjectId":18446744073709551615,');
  });

  test('reads ids sent as long numbers digit for digit', async () => {
    const sandbox = await sandboxWith();
    const raw = JSON.stringify({ inputs: [typed('1', '2', 279)] }).replace('"1"', '9007199254740993');
    await ask(sandbox, createPath, { raw });
    expect(sandbox.store.typesOf(contact('9007199254740993'), company('2'))).toHaveLength(1);
  });

  test('answers in another order than it was asked, the same every time', async () => {
    const inputs = Array.from({ length: 50 }, (_, index) => typed(String(index + 1), '7', 279));
    const orders = await Promise.all(
      [1, 2].map(async () => {
        const answer = await ask(await sandboxWith(), createPath, { body: { inputs } });
        return answer.json.results?.map((result) => result.fromObjectId);
      }),
    );
    expect(orders[0]).toEqual(orders[1]);
    expect(orders[0]).not.toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    expect(new Set(orders[0]).size).toBe(50);
  });

  test('answers two errors for one row whose records are both missing, and one for a record many rows use', async () => {
    const sandbox = await sandboxWith();
    const body = { inputs: [typed('4041', '4042', 279), typed('1', '4042', 279), typed('1', '2', 279)] };
    const answer = await ask(sandbox, createPath, { body });
    expect(answer.status).toBe(207);
    expect(answer.json.results).toHaveLength(1);
    expect(answer.json.numErrors).toBe(2);
    expect(answer.json.errors).toEqual([
      {
        status: 'error',
        category: 'OBJECT_NOT_FOUND',
        subCategory: 'crm.associations.FROM_OBJECT_NOT_FOUND',
        message: 'No contact with ID 4041 exists',
        context: { objectType: ['contact'], id: ['4041'] },
      },
      expect.objectContaining({
        subCategory: 'crm.associations.TO_OBJECT_NOT_FOUND',
        context: { objectType: ['company'], id: ['4042'] },
      }),
    ]);
    expect(sandbox.store.size).toBe(1);
  });

  test('lets a write take the pair’s other labels away, unless the switch says that it adds', async () => {
    for (const [labels, expected] of [
      ['replace', [279, 30]],
      ['add', [279, 28, 30]],
    ] as const) {
      const sandbox = await sandboxWith({ switches: { labels } });
      await ask(sandbox, createPath, { body: { inputs: [typed('1', '2', '28')] } });
      const answer = await ask(sandbox, createPath, { body: { inputs: [typed('1', '2', '30')] } });
      expect(sandbox.store.typesOf(contact('1'), company('2')).map((type) => type.typeId)).toEqual(expected);
      expect(answer.json.results?.[0]?.labels).toContain('Decision maker');
    }
  });

  test('moves the primary company when a second one is written', async () => {
    const sandbox = await sandboxWith();
    await ask(sandbox, createPath, { body: { inputs: [typed('1', '2', 1)] } });
    await ask(sandbox, createPath, { body: { inputs: [typed('1', '3', 1)] } });
    expect(sandbox.store.typesOf(contact('1'), company('2')).map((type) => type.typeId)).toEqual([279]);
    expect(sandbox.store.typesOf(contact('1'), company('3')).map((type) => type.typeId)).toEqual([279, 1]);
  });
});

describe('calls B, C and D', () => {
  test.each(versions)('B creates default associations and answers both directions in %s', async (version) => {
    const sandbox = await sandboxWith();
    const call = `POST /crm/${version}/contacts/companies/batch/associate/default`;
    const answer = await ask(sandbox, call, { body: { inputs: [untyped('1', '2')] } });
    expect(answer.status).toBe(200);
    expect(answer.json.results).toHaveLength(2);
    expect(answer.json.results).toContainEqual({
      from: { id: 1 },
      to: { id: 2 },
      associationSpec: { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 },
    });
    expect(answer.json.results).toContainEqual({
      from: { id: 2 },
      to: { id: 1 },
      associationSpec: { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 280 },
    });
  });

  test('B puts errors inside a 200, and leaves labels alone', async () => {
    const sandbox = await sandboxWith();
    await ask(sandbox, createPath, { body: { inputs: [typed('1', '2', '28')] } });
    const answer = await ask(sandbox, defaultPath, { body: { inputs: [untyped('1', '2'), untyped('4041', '2')] } });
    expect(answer.status).toBe(200);
    expect(answer.json.numErrors).toBe(1);
    expect(sandbox.store.typesOf(contact('1'), company('2'))).toHaveLength(2);
  });

  test('B refuses a pair that has no default type', async () => {
    const sandbox = await sandboxWith();
    const call = 'POST /crm/associations/2026-03/contacts/products/batch/associate/default';
    const answer = await ask(sandbox, call, { body: { inputs: [untyped('1', '2')] } });
    expect(answer.status).toBe(400);
  });

  test.each(['objects/2026-03', 'v4/objects'])('C and D write one association in %s', async (version) => {
    const sandbox = await sandboxWith();
    const single = await ask(sandbox, `PUT /crm/${version}/contacts/1/associations/default/companies/2`);
    expect([single.status, single.json.results?.length]).toEqual([200, 2]);
    const body = [{ associationCategory: 'USER_DEFINED', associationTypeId: 28 }];
    const labelled = await ask(sandbox, `PUT /crm/${version}/contacts/1/associations/companies/2`, { body });
    expect(labelled.status).toBe(201);
    expect(labelled.json).toEqual({
      fromObjectTypeId: '0-1',
      fromObjectId: 1,
      toObjectTypeId: '0-2',
      toObjectId: 2,
      labels: ['Billing contact'],
    });
    const missing = await ask(sandbox, `PUT /crm/${version}/contacts/4041/associations/companies/2`, { body });
    expect([missing.status, missing.json.category]).toEqual([404, 'OBJECT_NOT_FOUND']);
  });
});
