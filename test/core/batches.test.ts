import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { asksOf, Batcher } from '../../src/core/batches.ts';
import { rowsOf } from '../../src/core/inputs.ts';
import type { Batch, Row } from '../../src/core/terms.ts';
import { includesTypes } from '../../src/core/type-sets.ts';
import { inputOf, rowOf, setOf } from '../support/core-builders.ts';

/** All batches that these rows make, the open ones closed at the end. */
function batchesOf(rows: readonly Row[], maxInputs: number): Batch[] {
  const batcher = new Batcher(maxInputs);
  const batches = rows.flatMap((row) => batcher.add(row) ?? []);
  for (let batch = batcher.closeOldest(); batch !== null; batch = batcher.closeOldest()) batches.push(batch);
  return batches;
}

const link = { fromId: fc.constantFrom('1', '2', '3'), toId: fc.constantFrom('1', '2', '3') };
const someRows = fc
  .array(
    fc.record({
      ...link,
      types: fc.constantFrom(setOf(), setOf('USER_DEFINED:28'), setOf('USER_DEFINED:30'), setOf('HUBSPOT_DEFINED:279')),
      toType: fc.constantFrom('companies', 'deals'),
    }),
    { maxLength: 40 },
  )
  .map((all) => all.map((facts, index) => rowOf(index + 1, facts)));

describe('batches', () => {
  test('hold every row once, within the bound, of one pair and endpoint, and each pair of records once', () => {
    fc.assert(
      fc.property(someRows, fc.integer({ min: 1, max: 5 }), (rows, maxInputs) => {
        const batches = batchesOf(rows, maxInputs);
        expect(batches.map(({ number }) => number)).toEqual(batches.map((_, index) => index + 1));
        const carried = batches.flatMap(({ inputs }) => inputs.flatMap((input) => rowsOf(input)));
        expect(carried.map(({ number }) => number).sort((a, b) => a - b)).toEqual(rows.map(({ number }) => number));
        for (const { inputs, pair, endpoint } of batches) {
          expect(inputs.length).toBeLessThanOrEqual(maxInputs);
          expect(new Set(inputs.map(({ fromId, toId }) => `${fromId}>${toId}`)).size).toBe(inputs.length);
          for (const input of inputs) {
            for (const row of rowsOf(input)) {
              expect([row.fromType, row.toType, row.fromId, row.toId]).toEqual([
                pair.from,
                pair.to,
                input.fromId,
                input.toId,
              ]);
              expect(row.types.types.length === 0).toBe(endpoint === 'default');
              expect(includesTypes(input.types, row.types)).toBe(true);
            }
            const numbers = rowsOf(input).map(({ number }) => number);
            expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
          }
        }
      }),
    );
  });

  test('ask for no type that none of their rows asks for', () => {
    const rows = [
      rowOf(1, { types: setOf('USER_DEFINED:28') }),
      rowOf(2, { types: setOf('USER_DEFINED:30') }),
      rowOf(3, { fromId: '9', types: setOf('USER_DEFINED:32') }),
    ];
    const [batch] = batchesOf(rows, 10);
    expect(batch?.inputs.map(({ types }) => types.key)).toEqual(['USER_DEFINED:28;USER_DEFINED:30', 'USER_DEFINED:32']);
  });

  test('are closed oldest first', () => {
    const batcher = new Batcher(10);
    expect(batcher.closeOldest()).toBeNull();
    batcher.add(rowOf(1));
    batcher.add(rowOf(2, { toType: 'deals' }));
    batcher.add(rowOf(3));
    expect(batcher.closeOldest()?.pair.to).toBe('companies');
    batcher.add(rowOf(4));
    expect([batcher.closeOldest()?.pair.to, batcher.closeOldest()?.inputs[0]?.firstRow.number]).toEqual(['deals', 4]);
  });
});

test('the asks of an input are its different sets of types, in the order of the file', () => {
  const [a, b] = [setOf('USER_DEFINED:28'), setOf('USER_DEFINED:30')];
  const rows = [a, b, a, b, b].map((types, index) => rowOf(index + 1, { types }));
  const asks = asksOf(inputOf('1', '2', a, rows)).map((ask) => [ask.types.key, ask.rows.map(({ number }) => number)]);
  expect(asks).toEqual([
    ['USER_DEFINED:28', [1, 3]],
    ['USER_DEFINED:30', [2, 4, 5]],
  ]);
});
