// Rows of blocks: what a block knows of its rows, whether their records are at hand or have to be read again.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { outcome } from '../../src/core/outcomes.ts';
import { RecordOrigin } from '../../src/core/record-origin.ts';
import type { PairDirectory } from '../../src/pipeline/pair-directory.ts';
import { type RowBlock, readRows } from '../../src/pipeline/row-source.ts';
import { rowOf } from '../support/core-builders.ts';

const START = { offset: 0, firstNumber: 1 };

test('a block tells the size of each record, and reads records again only where no row was settled', async () => {
  const record = fc.array(fc.string(), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 10 }), fc.boolean(), async (records, isFaulty) => {
      let readAgain = 0;
      const origin = new RecordOrigin(1, () => {
        readAgain += 1;
        return records;
      });
      async function* blocks() {
        yield { records, origin, firstNumber: 1, endOffset: 1, bytes: 1 };
      }
      const reader = {
        pairsIn: () => [],
        read: (_: readonly string[], number: number) =>
          rowOf(number, { origin, outcome: isFaulty && number === 1 ? outcome('invalid') : null }),
      };
      const found: RowBlock[] = [];
      // No pair is named, so that none is asked for.
      for await (const block of readRows(blocks(), { reader, directory: {} as PairDirectory, from: START }))
        found.push(block);
      const [block] = found;
      expect([...(block?.sizes ?? [])]).toEqual(records.map((fields) => fields.join().length + 1));
      expect(block?.rows.map((row) => row.origin.fieldsOf(row.number))).toEqual(records);
      expect(readAgain).toBe(isFaulty ? 0 : 1);
    }),
  );
});
