import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RowSet, rowRanges } from '../../src/core/row-ranges.ts';

test('ranges say exactly which rows are meant, in the fewest words', () => {
  const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 60 })).map((all) => all.sort((a, b) => a - b));
  fc.assert(
    fc.property(numbers, (all) => {
      const text = rowRanges(all);
      const parts = text === '' ? [] : text.split(',').map((part) => part.split('-').map(Number));
      const read = parts.flatMap(([first = 0, last = first]) =>
        Array.from({ length: last - first + 1 }, (_, index) => first + index),
      );
      expect(read).toEqual(all);
      const gaps = all.filter((number, index) => index > 0 && number - 1 !== all[index - 1]).length;
      expect(parts.length).toBe(all.length === 0 ? 0 : gaps + 1);
    }),
  );
});

test.each([
  [[], 3, ''],
  [[7], 3, '7'],
  [[1, 2, 3, 7, 9, 10], 3, '1-3,7,9-10'],
  [[1, 3, 5, 7], 3, '1,3,5,…'],
  [[1, 2], 1, '1-2'],
  [[1, 3], 0, '…'],
])('%j in at most %i ranges is %j', (numbers, most, text) => {
  expect(rowRanges(numbers, most).replace(/^,/, '')).toBe(text);
});

test('a set of rows holds what its ranges say, and what lies behind a row', () => {
  const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 60 })).map((all) => all.sort((a, b) => a - b));
  fc.assert(
    fc.property(numbers, fc.integer({ min: 0, max: 61 }), (all, row) => {
      const set = new RowSet(rowRanges(all));
      expect(set.has(row)).toBe(all.includes(row));
      expect(set.last).toBe(all.at(-1) ?? 0);
      expect(set.after(row)).toBe(rowRanges(all.filter((number) => number > row)));
    }),
  );
});

test.each(['', 'x', '3-1', '-', '1-', 'a-b'])('%j is no range, and holds nothing', (text) => {
  const set = new RowSet(text);
  expect([1, 2, 3].filter((row) => set.has(row))).toEqual([]);
});
