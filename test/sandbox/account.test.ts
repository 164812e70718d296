import { describe, expect, test } from '@jest/globals';
import { ask, createPath, sandboxWith, typed } from './support.ts';

const labels = '/crm/associations/2026-03/contacts/companies/labels';
const configurations = '/crm/associations/2026-03/definitions/configurations';
const maxOne = { category: 'USER_DEFINED', typeId: 28, maxToObjectIds: 1 };

describe('labels', () => {
  test('H lists the types of one direction, and both halves of a paired label between records of one type', async () => {
    const sandbox = await sandboxWith();
    const types = async (path: string) =>
      (await ask(sandbox, `GET ${path}`)).json.results?.map((row) => row.label ?? row.typeId);
    expect(await types(labels)).toEqual([279, 'Primary', 'Billing contact', 'Decision maker', 'Geschäftsführer']);
    expect(await types('/crm/v4/associations/0-1/0-1/labels')).toEqual([449, 'Manager', 'Report']);
    expect(await types('/crm/associations/2026-03/p345_vendor/p_vendor/labels')).toEqual([]);
  });

  test('I adds a paired label whose rows come in either order, and it can be written at once', async () => {
    const sandbox = await sandboxWith();
    const body = { name: 'landlord', label: 'Landlord', inverseLabel: 'Tenant' };
    const answer = await ask(sandbox, `POST ${labels}`, { body });
    expect(answer.json.results).toEqual([
      { category: 'USER_DEFINED', typeId: 43, label: 'Tenant', fromObjectTypeId: '0-2', toObjectTypeId: '0-1' },
      { category: 'USER_DEFINED', typeId: 42, label: 'Landlord', fromObjectTypeId: '0-1', toObjectTypeId: '0-2' },
    ]);
    expect((await ask(sandbox, createPath, { body: { inputs: [typed('1', '2', '42')] } })).status).toBe(201);
    expect((await ask(sandbox, `POST ${labels}`, { body })).status).toBe(400);
  });

  test('a label can be renamed and deleted, which takes it off every pair', async () => {
    const sandbox = await sandboxWith();
    await ask(sandbox, createPath, { body: { inputs: [typed('1', '2', '30')] } });
    await ask(sandbox, `PUT ${labels}`, { body: { associationTypeId: 30, label: 'Decider' } });
    expect((await ask(sandbox, `GET ${labels}`)).text).toContain('Decider');
    expect((await ask(sandbox, `DELETE ${labels}/30`)).status).toBe(204);
    const left = sandbox.store.typesOf({ objectTypeId: '0-2', id: '2' }, { objectTypeId: '0-1', id: '1' });
    expect(left.map((type) => type.typeId)).toEqual([280]);
    expect((await ask(sandbox, `DELETE ${labels}/279`)).status).toBe(400);
    expect((await ask(sandbox, createPath, { body: { inputs: [typed('1', '2', '30')] } })).status).toBe(400);
  });
});

describe('configured limits', () => {
  test('J, K and L list, set, change and take them away', async () => {
    const sandbox = await sandboxWith();
    const pair = `${configurations}/contacts/companies`;
    expect((await ask(sandbox, `POST ${pair}/batch/create`, { body: { inputs: [maxOne] } })).status).toBe(201);
    const changed = { ...maxOne, maxToObjectIds: 2 };
    expect((await ask(sandbox, `POST ${pair}/batch/update`, { body: { inputs: [changed] } })).status).toBe(200);
    const row = { category: 'USER_DEFINED', typeId: 28, label: 'Billing contact', userEnforcedMaxToObjectIds: 2 };
    expect((await ask(sandbox, `GET ${pair}`)).json.results).toEqual([row]);
    expect((await ask(sandbox, `GET ${configurations}/all`)).json.results).toEqual([row]);
    expect((await ask(sandbox, `POST ${pair}/batch/purge`, { body: { inputs: [maxOne] } })).status).toBe(200);
    expect((await ask(sandbox, `GET ${pair}`)).json.results).toEqual([]);
    sandbox.setSwitches({ configurations: 'every' });
    expect((await ask(sandbox, `GET ${pair}`)).json.results).toHaveLength(5);
  });

  test('K with a type that is not of the pair cancels the batch', async () => {
    const sandbox = await sandboxWith();
    const inputs = [{ category: 'HUBSPOT_DEFINED', typeId: -1, maxToObjectIds: 1 }];
    const answer = await ask(sandbox, `POST ${configurations}/contacts/deals/batch/create`, { body: { inputs } });
    expect([answer.status, answer.json.status]).toEqual([207, 'CANCELED']);
    expect(answer.json.errors?.[0]?.message).toBe('0--1 is not a valid association type between CONTACT and DEAL');
  });

  test.each([
    ['request', 400, 0],
    ['pair', 207, 2],
    ['unnamed', 207, 2],
  ] as const)('a row over the limit is refused by %s with %i', async (limitErrors, status, size) => {
    const sandbox = await sandboxWith({ switches: { limitErrors } });
    await ask(sandbox, `POST ${configurations}/contacts/companies/batch/create`, { body: { inputs: [maxOne] } });
    const inputs = [typed('1', '2', '28'), typed('1', '3', '28'), typed('7', '3', '28'), typed('1', '2', '28')];
    const answer = await ask(sandbox, createPath, { body: { inputs } });
    expect([answer.status, sandbox.store.size]).toEqual([status, size]);
    expect(answer.text).toContain('ASSOCIATION_USER_CONFIG_LIMIT_EXCEEDED');
    const named = { fromObjectId: ['1'], toObjectId: ['3'] };
    const context = status === 400 ? answer.json.context : answer.json.errors?.[0]?.context;
    expect(context).toEqual(limitErrors === 'unnamed' ? undefined : named);
  });

  test('a limit counts what is there before, from the side it is set on', async () => {
    const sandbox = await sandboxWith();
    const back = { category: 'HUBSPOT_DEFINED', typeId: 280, maxToObjectIds: 1 };
    await ask(sandbox, `POST ${configurations}/companies/contacts/batch/create`, { body: { inputs: [back] } });
    await ask(sandbox, createPath, { body: { inputs: [typed('1', '2', 279)] } });
    expect((await ask(sandbox, createPath, { body: { inputs: [typed('1', '3', 279)] } })).status).toBe(201);
    expect((await ask(sandbox, createPath, { body: { inputs: [typed('5', '2', 279)] } })).status).toBe(400);
  });
});

describe('records and the account', () => {
  const records = [
    { objectTypeId: '0-1', id: '51', properties: { email: 'Anna@Example.com', city: 'Köln' } },
    { objectTypeId: '0-1', id: '52', properties: { email: 'ben@example.com' } },
  ];
  const read = 'POST /crm/objects/2026-03/contacts/batch/read';

  test('M finds records by e-mail without case, and puts all missing values into one error', async () => {
    const sandbox = await sandboxWith({ records });
    const inputs = ['anna@example.COM', 'nobody@example.com', 'no@example.com', 'ben@example.com'].map((id) => ({
      id,
    }));
    const body = { idProperty: 'email', properties: ['email', 'city'], propertiesWithHistory: [], inputs };
    const answer = await ask(sandbox, read, { body });
    expect([answer.status, answer.json.numErrors]).toEqual([207, 1]);
    expect(answer.json.errors?.[0]?.context).toEqual({ ids: ['nobody@example.com', 'no@example.com'] });
    expect(answer.json.results?.map((record) => record.id)).toEqual(['52', '51']);
    expect(answer.json.results?.[1]?.properties).toMatchObject({ email: 'Anna@Example.com', city: 'Köln' });
  });

  test('M finds any record by id but those that begin with 404 or are told to be missing', async () => {
    const sandbox = await sandboxWith({ missing: ['9'] });
    const inputs = ['1', '9', '4041'].map((id) => ({ id }));
    const answer = await ask(sandbox, read, { body: { inputs } });
    expect(answer.json.results?.map((record) => record.id)).toEqual(['1']);
    expect(answer.json.errors?.[0]?.context).toEqual({ ids: ['9', '4041'] });
  });

  test('M refuses more than 100 inputs and a property that identifies nothing', async () => {
    const sandbox = await sandboxWith();
    const inputs = Array.from({ length: 101 }, (_, index) => ({ id: String(index + 1) }));
    expect((await ask(sandbox, read, { body: { inputs } })).status).toBe(400);
    const body = { idProperty: 'city', inputs: [{ id: 'Köln' }] };
    expect((await ask(sandbox, read, { body })).status).toBe(400);
  });

  test('N counts the records at and near their limit', async () => {
    const sandbox = await sandboxWith({ recordLimit: 5 });
    const pairs: [string, number][] = [
      ['1', 5],
      ['2', 4],
      ['3', 3],
    ];
    const inputs = pairs.flatMap(([id, count]) =>
      Array.from({ length: count }, (_, index) => typed(id, `1${index}`, 279)),
    );
    await ask(sandbox, createPath, { body: { inputs } });
    const answer = await ask(sandbox, 'GET /crm/limits/2026-03/associations/records/0-1/0-2');
    expect(answer.json).toEqual({
      limit: 5,
      totalRecordsAtLimit: 1,
      totalRecordsNearLimit: 1,
      atLimitFromRecordSamples: [{ label: 'contact 1', objectId: 1 }],
      nearLimitFromRecordSamples: [{ label: 'contact 2', objectId: 2, percentage: 80, usage: 4 }],
    });
  });

  test('O tells which account this is', async () => {
    const sandbox = await sandboxWith({ accountType: 'STANDARD', timeZone: 'US/Eastern' });
    const answer = await ask(sandbox, 'GET /account-info/2026-09/details');
    expect(answer.json).toEqual({ portalId: 4412000, accountType: 'STANDARD', timeZone: 'US/Eastern' });
  });
});
