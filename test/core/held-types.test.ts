import { expect, test } from '@jest/globals';
import { divideInput } from '../../src/core/held-types.ts';
import { rowsOf } from '../../src/core/inputs.ts';
import { outcome } from '../../src/core/outcomes.ts';
import { define, inputOf, rowOf, setOf } from '../support/core-builders.ts';

const [billing, decision] = [setOf('USER_DEFINED:28'), setOf('USER_DEFINED:30')];

/** Rows of one pair, of which an earlier sitting reported the first. */
function resumed(...types: readonly (typeof billing)[]) {
  const rows = types.map((own, index) => rowOf(index + 1, { types: own }));
  const [first] = rows;
  if (first !== undefined) first.outcome = outcome('created');
  return inputOf('1', '2', setOf('USER_DEFINED:28', 'USER_DEFINED:30'), rows);
}

test.each([
  ['nothing', null],
  ['another type', [define(32, 'Geschäftsführer')]],
])('what only a row asks for that was reported is not asked for again, where the pair has %s', (_name, held) => {
  const { there, rest } = divideInput(resumed(billing, decision), held, () => false);
  expect(there).toEqual([]);
  expect(rest?.types.key).toBe(held === null ? 'USER_DEFINED:30' : 'USER_DEFINED:30;USER_DEFINED:32');
  expect(rest === null ? [] : rowsOf(rest).map(({ number }) => number)).toEqual([2]);
});

test('what a reported row was given is sent along, since the pair has it', () => {
  const held = [define(279), define(28, 'Billing contact')];
  const { there, rest } = divideInput(resumed(billing, decision), held, () => false);
  expect(there.flatMap(({ rows }) => rows.map(({ number }) => number))).toEqual([1]);
  expect(rest?.types.key).toBe('USER_DEFINED:28;USER_DEFINED:30');
});

test('a row that asks for the same as one that was reported asks for it, as its duplicate', () => {
  const { rest } = divideInput(resumed(billing, billing), null, () => false);
  expect(rest === null ? [] : rowsOf(rest).map(({ number }) => number)).toEqual([1, 2]);
});
