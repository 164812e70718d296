import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseJson } from '../../src/adapters/hubspot/json-parse.ts';
import { readBatchAnswer } from '../../src/core/batch-answer.ts';
import { ResultTexts } from '../../src/core/result-texts.ts';
import { whole } from '../support/whole-answer.ts';

const id = fc.oneof(fc.nat().map(String), fc.bigInt({ min: 0n, max: 2n ** 64n }).map(String), fc.constant('7'));
const idText = fc.tuple(id, fc.boolean()).map(([digits, isText]) => (isText ? `"${digits}"` : digits));
const label = fc.oneof(fc.constantFrom('Billing contact', 'a"b\\', '{"id":"5"}', '],"results":[', 'é}'), fc.string());
const labels = fc.array(label, { maxLength: 2 }).map((all) => JSON.stringify(all));

/** Results of both endpoints, with their keys in either order, and such as no parser of ours expects. */
const result = fc.oneof(
  fc.tuple(idText, idText, labels).map(([from, to, told]) => {
    return `{"fromObjectTypeId":"0-1","fromObjectId":${from},"toObjectTypeId":"0-2","toObjectId":${to},"labels":${told}}`;
  }),
  fc.tuple(idText, idText).map(([from, to]) => `{"toObjectId":${to},"labels":[],"fromObjectId":${from}}`),
  fc.tuple(idText, idText, fc.nat(300)).map(([from, to, typeId]) => {
    const spec = `{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":${typeId}}`;
    return `{"from":{"id":${from}},"to":{"id":${to}},"associationSpec":${spec}}`;
  }),
  fc.tuple(idText, idText).map(([from, to]) => `{ "from" : { "id" : ${from} } , "to" : { "id" : ${to} } }`),
  fc.constantFrom(
    '{}',
    'null',
    '{"from":{"id":"1"}}',
    '{"id":"3","from":{"id":"1"},"to":{"id":"2"}}',
    '[]',
    '017',
    '{',
  ),
);

const answer = fc
  .tuple(
    fc.oneof(
      fc.array(result, { maxLength: 30 }),
      fc.tuple(result, fc.array(id, { maxLength: 30 })).map(([one, ids]) => ids.map((own) => one.replace(/\d+/, own))),
    ),
    fc.constantFrom(',', ' ,\n'),
    fc.constantFrom(
      '',
      ',"numErrors":2,"errors":[{"message":"x","context":{"id":["1"]}}]',
      ',"results":[]',
      ',"results":[1]',
      ',"numErrors":1,"errors":[{"message":"rolled back","results":[{"from":{"id":"1"},"to":{"id":"2"}}]}]',
    ),
    fc.constantFrom('"status":"COMPLETE",', '', '"errors":[{"results":[{"from":{"id":"1"},"to":{"id":"2"}}]}],'),
    fc.constantFrom('}', '', ' }\n', '}}', ']}'),
    fc.constantFrom('', '', ','),
  )
  .map(([all, comma, tail, head, end, last]) => `{${head}"results":[${all.join(comma)}${last}]${tail}${end}`);

/** An answer as HubSpot's two forms have it. */
function usualAnswer(count: number, one: (index: number) => unknown): string {
  const results = Array.from({ length: count }, (_, index) => one(index));
  return JSON.stringify({ status: 'COMPLETE', results, startedAt: '2026-01-01T00:00:00Z' });
}

describe('results read from the text', () => {
  test('are those that parsing gives, whatever the answer looks like', () => {
    fc.assert(
      fc.property(fc.array(answer, { minLength: 1, maxLength: 3 }), (texts) => {
        const reader = new ResultTexts(parseJson);
        for (const text of texts) {
          const read = reader.read(text);
          if (read !== null) expect(whole(read)).toEqual(whole(parseJson(text)));
          if (parseJson(text) === undefined) expect(read).toBeNull();
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    [
      'endpoint A',
      (id: number) => ({ fromObjectTypeId: '0-1', fromObjectId: id, toObjectTypeId: '0-2', toObjectId: 9, labels: [] }),
    ],
    [
      'endpoint A with ids as text',
      (id: number) => ({ fromObjectId: `${id}`, toObjectId: '9', labels: ['a', `b${id % 5}`] }),
    ],
    [
      'endpoint B',
      (id: number) => ({ from: { id: `${id}` }, to: { id: '9' }, associationSpec: { associationTypeId: id % 7 } }),
    ],
  ])('are those of %s, of which only a few are parsed', (_, one) => {
    const parsed: string[] = [];
    const reader = new ResultTexts((text) => {
      parsed.push(text);
      return parseJson(text);
    });
    const text = usualAnswer(500, (index) => one(100 + index));
    expect(whole(reader.read(text))).toEqual(whole(parseJson(text)));
    expect(readBatchAnswer(reader.read(text)).confirmed).toHaveLength(500);
    expect(parsed.length).toBeLessThan(12);
    expect(Math.max(...parsed.map(({ length }) => length))).toBeLessThan(200);
  });

  test('keep every digit of a long id', () => {
    const ids = ['9007199254740993', '9223372036854775807'];
    const text = `{"results":[${ids.map((own) => `{"fromObjectId":${own},"toObjectId":5}`).join(',')}]}`;
    const read = new ResultTexts(parseJson).read(text);
    expect([...readBatchAnswer(read).confirmed].map(({ fromId }) => fromId)).toEqual(ids);
  });

  test('are left to the parser where there are more forms than are worth trying', () => {
    const text = usualAnswer(100, (index) => ({
      fromObjectId: 1000 + index,
      toObjectId: 5,
      labels: [`label ${index}`],
    }));
    expect(new ResultTexts(parseJson).read(text)).toBeNull();
  });
});
