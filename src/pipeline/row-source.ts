/** Blocks of records become blocks of rows. The types of a pair are fetched before its first row is read. */
import type { ResumePoint, SourceBlock } from '../core/ports.ts';
import type { RowReader } from '../core/rows.ts';
import type { Row } from '../core/terms.ts';
import type { PairDirectory } from './pair-directory.ts';

/** Rows of one piece of the input. */
export interface RowBlock {
  /** In the file's order. */
  readonly rows: readonly Row[];
  /** Of each row: the characters of its record, and one for each of its fields. */
  readonly sizes: Uint32Array;
  /** Bytes of input that they came from. */
  readonly bytes: number;
  /** Where the block begins: reading can start again here. */
  readonly start: ResumePoint;
}

/** What turns records into rows. */
export type RecordReader = Pick<RowReader, 'pairsIn' | 'read'>;

/**
 * The rows of the blocks, in order. `from` is where the first block begins. Ends early when the run is stopped while
 * types are fetched; the rows at hand then count as not read.
 */
export async function* readRows(
  blocks: AsyncIterable<SourceBlock>,
  {
    reader,
    directory,
    from,
  }: { readonly reader: RecordReader; readonly directory: PairDirectory; readonly from: ResumePoint },
): AsyncGenerator<RowBlock, void, undefined> {
  let start = from;
  for await (const { records, origin, firstNumber, endOffset, bytes } of blocks) {
    for (const pair of reader.pairsIn(records)) if ((await directory.load(pair)) === null) return;
    const rows = records.map((record, index) => reader.read(record, firstNumber + index, origin));
    // The record of a row that is settled already is wanted for certain.
    if (rows.some(({ outcome }) => outcome !== null)) origin.keep(records);
    yield { rows, sizes: sizesOf(records), bytes, start };
    start = { offset: endOffset, firstNumber: firstNumber + records.length };
  }
}

function sizesOf(records: readonly (readonly string[])[]): Uint32Array {
  const sizes = new Uint32Array(records.length);
  records.forEach((record, index) => {
    let size = record.length;
    for (let at = 0; at < record.length; at += 1) size += record[at]?.length ?? 0;
    sizes[index] = size;
  });
  return sizes;
}
