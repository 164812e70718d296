import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { asksOf } from '../../src/core/batches.ts';
import { rowsOf } from '../../src/core/inputs.ts';
import { outcome } from '../../src/core/outcomes.ts';
import { isOpen, rowNumbers, settleAsk, settleInput } from '../../src/core/settling.ts';
import { ROW_STATUSES } from '../../src/core/terms.ts';
import { inputOf, rowOf, setOf } from '../support/core-builders.ts';

const [A, B] = [setOf('USER_DEFINED:28'), setOf('USER_DEFINED:30')];

/** An input of rows that ask for these sets, numbered from 1. */
function inputAsking(...sets: readonly (typeof A)[]) {
  const rows = sets.map((types, index) => rowOf(index + 1, { types }));
  return inputOf('1', '2', A, rows);
}

describe('settling an input', () => {
  test('gives every row one word, and calls repetitions of a success duplicates', () => {
    const sets = fc.array(fc.constantFrom(A, B, setOf()), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(sets, fc.constantFrom(...ROW_STATUSES), (all, status) => {
        const input = inputAsking(...all);
        settleInput(input, outcome(status, { code: 'C' }));
        const seen = new Set<string>();
        for (const row of rowsOf(input)) {
          const isRepeated = seen.has(row.types.key) && ['created', 'exists'].includes(status);
          expect(row.outcome).toMatchObject({ status: isRepeated ? 'duplicate' : status, code: 'C' });
          seen.add(row.types.key);
        }
        expect(isOpen(input)).toBe(false);
      }),
    );
  });

  test('leaves alone the rows that have their word', () => {
    const input = inputAsking(A, B, A);
    const [first, second] = asksOf(input);
    if (first === undefined || second === undefined) throw new Error('there are two asks');
    settleAsk(second, outcome('rejected'));
    expect(isOpen(input)).toBe(true);
    settleInput(input, outcome('created'));
    expect(rowsOf(input).map((row) => row.outcome?.status)).toEqual(['created', 'rejected', 'duplicate']);
  });

  test('calls a row a duplicate when the first that asks the same had its word before', () => {
    const input = inputAsking(A, A);
    const [first] = rowsOf(input);
    if (first !== undefined) first.outcome = outcome('created');
    settleInput(input, outcome('created'));
    expect(rowsOf(input).map((row) => row.outcome?.status)).toEqual(['created', 'duplicate']);
  });
});

test('row numbers are told ascending, however the inputs lie', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1 })), (groups) => {
      const inputs = groups.map((numbers) =>
        inputOf(
          '1',
          '2',
          A,
          numbers.map((number) => rowOf(number)),
        ),
      );
      expect(rowNumbers(inputs)).toEqual(groups.flat().sort((a, b) => a - b));
    }),
  );
});
