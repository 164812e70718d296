import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { numErrorsIn, readBatchAnswer, readDefinitions, readLinks } from '../../src/core/batch-answer.ts';

describe('a batch write’s answer', () => {
  test('is read in both of its forms, ids as numbers or texts', () => {
    const body = {
      status: 'COMPLETE',
      results: [
        { fromObjectTypeId: '0-1', fromObjectId: 7, toObjectTypeId: '0-2', toObjectId: '8', labels: ['A'] },
        { from: { id: '7' }, to: { id: 8 }, associationSpec: { associationCategory: 'WORK', associationTypeId: 5 } },
      ],
      numErrors: 3,
    };
    const { confirmed, status } = readBatchAnswer(body);
    expect([...confirmed]).toMatchObject([
      { fromId: '7', toId: '8', fromTypeId: '0-1', labels: ['A'] },
      { fromId: '7', toId: '8', fromTypeId: null, labels: null },
    ]);
    expect([status, numErrorsIn(body)]).toEqual(['COMPLETE', 3]);
  });

  test('counts its errors where HubSpot does not', () => {
    expect(numErrorsIn({ errors: [{}, {}] })).toBe(2);
  });

  test('leaves out results that name no pair', () => {
    const results = [null, 7, {}, { fromObjectId: 1 }, { from: { id: 1 }, to: {} }, { from: 1, to: 2 }];
    expect([...readBatchAnswer({ results }).confirmed]).toEqual([]);
  });

  test('can be anything without doing harm, and is never believed to confirm what it does not name', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        const { confirmed, errors } = readBatchAnswer(body);
        for (const link of confirmed) expect([typeof link.fromId, typeof link.toId]).toEqual(['string', 'string']);
        expect(Array.isArray(errors)).toBe(true);
        expect(Array.isArray(readLinks(body)) && Array.isArray(readDefinitions(body))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a list of labels', () => {
  test('keeps HubSpot’s order, and leaves out what is no type', () => {
    const results = [
      { category: 'USER_DEFINED', typeId: 28, label: 'Billing contact' },
      { category: 'HUBSPOT_DEFINED', typeId: 279, label: null },
      { category: 'UNHEARD_OF', typeId: 1, label: 'X' },
      { category: 'WORK', typeId: '5' },
      null,
    ];
    expect(readDefinitions({ results })).toEqual([
      { category: 'USER_DEFINED', typeId: 28, label: 'Billing contact' },
      { category: 'HUBSPOT_DEFINED', typeId: 279, label: null },
    ]);
  });
});

describe('a batch read’s answer', () => {
  test('tells the links of each record and where its next page begins', () => {
    const types = [{ category: 'HUBSPOT_DEFINED', typeId: 279, label: null }];
    const results = [
      { from: { id: 1 }, to: [{ toObjectId: 2, associationTypes: types }], paging: { next: { after: 'abc' } } },
      { from: { id: '3' }, to: [{ toObjectId: null }, {}], paging: { next: { after: '' } } },
      { to: [] },
    ];
    expect(readLinks({ results })).toEqual([
      { fromId: '1', links: [{ toId: '2', types }], after: 'abc' },
      { fromId: '3', links: [], after: null },
    ]);
  });
});
