import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseJson } from '../../../src/adapters/hubspot/json-parse.ts';

describe('an answer', () => {
  test.each([
    ['{"id":9007199254740993}', { id: '9007199254740993' }],
    ['{"id": 9223372036854775807, "n": 7}', { id: '9223372036854775807', n: 7 }],
    ['[12345678901234567]', ['12345678901234567']],
    ['{"id":"9007199254740993"}', { id: '9007199254740993' }],
    ['{"id":9007199254740991}', { id: 9_007_199_254_740_991 }],
    ['{"share":0.1234567890123456}', { share: 0.1234567890123456 }],
    ['', null],
    [' \n', null],
    ['null', null],
  ])('%j is read without losing a digit of an id', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  test.each(['<html></html>', '{"a":', '{"id":9007199254740993', 'undefined', "{'a':1}"])('%j is no JSON', (text) => {
    expect(parseJson(text)).toBeUndefined();
  });

  test('keeps every id, whichever it is and wherever it stands', () => {
    const id = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(fc.array(id, { minLength: 1, maxLength: 6 }), fc.constantFrom('', ' ', '\n  '), (ids, space) => {
        const text = `{"results":[${ids.map((one) => `{"toObjectId":${space}${one}}`).join(`,${space}`)}]}`;
        const read = parseJson(text) as { results: { toObjectId: number | string }[] };
        expect(read.results.map(({ toObjectId }) => String(toObjectId))).toEqual(ids.map(String));
      }),
    );
  });

  test('without long numbers is what JSON.parse makes of it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!/\d{16}/.test(text));
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });
});
