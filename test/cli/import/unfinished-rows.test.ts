import { expect, test } from '@jest/globals';
import { UnfinishedRows } from '../../../src/cli/import/unfinished-rows.ts';
import { outcome } from '../../../src/core/outcomes.ts';
import { ROW_STATUSES } from '../../../src/core/terms.ts';
import { rowOf } from '../../support/core-builders.ts';

/** Rows of each status in turn, the first with this number. */
const oneOfEach = (first: number) =>
  ROW_STATUSES.map((status, index) => rowOf(first + index, { outcome: outcome(status) }));

test('rows of the epoch that need a hand are remembered, and no others', () => {
  const unfinished = new UnfinishedRows('');
  unfinished.add(oneOfEach(1));
  unfinished.add(oneOfEach(11));
  expect(unfinished.rangesFrom(1)).toBe('4-8,14-18');
  expect(unfinished.rangesFrom(6)).toBe('6-8,14-18');
  expect(unfinished.rangesFrom(19)).toBe('');
  expect(unfinished.rangesFrom(1)).toBe('');
});

test('those of the sittings before count as long as their epoch goes on', () => {
  const unfinished = new UnfinishedRows('3,5-9');
  unfinished.add(oneOfEach(11));
  expect(unfinished.rangesFrom(1)).toBe('3,5-9,14-18');
  expect(unfinished.rangesFrom(6)).toBe('6-9,14-18');
  expect(unfinished.rangesFrom(11)).toBe('14-18');
});
