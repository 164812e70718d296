import { describe, expect, test } from '@jest/globals';
import { defaultSwitches, parseSwitches, type SandboxSwitches, switchPositions } from '../../src/sandbox/switches.ts';
import { type Answer, ask, createPath, defaultPath, sandboxWith, typed, untyped } from './support.ts';

const inputs = [typed('1', '2', 279), typed('4041', '2', 279), typed('4041', '3', 279), typed('5', '4042', 279)];

async function createWith(switches: Partial<SandboxSwitches>, wanted: readonly unknown[] = inputs): Promise<Answer> {
  return ask(await sandboxWith({ switches }), createPath, { body: { inputs: wanted } });
}

describe('errorContext', () => {
  test.each([
    ['record', 2, { objectType: ['contact'], id: ['4041'] }],
    ['fromTo', 3, { fromObjectId: ['4041'], toObjectId: ['2'] }],
    ['pair', 3, { fromObjectType: ['contact'], toObjectType: ['company'], fromObjectId: ['4041'], toObjectId: ['2'] }],
    ['list', 1, { fromObjectId: ['4041', '4041', '5'], toObjectId: ['2', '3', '4042'] }],
    ['ids', 2, { ids: ['4041'] }],
    ['none', 2, undefined],
    ['bare', 2, undefined],
  ] as const)('%s gives %i errors for three bad rows', async (errorContext, count, context) => {
    const answer = await createWith({ errorContext });
    expect(answer.status).toBe(207);
    expect(answer.json.numErrors).toBe(count);
    expect(answer.json.errors).toHaveLength(count);
    expect(answer.json.errors?.[0]?.context).toEqual(context);
    if (errorContext === 'none') expect(answer.json.errors?.[0]?.message).toBe('No contact with ID 4041 exists');
    if (errorContext === 'bare') expect(answer.json.errors?.[0]).toEqual({ status: 'error' });
  });
});

describe('the other switches', () => {
  test('ids can be strings', async () => {
    const answer = await createWith({ ids: 'string' });
    expect(answer.json.results?.[0]).toMatchObject({ fromObjectId: '1', toObjectId: '2' });
  });

  test.each([200, 201, 207] as const)('success and partial success can both be %i', async (status) => {
    expect((await createWith({ createStatus: status }, [typed('1', '2', 279)])).status).toBe(status);
    expect((await createWith({ partialStatus: status })).status).toBe(status);
    const sandbox = await sandboxWith({ switches: { associateStatus: status } });
    expect((await ask(sandbox, defaultPath, { body: { inputs: [untyped('1', '2')] } })).status).toBe(status);
  });

  test('missing records can refuse the whole request, and then nothing is applied', async () => {
    const sandbox = await sandboxWith({ switches: { missingRecords: '400' } });
    const answer = await ask(sandbox, createPath, { body: { inputs } });
    expect([answer.status, answer.json.category]).toEqual([400, 'OBJECT_NOT_FOUND']);
    expect(answer.json.context).toEqual({ objectType: ['contact', 'company'], id: ['4041', '4042'] });
    expect(sandbox.store.size).toBe(0);
  });

  test('missing records can be left out without a word', async () => {
    const answer = await createWith({ missingRecords: 'silent' });
    expect(answer.status).toBe(201);
    expect(answer.json.results).toHaveLength(1);
    expect(answer.json).not.toHaveProperty('errors');
  });

  test('results can come in the order of the inputs or reversed', async () => {
    const wanted = [1, 2, 3, 4].map((id) => typed(String(id), '9', 279));
    const same = await createWith({ order: 'same' }, wanted);
    const reversed = await createWith({ order: 'reversed' }, wanted);
    expect(same.json.results?.map((result) => result.fromObjectId)).toEqual([1, 2, 3, 4]);
    expect(reversed.json.results?.map((result) => result.fromObjectId)).toEqual([4, 3, 2, 1]);
  });

  test('B can answer one direction only, and A without labels', async () => {
    const sandbox = await sandboxWith({ switches: { bothDirections: false, labelsInResults: false } });
    const single = await ask(sandbox, defaultPath, { body: { inputs: [untyped('1', '2')] } });
    const labelled = await ask(sandbox, createPath, { body: { inputs: [typed('1', '2', '28')] } });
    expect(single.json.results).toHaveLength(1);
    expect(labelled.json.results?.[0]?.labels).toEqual([]);
  });

  test.each([
    ['ok', 201, 2],
    ['once', 201, 1],
    ['400', 400, undefined],
  ] as const)('the same pair twice is %s', async (duplicates, status, count) => {
    const answer = await createWith({ duplicates }, [typed('1', '2', '28'), typed('1', '2', '30')]);
    expect([answer.status, answer.json.results?.length]).toEqual([status, count]);
  });

  test('a pair that gets nothing new can be left out of the results, and numErrors as well', async () => {
    const sandbox = await sandboxWith({ switches: { existing: 'omitted', numErrors: false } });
    await ask(sandbox, createPath, { body: { inputs: [typed('1', '2', '28')] } });
    const wanted = [typed('1', '2', '28'), typed('1', '3', '28'), typed('404', '3', '28')];
    const answer = await ask(sandbox, createPath, { body: { inputs: wanted } });
    expect(answer.json.results?.map((result) => result.toObjectId)).toEqual([3]);
    expect(answer.json.errors).toHaveLength(1);
    expect(answer.json).not.toHaveProperty('numErrors');
  });

  test('ids that begin with 404 and 400 are ordinary when told so', async () => {
    const sandbox = await sandboxWith({ magicIds: false });
    const answer = await ask(sandbox, createPath, { body: { inputs: [typed('404', '400', 279)] } });
    expect(answer.status).toBe(201);
  });

  test('positions that do not exist are refused, all at once, when it starts or while it runs', async () => {
    const switches = JSON.parse('{"labels":"merge","retryAfterSeconds":-1,"colour":1}');
    await expect(sandboxWith({ switches })).rejects.toThrow(/labels.*"replace", "add".*retryAfterSeconds.*colour/s);
    const sandbox = await sandboxWith();
    expect(() => sandbox.setSwitches(JSON.parse('{"createStatus":202}'))).toThrow(/createStatus/);
    for (const [name, positions] of Object.entries(switchPositions)) {
      for (const position of Array.isArray(positions) ? positions : [7, null]) {
        expect(parseSwitches({ [name]: position })).toEqual({ [name]: position });
      }
    }
    expect(Object.keys(switchPositions).sort()).toEqual(Object.keys(defaultSwitches).sort());
  });

  test('labels may come without their object types', async () => {
    const sandbox = await sandboxWith({ switches: { objectTypesInLabels: false } });
    const answer = await ask(sandbox, 'GET /crm/associations/2026-03/contacts/deals/labels');
    expect(answer.json.results?.[0]).toEqual({ category: 'HUBSPOT_DEFINED', typeId: 4, label: null });
  });

  test('a large answer is compressed for a client that accepts it, unless switched off', async () => {
    const wanted = Array.from({ length: 100 }, (_, index) => typed(String(index + 1), '9', 279));
    const headers = { 'accept-encoding': 'gzip, deflate' };
    const sandbox = await sandboxWith();
    const zipped = await ask(sandbox, createPath, { body: { inputs: wanted }, headers });
    expect(zipped.headers['content-encoding']).toBe('gzip');
    sandbox.setSwitches({ compress: false });
    const plain = await ask(sandbox, createPath, { body: { inputs: wanted }, headers });
    expect(plain.headers).not.toHaveProperty('content-encoding');
  });
});
