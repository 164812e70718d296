/** Blocks of records become blocks of rows. The types of a pair are fetched before its first row is read. */
import type { ResumePoint, SourceBlock } from '../core/ports.ts';
import type { RowReader } from '../core/rows.ts';
import type { RowBlock } from './ordered-window.ts';
import type { PairDirectory } from './pair-directory.ts';

/** A block of rows and where it ends. */
export interface ReadBlock {
  readonly block: RowBlock;
  readonly end: ResumePoint;
}

/**
 * The rows of the blocks, in order. Rows with numbers below `start.skipBelow` are left out: they were reported before.
 * Ends early when the run is stopped while types are fetched; the rows at hand then count as not read.
 */
export async function* readRows(
  blocks: AsyncIterable<SourceBlock>,
  {
    reader,
    directory,
    start,
  }: {
    readonly reader: RowReader;
    readonly directory: PairDirectory;
    readonly start: ResumePoint & { readonly skipBelow: number };
  },
): AsyncGenerator<ReadBlock> {
  let blockStart: ResumePoint = start;
  for await (const { records, firstNumber, endOffset, bytes } of blocks) {
    for (const pair of reader.pairsIn(records)) if ((await directory.load(pair)) === null) return;
    const skipped = Math.max(0, start.skipBelow - firstNumber);
    const kept = skipped === 0 ? records : records.slice(skipped);
    const rows = kept.map((record, index) => reader.read(record, firstNumber + skipped + index));
    const end = { offset: endOffset, firstNumber: firstNumber + records.length };
    yield { block: { rows, bytes, start: blockStart }, end };
    blockStart = end;
  }
}
