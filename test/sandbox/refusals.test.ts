import { describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { type Answer, ask, createPath, defaultPath, sandboxWith, spec, typed, untyped } from './support.ts';

const create = (sandbox: Sandbox, ...inputs: unknown[]): Promise<Answer> =>
  ask(sandbox, createPath, { body: { inputs } });

describe('who may call', () => {
  test.each([
    ['no token', '', 401, 'INVALID_AUTHENTICATION'],
    ['an invalid token', 'Bearer pat-invalid', 401, 'INVALID_AUTHENTICATION'],
    ['an expired token', 'Bearer pat-expired', 401, 'EXPIRED_AUTHENTICATION'],
    ['a token without scopes', 'Bearer pat-unscoped', 403, 'MISSING_SCOPES'],
  ])('turns away %s', async (_name, authorization, status, category) => {
    const sandbox = await sandboxWith();
    const answer = await ask(sandbox, createPath, { headers: { authorization } });
    expect([answer.status, answer.json.category]).toEqual([status, category]);
    expect(answer.json.correlationId).toBe(answer.headers['x-hubspot-correlation-id']);
    if (category === 'EXPIRED_AUTHENTICATION') expect(answer.json.message).toContain('expired 20705 day(s) ago');
  });

  test('accepts one token only when one is set', async () => {
    const sandbox = await sandboxWith({ token: 'pat-mine' });
    const call = 'GET /crm/associations/2026-03/0-1/0-2/labels';
    expect((await ask(sandbox, call)).status).toBe(401);
    expect((await ask(sandbox, call, { headers: { authorization: 'Bearer pat-mine' } })).status).toBe(200);
  });

  test.each(['requiredGranularScopes', 'missingScopes', 'requiredScopes'] as const)(
    'names scopes under %s when told to',
    async (scopesContext) => {
      const sandbox = await sandboxWith({ switches: { scopesContext } });
      const answer = await ask(sandbox, createPath, { headers: { authorization: 'Bearer unscoped' } });
      expect(answer.json.errors?.[0]?.context?.[scopesContext]).toContain('crm.objects.contacts.write');
    },
  );
});

describe('requests that are refused as a whole', () => {
  test.each([
    ['no JSON', '{"inputs":', 'Invalid input JSON on line 1, column 1: '],
    ['no inputs', '{}', 'Invalid input JSON on line 1, column 1: '],
    ['an input without to', '{"inputs":[{"from":{"id":"1"},"types":[]}]}', 'Invalid input JSON on line 1, column 1: '],
    [
      'types that are no list',
      JSON.stringify({ inputs: [{ ...Object(untyped('1', '2')), types: 279 }] }),
      'Invalid input JSON',
    ],
    ['an unknown category', JSON.stringify({ inputs: [typed('1', '2', 'OTHER:1')] }), 'Invalid input JSON'],
    ['an empty list of types', JSON.stringify({ inputs: [typed('1', '2')] }), 'Invalid input JSON'],
  ])('refuses %s without a category', async (_name, raw, message) => {
    const sandbox = await sandboxWith();
    const answer = await ask(sandbox, createPath, { raw });
    expect(answer.status).toBe(400);
    expect(answer.json.message).toContain(message);
    expect(answer.json).not.toHaveProperty('category');
  });

  test('refuses a missing body with a category', async () => {
    const answer = await ask(await sandboxWith(), createPath);
    expect([answer.status, answer.json.category]).toEqual([400, 'VALIDATION_ERROR']);
  });

  test('refuses an object type it cannot infer, without a category', async () => {
    const sandbox = await sandboxWith();
    const answer = await ask(sandbox, 'GET /crm/associations/2026-03/contacts/kontakte/labels');
    expect(answer.status).toBe(400);
    expect(answer.json.message).toBe('Unable to infer object type from: kontakte');
    expect(answer.json).not.toHaveProperty('category');
  });

  test.each(['contact', 'CONTACTS', 'Contact', '0-1'])('knows the object type %s', async (name) => {
    const answer = await ask(await sandboxWith(), `GET /crm/associations/2026-03/${name}/2-4412/labels`);
    expect(answer.status).toBe(200);
    expect(answer.json.results?.map((row) => row.typeId)).toEqual([39]);
  });

  test('refuses ids that are not digits, naming them', async () => {
    const answer = await create(await sandboxWith(), typed('1.5', '2', 279), typed('1', 'abc', 279));
    expect([answer.status, answer.json.subCategory]).toEqual([400, 'crm.associations.INVALID_IDENTIFIER']);
    expect(answer.json.context).toEqual({ id: ['1.5', 'abc'] });
  });

  test.each([
    ['a type that nobody has', typed('1', '2', 9999)],
    ['a type of another pair', typed('1', '2', 4)],
    ['a type in another category', typed('1', '2', 'USER_DEFINED:279')],
  ])('refuses %s', async (_name, input) => {
    const sandbox = await sandboxWith();
    const answer = await create(sandbox, typed('5', '6', 279), input);
    expect([answer.status, answer.json.subCategory]).toEqual([400, 'crm.associations.INVALID_ASSOCIATION_TYPE']);
    expect(answer.json.context).toMatchObject({ fromObjectType: ['0-1'], toObjectType: ['0-2'] });
    expect(sandbox.store.size).toBe(0);
  });

  test('refuses a type of the opposite direction in the words for it', async () => {
    const call = 'POST /crm/associations/2026-03/contacts/notes/batch/create';
    const answer = await ask(await sandboxWith(), call, { body: { inputs: [typed('1', '2', 202)] } });
    expect(answer.status).toBe(400);
    expect(answer.json.message).toBe('invalid from object type 0-1 for associations to be created. expected: 0-46');
  });

  test('refuses a wrong type by its spec when told to', async () => {
    const sandbox = await sandboxWith({ switches: { typeErrors: 'associationSpec' } });
    const answer = await create(sandbox, typed('1', '2', '3'));
    expect(answer.json.context).toMatchObject({ associationSpec: ['USER_DEFINED=3'] });
  });

  test('lets a foreign type decide the object types when told to', async () => {
    const sandbox = await sandboxWith({ switches: { foreignTypes: 'linked' } });
    const answer = await create(sandbox, typed('1', '2', 4));
    expect(answer.status).toBe(201);
    expect(sandbox.store.typesOf({ objectTypeId: '0-1', id: '1' }, { objectTypeId: '0-3', id: '2' })).toHaveLength(1);
    sandbox.setSwitches({ foreignTypes: 'records' });
    const refused = await create(sandbox, typed('38374264688', '2', 'HUBSPOT_DEFINED:28'));
    expect(refused.json.context?.INVALID_OBJECT_IDS).toEqual(['TICKET=38374264688 is not valid']);
  });

  test.each([
    [2000, 400, 201],
    [2001, 400, 400],
    [2001, 413, 413],
  ] as const)('answers %i inputs, refused with %i, with %i', async (count, tooManyStatus, status) => {
    const sandbox = await sandboxWith({ switches: { tooManyStatus } });
    const inputs = Array.from({ length: count }, (_, index) => typed('1', String(index + 10_000), 279));
    expect((await create(sandbox, ...inputs)).status).toBe(status);
  });

  test('refuses a body, or an input, that is larger than told', async () => {
    const sandbox = await sandboxWith({ switches: { maxBodyBytes: 300, maxTypesPerInput: 1 } });
    expect((await create(sandbox, typed('1', '2', 279, '28'))).status).toBe(400);
    expect((await create(sandbox, typed('1', '2', 279))).status).toBe(201);
    expect((await create(sandbox, ...Array.from({ length: 9 }, () => typed('1', '2', 279)))).status).toBe(400);
  });

  test.each([
    ['all', ['CONTACT=4001 is not valid', 'COMPANY=4002 is not valid']],
    ['first', ['CONTACT=4001 is not valid']],
    ['none', undefined],
  ] as const)('names %s of the records that are invalid for the type', async (errorsNamed, expected) => {
    const sandbox = await sandboxWith({ switches: { errorsNamed } });
    const answer = await create(sandbox, typed('1', '2', 279), typed('4001', '4002', 279));
    expect([answer.status, answer.json.message]).toEqual([400, 'One or more associations are invalid']);
    expect(answer.json.context?.INVALID_OBJECT_IDS).toEqual(expected);
    expect(sandbox.store.size).toBe(0);
  });

  test('answers 404 for a path nobody serves and 405 for a method it does not take', async () => {
    const sandbox = await sandboxWith();
    expect((await ask(sandbox, 'GET /crm/associations/2024-01/0-1/0-2/labels')).status).toBe(404);
    expect((await ask(sandbox, 'GET /healthz')).status).toBe(404);
    expect((await ask(sandbox, 'DELETE /crm/associations/2026-03/0-1/0-2/labels')).status).toBe(405);
  });

  test('refuses D with a body that is no list of types', async () => {
    const sandbox = await sandboxWith();
    const call = 'PUT /crm/objects/2026-03/contacts/1/associations/companies/2';
    const answer = await ask(sandbox, call, { body: spec(279) });
    expect(answer.status).toBe(400);
    expect((await ask(sandbox, defaultPath, { body: { inputs: [untyped('x', '2')] } })).status).toBe(400);
  });
});
