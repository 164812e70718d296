import { describe, expect, test } from '@jest/globals';
import { namedIn } from '../../src/core/named-records.ts';
import { errorOf } from '../support/core-builders.ts';

const pair = { from: 'contacts', to: 'companies' };
const within = { from: 'contacts', to: 'contacts' };
const record = (side: 'from' | 'to' | null, id: string) => ({ kind: 'record', side, id });

describe('an error names', () => {
  test.each([
    [
      'the record that its sub-category gives a side',
      {
        subCategory: 'crm.associations.TO_OBJECT_NOT_FOUND',
        context: { objectType: ['company'], id: ['9'] },
      },
      [record('to', '9')],
    ],
    [
      'records on the side of their object type',
      { context: { objectType: ['CONTACT'], id: ['9', 10] } },
      [record('from', '9'), record('from', '10')],
    ],
    [
      'records without a side where the object types differ',
      { context: { objectType: ['contact', 'company'], id: ['9', '8'] } },
      [record(null, '9'), record(null, '8')],
    ],
    ['bare ids without a side', { context: { ids: ['9'] } }, [record(null, '9')]],
    ['an id that is no list', { context: { objectId: 9 } }, [record(null, '9')]],
    [
      'pairs, where both lists are as long',
      { context: { fromObjectId: ['1', '2'], toObjectId: ['3', '4'] } },
      [
        { kind: 'link', fromId: '1', toId: '3' },
        { kind: 'link', fromId: '2', toId: '4' },
      ],
    ],
    [
      'one record of a pair where the sub-category says which',
      { subCategory: 'x.FROM_OBJECT_NOT_FOUND', context: { fromObjectId: ['1'], toObjectId: ['3'] } },
      [record('from', '1')],
    ],
    [
      'either pairs or records where the lists do not fit each other',
      { context: { fromObjectId: ['1', '2'], toObjectId: ['3'] } },
      [{ kind: 'either', fromIds: ['1', '2'], toIds: ['3'] }],
    ],
    [
      'each invalid record by the object type before it',
      { context: { INVALID_OBJECT_IDS: ['CONTACT=1 is not valid', 'COMPANY=2 is not valid'], objectId: ['1', '2'] } },
      [record('from', '1'), record('to', '2')],
    ],
    [
      'a type that is not of the pair',
      { subCategory: 'crm.associations.INVALID_ASSOCIATION_TYPE', context: { type: ['28'] } },
      [{ kind: 'type', category: null, associationTypeId: 28 }],
    ],
    [
      'a type with its category',
      { context: { associationSpec: ['USER_DEFINED=28'] } },
      [{ kind: 'type', category: 'USER_DEFINED', associationTypeId: 28 }],
    ],
    ['nothing by its words alone', { message: 'No contact with ID 9 exists', category: 'OBJECT_NOT_FOUND' }, []],
    ['nothing by object types alone', { context: { objectType: ['contact'] } }, []],
    ['nothing at all', {}, []],
  ])('%s', (_name, json, named) => {
    expect(namedIn(errorOf(json), pair)).toEqual(named);
  });

  test('a record without a side where both sides have its object type', () => {
    expect(namedIn(errorOf({ context: { objectType: ['contact'], id: ['9'] } }), within)).toEqual([record(null, '9')]);
  });

  test('what the errors inside it name, each once', () => {
    const inner = { context: { ids: ['9'] } };
    const named = namedIn(errorOf({ errors: [inner, { errors: [inner, { context: { ids: ['8'] } }] }] }), pair);
    expect(named).toEqual([record(null, '9'), record(null, '8')]);
  });
});
