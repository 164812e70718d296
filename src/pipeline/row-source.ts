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
    const { rows, sizes, hasSettled } = readRecords(records, (record, index) =>
      reader.read(record, firstNumber + index, origin),
    );
    // The record of a row that is settled already is wanted for certain.
    if (hasSettled) origin.keep(records);
    yield { rows, sizes, bytes, start };
    start = { offset: endOffset, firstNumber: firstNumber + records.length };
  }
}

/** One loop, since it sees every row: three methods of arrays would each call a function for it. */
function readRecords(
  records: readonly (readonly string[])[],
  read: (record: readonly string[], index: number) => Row,
): Pick<RowBlock, 'rows' | 'sizes'> & { readonly hasSettled: boolean } {
  const rows: Row[] = [];
  const sizes = new Uint32Array(records.length);
  let hasSettled = false;
  for (let index = 0; index < records.length; index += 1) {
    const record = records[index] ?? [];
    const row = read(record, index);
    rows.push(row);
    hasSettled ||= row.outcome !== null;
    sizes[index] = sizeOf(record);
  }
  return { rows, sizes, hasSettled };
}

function sizeOf(record: readonly string[]): number {
  let size = record.length;
  for (let index = 0; index < record.length; index += 1) size += record[index]?.length ?? 0;
  return size;
}
