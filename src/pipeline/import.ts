/**
 * Wires the stages of an import: blocks of records → rows → batches → delivered batches → the output, in the file's
 * order. It ends when every row that was read is written, whether the file was read to its end or the run was stopped.
 */
import { HsAssocError } from '../core/errors.ts';
import type { SourceBlock } from '../core/ports.ts';
import type { Report } from '../core/report.ts';
import type { Row } from '../core/terms.ts';
import type { FlowOptions } from './deliver-in-order.ts';
import { deliverInOrder } from './deliver-in-order.ts';
import type { EpochStart } from './epochs.ts';
import type { PairDirectory } from './pair-directory.ts';
import type { RecordReader } from './row-source.ts';
import { readRows } from './row-source.ts';

/** Where settled rows go. */
export interface RowOutput {
  /**
   * Writes rows, and counts them when they are written. `resumeAt` is where a resumed run has to begin if these rows
   * were the last ones; it is null once a row has a provisional outcome, since a resumed run begins before that row.
   */
  write(rows: readonly Row[], resumeAt: EpochStart | null): Promise<void>;
}

/** What an import is made of. */
export interface ImportStages extends FlowOptions {
  readonly blocks: AsyncIterable<SourceBlock>;
  readonly reader: RecordReader;
  readonly directory: PairDirectory;
  readonly report: Report;
  readonly output: RowOutput;
  /** Looks at the report after each write, and may stop the run. */
  readonly watch: () => void;
}

/** Runs the import until every row that was read is written. */
export async function runStages(stages: ImportStages): Promise<void> {
  const { output, report, stopper, watch } = stages;
  const source = readRows(stages.blocks, { ...stages, from: stages.epoch.readFrom });
  let isFinal = true;
  try {
    for await (const { rows, resumeAt } of deliverInOrder(source, stages)) {
      isFinal &&= rows.every(({ outcome }) => outcome?.provisional === false);
      await output.write(rows, isFinal ? resumeAt : null);
      watch();
    }
  } catch (thrown) {
    if (!(thrown instanceof HsAssocError) || !thrown.code.startsWith('FILE_')) throw thrown;
    stopper.stop({ kind: 'fileBroken', code: thrown.code, message: thrown.message });
  }
  report.assertConserved();
}
