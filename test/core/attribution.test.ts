import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PairTypes } from '../../src/core/association-types.ts';
import type { Attribution } from '../../src/core/attribution.ts';
import { attributeAnswer, attributeRefusal } from '../../src/core/attribution.ts';
import { readBatchAnswer } from '../../src/core/batch-answer.ts';
import type { BatchEndpoint, Input } from '../../src/core/terms.ts';
import { CONTACT_COMPANY, CONTACT_CONTACT, errorOf, inputOf, setOf } from '../support/core-builders.ts';

/** What an answer means for these inputs of contacts to companies, each as `from>to`. */
function attributed(
  body: unknown,
  inputs: readonly Input[],
  { types = CONTACT_COMPANY, endpoint = 'create' }: { types?: PairTypes; endpoint?: BatchEndpoint } = {},
) {
  return inWords(attributeAnswer(readBatchAnswer(body), { types, endpoint, inputs }));
}

const name = ({ fromId, toId }: Input): string => `${fromId}>${toId}`;

function inWords({ confirmed, refused, doubtful, unmentioned, unplaced }: Attribution) {
  return {
    confirmed: confirmed.map(name).sort(),
    refused: refused.map(({ input }) => name(input)).sort(),
    doubtful: doubtful.flat().map(name).sort(),
    unmentioned: unmentioned.map(name).sort(),
    isUnplaced: unplaced !== null,
  };
}

const NOTHING = { confirmed: [], refused: [], doubtful: [], unmentioned: [], isUnplaced: false };
const labelled = (from: unknown, to: unknown, more = {}) => ({ fromObjectId: from, toObjectId: to, ...more });
const missing = (side: 'FROM' | 'TO', id: string) => ({
  subCategory: `crm.associations.${side}_OBJECT_NOT_FOUND`,
  context: { id: [id] },
});

/** Two batches of different shape: ids of both object types coincide, pairs mirror each other. */
const PAIRS_OF_IDS = ['1>2', '2>1', '1>3', '3>3', '2>2', '3>1'];
const inputsOf = (names: readonly string[]): Input[] =>
  names.map((one) => inputOf(one.split('>')[0] ?? '', one.split('>')[1] ?? '', setOf('USER_DEFINED:28')));

const id = fc.constantFrom('1', '2', '3', '4');
const someErrors = fc.array(
  fc.oneof(
    fc.tuple(fc.constantFrom('FROM' as const, 'TO' as const), id).map(([side, one]) => missing(side, one)),
    fc.array(id, { minLength: 1, maxLength: 2 }).map((ids) => ({ context: { ids } })),
    fc.tuple(id, id).map(([from, to]) => ({ context: { fromObjectId: [from], toObjectId: [to] } })),
    fc.constant({ context: { associationSpec: ['USER_DEFINED=28'] } }),
    fc.constant({ message: 'Something is wrong' }),
  ),
  { maxLength: 4 },
);
const someInputs = fc.subarray(PAIRS_OF_IDS, { minLength: 1 });
const someResults = fc.array(fc.tuple(id, id, fc.constantFrom('0-1', '0-2', undefined)), { maxLength: 6 });
const settings = fc.record({
  types: fc.constantFrom(CONTACT_COMPANY, CONTACT_CONTACT),
  endpoint: fc.constantFrom('create' as const, 'default' as const),
});

describe('for any answer', () => {
  test('each input is in exactly one of the lists, and no other is in any', () => {
    fc.assert(
      fc.property(someInputs, someResults, someErrors, settings, (names, links, errors, how) => {
        const results = links.map(([from, to, type]) => labelled(from, to, { fromObjectTypeId: type }));
        const found = attributed({ results, errors }, inputsOf(names), how);
        const all = [...found.confirmed, ...found.refused, ...found.doubtful, ...found.unmentioned];
        expect(all.sort()).toEqual([...names].sort());
        const refusal = attributeRefusal(errorOf({ errors }), { ...how, inputs: inputsOf(names) });
        const open = inWords(refusal);
        expect([...open.refused, ...open.doubtful, ...open.unmentioned].sort()).toEqual([...names].sort());
      }),
      { numRuns: 500 },
    );
  });

  test('neither the order of results and errors, nor repetition, nor how ids are written changes anything', () => {
    const shuffles = fc.tuple(fc.infiniteStream(fc.nat(1_000)), fc.boolean(), fc.boolean());
    fc.assert(
      fc.property(someInputs, someResults, someErrors, settings, shuffles, (names, links, errors, how, chance) => {
        const [stream, isTwice, isNumber] = chance;
        const mixed = <T>(all: readonly T[]): T[] =>
          (isTwice ? [...all, ...all] : all)
            .map((one) => ({ one, at: stream.next().value }))
            .sort((a, b) => a.at - b.at)
            .map(({ one }) => one);
        const resultsIn = (write: (text: string) => unknown) =>
          links.map(([from, to, type]) => labelled(write(from), write(to), { fromObjectTypeId: type }));
        const plain = attributed({ results: resultsIn(String), errors }, inputsOf(names), how);
        const results = mixed(resultsIn(isNumber ? Number : String));
        expect(attributed({ results, errors: mixed(errors) }, inputsOf(names), how)).toEqual(plain);
      }),
      { numRuns: 500 },
    );
  });

  test('an input is confirmed only by a result that names both of its records', () => {
    fc.assert(
      fc.property(someInputs, someResults, settings, (names, links, how) => {
        const results = links.map(([from, to, type]) => labelled(from, to, { fromObjectTypeId: type }));
        const told = new Set(links.flatMap(([from, to]) => [`${from}>${to}`, `${to}>${from}`]));
        const { confirmed } = attributed({ results }, inputsOf(names), how);
        expect(confirmed.filter((one) => !told.has(one))).toEqual([]);
      }),
    );
  });
});

describe('a result', () => {
  test('confirms its input alone, wherever it stands', () => {
    const results = [labelled(1, 3), labelled('1', '2')];
    expect(attributed({ results }, inputsOf(['1>2', '2>2', '1>3']))).toEqual({
      ...NOTHING,
      confirmed: ['1>2', '1>3'],
      unmentioned: ['2>2'],
    });
  });

  test.each([
    ['the object type of its first record', labelled('1', '2', { fromObjectTypeId: '0-1' }), ['1>2']],
    ['the object type of its first record, turned', labelled('1', '2', { fromObjectTypeId: '0-2' }), ['2>1']],
    [
      'its association type',
      {
        from: { id: 1 },
        to: { id: 2 },
        associationSpec: { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 },
      },
      ['1>2'],
    ],
    [
      'its association type, turned',
      {
        from: { id: 1 },
        to: { id: 2 },
        associationSpec: { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 280 },
      },
      ['2>1'],
    ],
    ['nothing, and so proves neither', labelled('1', '2'), []],
  ])('tells its direction between colliding ids by %s', (_name, result, confirmed) => {
    const found = attributed({ results: [result] }, inputsOf(['1>2', '2>1']), { endpoint: 'default' });
    expect(found.confirmed).toEqual(confirmed);
  });

  test.each([
    ['its first record', { fromObjectTypeId: '0-3' }],
    ['its second record', { fromObjectTypeId: '0-1', toObjectTypeId: '0-5' }],
    ['its first record, by name', { fromObjectTypeId: 'DEAL' }],
  ])('of other object types with the same ids, told by %s, confirms nothing', (_name, told) => {
    const found = attributed({ results: [labelled('1', '2', told)] }, inputsOf(['1>2']));
    expect(found).toEqual({ ...NOTHING, unmentioned: ['1>2'] });
    const alike = { types: CONTACT_CONTACT, endpoint: 'default' as const };
    expect(attributed({ results: [labelled('1', '2', told)] }, inputsOf(['1>2']), alike).confirmed).toEqual([]);
  });

  test('of a custom object that is named in the file and told by its id confirms its input; of a standard one does not', () => {
    const types = { ...CONTACT_COMPANY, pair: { from: 'p_vendor', to: 'companies' } };
    const told = (fromObjectTypeId: string) => [labelled('1', '2', { fromObjectTypeId, toObjectTypeId: '0-2' })];
    expect(attributed({ results: told('2-77') }, inputsOf(['1>2']), { types }).confirmed).toEqual(['1>2']);
    expect(attributed({ results: told('0-3') }, inputsOf(['1>2']), { types }).confirmed).toEqual([]);
  });

  test('confirms its input where its object types are told by names', () => {
    const named = labelled('1', '2', { fromObjectTypeId: 'CONTACT', toObjectTypeId: 'COMPANY' });
    expect(attributed({ results: [named] }, inputsOf(['1>2'])).confirmed).toEqual(['1>2']);
  });

  test('of two records of one object type stands for both directions of the default association', () => {
    const results = [{ from: { id: '1' }, to: { id: '2' } }];
    const how = { types: CONTACT_CONTACT, endpoint: 'default' as const };
    expect(attributed({ results }, inputsOf(['1>2', '2>1']), how).confirmed).toEqual(['1>2', '2>1']);
    expect(attributed({ results }, inputsOf(['1>2', '2>1']), { types: CONTACT_CONTACT }).confirmed).toEqual(['1>2']);
  });

  test.each([
    ['the label that was asked for', [' billing CONTACT '], ['1>2']],
    ['other labels only', ['Decision maker'], []],
    ['no labels', [], ['1>2']],
  ])('that lists %s confirms what it can', (_name, labels, confirmed) => {
    expect(attributed({ results: [labelled('1', '2', { labels })] }, inputsOf(['1>2'])).confirmed).toEqual(confirmed);
  });

  test.each([
    ['in order', ['1>2', '1>3']],
    ['in another order', ['1>3', '1>2']],
  ])('without labels confirms nothing where another of the same answer lists its own, %s', (_name, names) => {
    const results = [labelled('1', '2', { labels: ['Billing contact'] }), labelled('1', '3', { labels: [] })];
    const found = attributed({ results }, inputsOf(names));
    expect(found).toEqual({ ...NOTHING, confirmed: ['1>2'], unmentioned: ['1>3'] });
  });

  test('keeps apart ids that are one number to JavaScript', () => {
    const inputs = inputsOf(['9007199254740992>1', '9007199254740993>1']);
    const { confirmed } = attributed({ results: [labelled('9007199254740993', 1)] }, inputs);
    expect(confirmed).toEqual(['9007199254740993>1']);
  });
});

describe('an error', () => {
  test('that names a record on a side concerns every input that uses it there, and only there', () => {
    const found = attributed({ errors: [missing('FROM', '3')] }, inputsOf(['1>3', '3>3', '3>1', '2>2']));
    expect(found).toEqual({ ...NOTHING, refused: ['3>1', '3>3'], unmentioned: ['1>3', '2>2'] });
  });

  test.each([
    ['may be meant of one of them only', ['1>2', '1>3'], { category: 'VALIDATION_ERROR' }, ['1>2', '1>3']],
    ['is meant of both when it is missing', ['1>2', '1>3'], { category: 'OBJECT_NOT_FOUND' }, []],
    ['is meant of the only one that is open', ['1>2', '3>3'], { category: 'VALIDATION_ERROR' }, []],
  ])('that names a record of inputs %s', (_name, names, words, refusedWithOthers) => {
    const answer = readBatchAnswer({ results: [], errors: [{ ...words, context: { fromObjectId: ['1'] } }] });
    const context = { types: CONTACT_COMPANY, endpoint: 'create' as const, inputs: inputsOf(names) };
    expect(attributeAnswer(answer, context).refusedWithOthers.map(name)).toEqual(refusedWithOthers);
    const refusal = errorOf({ ...words, context: { fromObjectId: ['1'] } });
    expect(attributeRefusal(refusal, context).refusedWithOthers).toEqual([]);
  });

  test('that names a bare id of both sides leaves the inputs of either in doubt', () => {
    const found = attributed({ errors: [{ context: { ids: ['1'] } }] }, inputsOf(['1>2', '2>1', '2>2']));
    expect(found).toEqual({ ...NOTHING, doubtful: ['1>2', '2>1'], unmentioned: ['2>2'] });
  });

  test('never concerns an input that a result confirms', () => {
    const body = { results: [labelled('1', '2')], errors: [missing('TO', '2')] };
    expect(attributed(body, inputsOf(['1>2', '2>2']))).toMatchObject({ confirmed: ['1>2'], refused: ['2>2'] });
  });

  test('is the only input’s own, whatever it names', () => {
    expect(attributed({ errors: [{ message: 'x' }] }, inputsOf(['1>2']))).toEqual({ ...NOTHING, refused: ['1>2'] });
    expect(attributed({ errors: [{ context: { ids: ['77'] } }] }, inputsOf(['1>2'])).refused).toEqual(['1>2']);
  });

  test('that names nothing of the request is handed back as it is', () => {
    const found = attributed({ errors: [{ context: { ids: ['77'] } }] }, inputsOf(['1>2', '2>2']));
    expect(found).toEqual({ ...NOTHING, unmentioned: ['1>2', '2>2'], isUnplaced: true });
  });
});

test('an input refused for invalid records is told which of them are its own, and on which side', () => {
  const texts = ['CONTACT=40 is not valid', 'COMPANY=40 is not valid', 'CONTACT=7 is not valid'];
  const error = errorOf({ message: 'Some are invalid', context: { INVALID_OBJECT_IDS: texts } });
  const messagesOf = (names: readonly string[], types = CONTACT_COMPANY) =>
    attributeRefusal(error, { types, endpoint: 'create', inputs: inputsOf(names) }).refused.map(
      (refusal) => `${name(refusal.input)} ${refusal.error.message}`,
    );
  expect(messagesOf(['40>2', '1>40', '7>40', '40>7', '3>7'])).toEqual([
    '40>2 Some are invalid: from CONTACT=40 is not valid',
    '40>7 Some are invalid: from CONTACT=40 is not valid',
    '1>40 Some are invalid: to COMPANY=40 is not valid',
    '7>40 Some are invalid: from CONTACT=7 is not valid, to COMPANY=40 is not valid',
  ]);
  expect(messagesOf(['2>7'], CONTACT_CONTACT)).toEqual(['2>7 Some are invalid: to CONTACT=7 is not valid']);
  expect(messagesOf(['2>7'])).toEqual(['2>7 Some are invalid']);
});
