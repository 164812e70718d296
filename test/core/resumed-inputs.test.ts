import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rowsOf } from '../../src/core/inputs.ts';
import { LinkTable } from '../../src/core/link-table.ts';
import { outcome } from '../../src/core/outcomes.ts';
import { inputsStillOpen, REPORTED_BEFORE } from '../../src/core/resumed-inputs.ts';
import { settleInput } from '../../src/core/settling.ts';
import { rowOf, setOf } from '../support/core-builders.ts';

const [A, B, C] = [setOf('USER_DEFINED:28'), setOf('USER_DEFINED:30'), setOf('USER_DEFINED:32')];
const { finished, unfinished } = REPORTED_BEFORE;

/** The input of rows that ask for these sets, with what is known of them. */
function inputsAsking(...asked: readonly (readonly [typeof A, typeof finished | null])[]) {
  const links = new LinkTable(2);
  const rows = asked.map(([types], index) => rowOf(index + 1, { types }));
  for (const row of rows) links.take(row);
  rows.forEach((row, index) => {
    row.outcome = asked[index]?.[1] ?? null;
  });
  return links.inputs;
}

test('an input of which every row is reported is not sent', () => {
  expect(inputsStillOpen(inputsAsking([A, finished], [B, unfinished]))).toEqual([]);
});

test('an input of which the reported rows succeeded is sent as it was', () => {
  const inputs = inputsAsking([A, finished], [B, null]);
  expect(inputsStillOpen(inputs)).toEqual(inputs);
});

test('what only a row asked for that needs a hand is left out, and its input was taken apart', () => {
  const [input] = inputsStillOpen(inputsAsking([A, unfinished], [B, finished], [C, null]));
  expect(input).toMatchObject({ types: setOf('USER_DEFINED:30', 'USER_DEFINED:32'), wasTakenApart: true });
  expect(input && rowsOf(input).map(({ number }) => number)).toEqual([2, 3]);
});

test('a row is a duplicate exactly when an earlier one that asks the same has succeeded', () => {
  const words = fc.array(fc.tuple(fc.constantFrom(A, B), fc.constantFrom(finished, unfinished)), { maxLength: 5 });
  fc.assert(
    fc.property(words, fc.array(fc.constantFrom(A, B), { minLength: 1, maxLength: 4 }), (reported, open) => {
      const inputs = inputsAsking(...reported, ...open.map((types) => [types, null] as const));
      const rows = inputs.flatMap(rowsOf);
      for (const input of inputsStillOpen(inputs)) settleInput(input, outcome('exists'));
      rows.slice(reported.length).forEach((row, index) => {
        const before = rows.slice(0, reported.length + index).filter(({ types }) => types === row.types);
        const isRepeated = before.some(({ outcome: word }) => word !== unfinished);
        expect(row.outcome?.status).toBe(isRepeated ? 'duplicate' : 'exists');
      });
    }),
  );
});
