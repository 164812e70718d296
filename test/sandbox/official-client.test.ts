/** HubSpot's own client drives the sandbox: what it rejects, the sandbox got wrong. */

import { Client } from '@hubspot/api-client';
import { AssociationSpecAssociationCategoryEnum as Category } from '@hubspot/api-client/lib/codegen/crm/associations/v4/models/AssociationSpec.js';
import {
  createConfiguration,
  DefinitionConfigurationsApi,
  ServerConfiguration,
} from '@hubspot/api-client/lib/codegen/crm/associations/v4/schema/index.js';
import { PublicAssociationDefinitionConfigurationCreateRequestCategoryEnum as LimitCategory } from '@hubspot/api-client/lib/codegen/crm/associations/v4/schema/models/PublicAssociationDefinitionConfigurationCreateRequest.js';
import { PublicAssociationDefinitionConfigurationUpdateRequestCategoryEnum as UpdateCategory } from '@hubspot/api-client/lib/codegen/crm/associations/v4/schema/models/PublicAssociationDefinitionConfigurationUpdateRequest.js';
import { describe, expect, test } from '@jest/globals';
import type { SandboxOptions } from '../../src/sandbox/server.ts';
import { sandboxWith } from './support.ts';

async function connect(options: SandboxOptions = {}) {
  const sandbox = await sandboxWith(options);
  const client = new Client({ accessToken: 'pat-eu1-test', basePath: sandbox.url });
  return { sandbox, client, v4: client.crm.associations.v4, schema: client.crm.associations.v4.schema };
}

const billing = { associationCategory: Category.UserDefined, associationTypeId: 28 };
const input = (from: string, to: string, types = [billing]) => ({ _from: { id: from }, to: { id: to }, types });

describe('the official client', () => {
  test('creates, reads and archives in batches', async () => {
    const { sandbox, v4 } = await connect();
    const created = await v4.batchApi.create('contacts', 'companies', { inputs: [input('1', '2'), input('3', '4')] });
    expect([created.status, created.results.length]).toEqual(['COMPLETE', 2]);
    expect(created.startedAt.getTime()).toBeLessThanOrEqual(created.completedAt.getTime());
    expect(created.results[0]?.labels).toEqual(['Billing contact']);
    const page = await v4.batchApi.getPage('contacts', 'companies', { inputs: [{ id: '1' }] });
    expect(page.results[0]?.to[0]?.associationTypes.map((type) => type.typeId)).toEqual([279, 28]);
    await v4.batchApi.archiveLabels('contacts', 'companies', { inputs: [input('1', '2')] });
    expect(sandbox.store.size).toBe(2);
    await v4.batchApi.archive('contacts', 'companies', { inputs: [{ _from: { id: '1' }, to: [{ id: '2' }] }] });
    expect(sandbox.store.size).toBe(1);
  });

  test('gets the errors of a partial success from A, B and E', async () => {
    const { v4 } = await connect();
    const created = await v4.batchApi.create('contacts', 'companies', { inputs: [input('4041', '4042')] });
    expect(created).toMatchObject({ numErrors: 2, errors: [{ category: 'OBJECT_NOT_FOUND' }, { status: 'error' }] });
    const inputs = [{ _from: { id: '4041' }, to: { id: '2' } }];
    expect(await v4.batchApi.createDefault('contacts', 'companies', { inputs })).toMatchObject({ numErrors: 1 });
    const read = await v4.batchApi.getPage('contacts', 'companies', { inputs: [{ id: '9' }] });
    expect(read).toMatchObject({ numErrors: 1, results: [] });
  });

  test('creates default associations in batches, answered in both directions', async () => {
    const { v4 } = await connect();
    const inputs = [{ _from: { id: '1' }, to: { id: '2' } }];
    const created = await v4.batchApi.createDefault('contacts', 'companies', { inputs });
    expect(created.results.map((result) => result.associationSpec.associationTypeId).sort()).toEqual([279, 280]);
  });

  test('creates, reads and archives single associations', async () => {
    const { sandbox, v4 } = await connect();
    const created = await v4.basicApi.create('contacts', '1', 'companies', '2', [billing]);
    expect(String(created.toObjectId)).toBe('2');
    expect((await v4.basicApi.createDefault('contacts', '1', 'companies', '3')).results).toHaveLength(2);
    const first = await v4.basicApi.getPage('contacts', '1', 'companies', undefined, 1);
    expect(first.results).toHaveLength(1);
    const second = await v4.basicApi.getPage('contacts', '1', 'companies', first.paging?.next?.after, 1);
    expect(second.results[0]?.toObjectId).not.toBe(first.results[0]?.toObjectId);
    expect(second.paging).toBeUndefined();
    await v4.basicApi.archive('contacts', '1', 'companies', '2');
    expect(sandbox.store.size).toBe(1);
  });

  test('lists, creates, renames and removes labels', async () => {
    const { schema } = await connect();
    const before = await schema.definitionsApi.getAll('contacts', 'companies');
    expect(before.results.map((type) => type.category)).toContain('USER_DEFINED');
    const wish = { name: 'landlord', label: 'Landlord', inverseLabel: 'Tenant' };
    const made = await schema.definitionsApi.create('contacts', 'companies', wish);
    const typeId = Number(made.results.find((type) => type.label === 'Landlord')?.typeId);
    const renamed = { associationTypeId: typeId, label: 'Owner' };
    await schema.definitionsApi.update('contacts', 'companies', renamed);
    const after = await schema.definitionsApi.getAll('contacts', 'companies');
    expect(after.results.map((type) => type.label)).toContain('Owner');
    await schema.definitionsApi.remove('contacts', 'companies', typeId);
    expect((await schema.definitionsApi.getAll('contacts', 'companies')).results).toHaveLength(before.results.length);
  });

  test('sets, changes, lists and removes limits', async () => {
    const { sandbox } = await connect();
    // The client generates this API without offering it, so it is put together here.
    const limits = new DefinitionConfigurationsApi(
      createConfiguration({
        baseServer: new ServerConfiguration(sandbox.url, {}),
        authMethods: { oauth2: { accessToken: 'pat-eu1-test' } },
      }),
    );
    const limit = { category: LimitCategory.UserDefined, typeId: 28, maxToObjectIds: 3 };
    const created = await limits.batchCreate('contacts', 'companies', { inputs: [limit] });
    expect(created.results[0]?.userEnforcedMaxToObjectIds).toBe(3);
    const changed = { category: UpdateCategory.UserDefined, typeId: 28, maxToObjectIds: 4 };
    const updated = await limits.batchUpdate('contacts', 'companies', { inputs: [changed] });
    expect(updated.results[0]?.userEnforcedMaxToObjectIds).toBe(4);
    expect((await limits.getAllBetweenTwoObjectTypes('contacts', 'companies')).results).toHaveLength(1);
    expect((await limits.getAll()).results).toHaveLength(1);
    await limits.batchRemove('contacts', 'companies', { inputs: [{ category: 'USER_DEFINED', typeId: 28 }] });
    expect((await limits.getAll()).results).toEqual([]);
    const unknown = { ...limit, typeId: -1 };
    expect(await limits.batchCreate('contacts', 'deals', { inputs: [unknown] })).toMatchObject({ status: 'CANCELED' });
  });

  test('reads records in batches', async () => {
    const { client } = await connect();
    const inputs = [{ id: '1' }, { id: '4041' }];
    const read = await client.crm.contacts.batchApi.read({ inputs, properties: ['email'], propertiesWithHistory: [] });
    expect(read.results.map((record) => record.id)).toEqual(['1']);
    expect(read).toMatchObject({ numErrors: 1 });
  });

  test('throws what the sandbox refuses, with its category', async () => {
    const { v4 } = await connect({ faults: [{ status: 503 }] });
    const wrong = [{ associationCategory: Category.UserDefined, associationTypeId: 9 }];
    const create = (types = wrong) => v4.batchApi.create('contacts', 'companies', { inputs: [input('1', '2', types)] });
    await expect(create()).rejects.toMatchObject({ code: 503 });
    await expect(create()).rejects.toMatchObject({ code: 400, body: { category: 'VALIDATION_ERROR' } });
  });

  test('throws a 200 from A, which is why 201 is the default', async () => {
    const { v4 } = await connect({ switches: { createStatus: 200 } });
    await expect(v4.batchApi.create('contacts', 'companies', { inputs: [input('1', '2')] })).rejects.toMatchObject({
      code: 200,
    });
  });
});
