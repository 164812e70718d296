import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rowsOf } from '../../src/core/inputs.ts';
import { LinkTable } from '../../src/core/link-table.ts';
import { rowOf } from '../support/core-builders.ts';

type Ids = readonly [fromId: string, toId: string];

function tableOf(pairs: readonly Ids[]): LinkTable {
  const table = new LinkTable(Math.max(1, pairs.length));
  pairs.forEach(([fromId, toId], index) => {
    table.take(rowOf(index + 1, { fromId, toId }));
  });
  return table;
}

const id = fc.oneof(fc.constantFrom('1', '2', '12', '21'), fc.nat(30).map(String));
const pairs = fc.array(fc.tuple(id, id), { maxLength: 40 });

describe('a table of links', () => {
  test('has each pair of ids once, in the order of the rows, with all rows of it', () => {
    fc.assert(
      fc.property(pairs, (all) => {
        const rows = new Map<string, number[]>();
        all.forEach((ids, index) => {
          rows.set(ids.join('>'), [...(rows.get(ids.join('>')) ?? []), index + 1]);
        });
        const found = tableOf(all).inputs.map((input) => [
          `${input.fromId}>${input.toId}`,
          rowsOf(input).map(({ number }) => number),
        ]);
        expect(found).toEqual([...rows]);
      }),
    );
  });

  test('meets another where both have a link, straight or turned', () => {
    fc.assert(
      fc.property(pairs, pairs, fc.boolean(), (one, other, turned) => {
        const names = new Set(other.map(([fromId, toId]) => `${fromId}>${toId}`));
        const expected = one.some(([fromId, toId]) => names.has(turned ? `${toId}>${fromId}` : `${fromId}>${toId}`));
        expect(tableOf(one).meets(tableOf(other), { turned })).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  test('takes ids that rise while the others fall, and ids that only their beginnings tell apart', () => {
    const all = Array.from({ length: 1_000 }, (_, index): Ids => [`${10_000 + index}`, `${90_000 - index}`]);
    const long = Array.from({ length: 1_000 }, (_, index): Ids => [`${index + 1}00000000`, '7']);
    const table = tableOf([...all, ...long]);
    expect(table.inputs).toHaveLength(2_000);
    expect(table.meets(tableOf([['999000000000', '7']]), { turned: false })).toBe(false);
    expect(table.meets(tableOf([['99900000000', '7']]), { turned: false })).toBe(true);
  });
});
