import { describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { ask, createPath, sandboxWith, typed } from './support.ts';

const versions = ['2026-03', 'v4'] as const;
const associations = (version: string): string =>
  version === 'v4' ? '/crm/v4/associations/contacts/companies' : `/crm/associations/${version}/contacts/companies`;
const objects = (version: string): string => (version === 'v4' ? '/crm/v4/objects' : `/crm/objects/${version}`);
const contact = (id: string) => ({ objectTypeId: '0-1', id });
const company = (id: string) => ({ objectTypeId: '0-2', id });

async function withAssociations(count: number): Promise<Sandbox> {
  const sandbox = await sandboxWith();
  const inputs = Array.from({ length: count }, (_, index) => typed('1', String(10_000 + index), 279));
  await ask(sandbox, createPath, { body: { inputs } });
  return sandbox;
}

describe('call E', () => {
  test.each(versions)('reads the types of each pair from either side in %s', async (version) => {
    const sandbox = await sandboxWith();
    await ask(sandbox, createPath, { body: { inputs: [typed('1', '2', '32')] } });
    const answer = await ask(sandbox, `POST ${associations(version)}/batch/read`, { body: { inputs: [{ id: '1' }] } });
    expect(answer.status).toBe(200);
    expect(answer.json.results).toEqual([
      {
        from: { id: 1 },
        to: [
          {
            toObjectId: 2,
            associationTypes: [
              { category: 'HUBSPOT_DEFINED', typeId: 279, label: null },
              { category: 'USER_DEFINED', typeId: 32, label: 'Geschäftsführer' },
            ],
          },
        ],
      },
    ]);
    const back = 'POST /crm/associations/2026-03/companies/contacts/batch/read';
    expect((await ask(sandbox, back, { body: { inputs: [{ id: '2' }] } })).text).toContain('"typeId":33');
  });

  test('pages each id by 500 with its own cursor, each association once', async () => {
    const sandbox = await withAssociations(1200);
    const seen: string[] = [];
    const sizes: number[] = [];
    let after: string | undefined;
    do {
      const input = after === undefined ? { id: '1' } : { id: '1', after };
      const answer = await ask(sandbox, `POST ${associations('2026-03')}/batch/read`, { body: { inputs: [input] } });
      const ids = [...answer.text.matchAll(/"toObjectId":(\d+)/g)].map((match) => String(match[1]));
      sizes.push(ids.length);
      seen.push(...ids);
      after = answer.json.results?.[0]?.paging?.next.after;
    } while (after !== undefined);
    expect(sizes).toEqual([500, 500, 200]);
    expect(new Set(seen).size).toBe(1200);
  });

  test('answers 207 with a benign error for an id that has nothing', async () => {
    const sandbox = await withAssociations(1);
    const body = { inputs: [{ id: '1' }, { id: '77' }] };
    const answer = await ask(sandbox, `POST ${associations('2026-03')}/batch/read`, { body });
    expect([answer.status, answer.json.results?.length, answer.json.numErrors]).toEqual([207, 1, 1]);
    expect(answer.json.errors?.[0]).toMatchObject({
      category: 'OBJECT_NOT_FOUND',
      subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
      message: 'No company is associated with contact 77.',
    });
  });

  test('refuses more than 1,000 ids, and a cursor that is not its own', async () => {
    const sandbox = await withAssociations(1);
    const inputs = Array.from({ length: 1001 }, (_, index) => ({ id: String(index + 1) }));
    expect((await ask(sandbox, `POST ${associations('2026-03')}/batch/read`, { body: { inputs } })).status).toBe(400);
    for (const after of ['nonsense', Buffer.from('at:0').toString('base64url')]) {
      const body = { inputs: [{ id: '5', after }] };
      expect((await ask(sandbox, `POST ${associations('2026-03')}/batch/read`, { body })).status).toBe(400);
    }
  });

  test('reads one record in pages of the size asked for', async () => {
    const sandbox = await withAssociations(3);
    const path = `${objects('2026-03')}/contacts/1/associations/companies`;
    const first = await ask(sandbox, `GET ${path}?limit=2`);
    expect(first.json.results).toHaveLength(2);
    const after = /"after":"([^"]+)"/.exec(first.text)?.[1];
    const second = await ask(sandbox, `GET ${path}?limit=2&after=${after}`);
    expect(second.json.results).toHaveLength(1);
    expect(second.text).not.toContain('paging');
    expect((await ask(sandbox, `GET ${path}?limit=501`)).status).toBe(400);
    expect((await ask(sandbox, `GET ${objects('v4')}/contacts/404/associations/companies`)).status).toBe(404);
  });
});

describe('calls F and G', () => {
  test.each([
    ['2026-03', 200],
    ['v4', 204],
  ] as const)('F removes all types of each pair in %s and answers %i', async (version, status) => {
    const sandbox = await withAssociations(3);
    const body = { inputs: [{ from: { id: '1' }, to: [{ id: '10000' }, { id: '10002' }, { id: '5' }] }] };
    const answer = await ask(sandbox, `POST ${associations(version)}/batch/archive`, { body });
    expect([answer.status, answer.text]).toEqual([status, '']);
    expect(sandbox.store.size).toBe(1);
    expect(sandbox.store.typesOf(company('10000'), contact('1'))).toEqual([]);
  });

  test.each([
    ['2026-03', 200],
    ['v4', 204],
  ] as const)('G removes the types named in %s and answers %i', async (version, status) => {
    const sandbox = await sandboxWith({ switches: { labels: 'add' } });
    await ask(sandbox, createPath, { body: { inputs: [typed('1', '2', '28', '30')] } });
    const call = `POST ${associations(version)}/batch/labels/archive`;
    const answer = await ask(sandbox, call, { body: { inputs: [typed('1', '2', '28')] } });
    expect(answer.status).toBe(status);
    expect(sandbox.store.typesOf(contact('1'), company('2')).map((type) => type.typeId)).toEqual([279, 30]);
  });

  test('G takes every label away with the unlabelled type', async () => {
    const sandbox = await sandboxWith();
    await ask(sandbox, createPath, { body: { inputs: [typed('1', '2', '28')] } });
    const call = `POST ${associations('2026-03')}/batch/labels/archive`;
    await ask(sandbox, call, { body: { inputs: [typed('1', '2', 279)] } });
    expect(sandbox.store.size).toBe(0);
  });

  test('F takes 100 distinct records at most, G 100 inputs', async () => {
    const sandbox = await sandboxWith();
    const from = (index: number) => ({ from: { id: String(index + 1) }, to: [{ id: '7' }] });
    const archive = Array.from({ length: 101 }, (_, index) => from(index));
    const labels = Array.from({ length: 101 }, () => typed('1', '2', 279));
    const repeated = Array.from({ length: 101 }, () => from(1));
    const base = `POST ${associations('2026-03')}/batch`;
    expect((await ask(sandbox, `${base}/archive`, { body: { inputs: archive } })).status).toBe(400);
    expect((await ask(sandbox, `${base}/archive`, { body: { inputs: repeated } })).status).toBe(200);
    expect((await ask(sandbox, `${base}/labels/archive`, { body: { inputs: labels } })).status).toBe(400);
  });

  test('the single deletion answers 204', async () => {
    const sandbox = await withAssociations(2);
    const answer = await ask(sandbox, `DELETE ${objects('2026-03')}/contacts/1/associations/companies/10001`);
    expect([answer.status, sandbox.store.size]).toEqual([204, 1]);
  });
});
