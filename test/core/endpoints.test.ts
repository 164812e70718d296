import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Utf8Writer } from '../../src/adapters/utf8-writer.ts';
import type { HubSpotRequest } from '../../src/core/endpoints.ts';
import {
  API_VERSIONS,
  createDefaultRequest,
  createRequest,
  labelsRequest,
  readRequest,
} from '../../src/core/endpoints.ts';
import { inputOf, setOf } from '../support/core-builders.ts';

const pair = { from: 'contacts', to: '2-4412' };
const id = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String);
const types = fc.constantFrom(setOf('USER_DEFINED:28'), setOf('HUBSPOT_DEFINED:279', 'USER_DEFINED:30'));
const inputs = fc.array(fc.tuple(id, id, types), { minLength: 1, maxLength: 200 });

const textOf = (body: HubSpotRequest['body']): string => new Utf8Writer().encode(body ?? '').toString();

describe('a body', () => {
  test('of endpoint A is the JSON of its inputs with their types', () => {
    fc.assert(
      fc.property(inputs, (all) => {
        const { body } = createRequest(
          '2026-03',
          pair,
          all.map((one) => inputOf(...one)),
        );
        const expected = all.map(([from, to, set]) => ({ from: { id: from }, to: { id: to }, types: set.types }));
        expect(JSON.parse(textOf(body))).toEqual({ inputs: expected });
      }),
    );
  });

  test('of endpoint B is the JSON of its inputs without types', () => {
    fc.assert(
      fc.property(inputs, (all) => {
        const { body } = createDefaultRequest(
          '2026-03',
          pair,
          all.map(([from, to]) => inputOf(from, to)),
        );
        expect(JSON.parse(textOf(body))).toEqual({
          inputs: all.map(([from, to]) => ({ from: { id: from }, to: { id: to } })),
        });
      }),
    );
  });

  test('of endpoint E has a cursor only where a page is continued', () => {
    const { body } = readRequest('2026-03', pair, [
      { id: '1', after: null },
      { id: '2', after: 'a"b' },
    ]);
    expect(JSON.parse(textOf(body))).toEqual({ inputs: [{ id: '1' }, { id: '2', after: 'a"b' }] });
  });
});

describe('a path', () => {
  test.each(API_VERSIONS)('of %s has its version where HubSpot puts it', (version) => {
    const base = version === 'v4' ? '/crm/v4/associations' : `/crm/associations/${version}`;
    const calls = [
      createRequest(version, pair, []),
      createDefaultRequest(version, pair, []),
      readRequest(version, pair, []),
      labelsRequest(version, pair),
    ];
    expect(calls.map(({ method, path, purpose }) => `${method} ${path} ${purpose}`)).toEqual([
      `POST ${base}/contacts/2-4412/batch/create write`,
      `POST ${base}/contacts/2-4412/batch/associate/default write`,
      `POST ${base}/contacts/2-4412/batch/read read`,
      `GET ${base}/contacts/2-4412/labels labels`,
    ]);
  });

  test('cannot be left by an object type', () => {
    expect(labelsRequest('2026-03', { from: '../x', to: 'a b' }).path).toBe(
      '/crm/associations/2026-03/..%2Fx/a%20b/labels',
    );
  });
});
