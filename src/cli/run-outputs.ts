/** A run's files while it goes on: rows are written first and counted then, and what is certain is checkpointed. */
import { AppendFile } from '../adapters/append-file.ts';
import type { Checkpoint } from '../adapters/checkpoint.ts';
import { saveCheckpoint } from '../adapters/checkpoint.ts';
import type { OriginalFormat } from '../adapters/row-files.ts';
import { RowFiles } from '../adapters/row-files.ts';
import type { RunDirectory } from '../adapters/run-directory.ts';
import { systemClock } from '../adapters/system-clock.ts';
import type { Report, ReportState } from '../core/report.ts';
import type { Row } from '../core/terms.ts';
import type { EpochStart } from '../pipeline/epochs.ts';
import type { RequestCounts } from '../pipeline/tally.ts';
import type { ImportSettings } from './import-settings.ts';
import { PrimaryCount, type PrimaryRows } from './primary-count.ts';
import { wordsForCode } from './wording/outcomes.ts';

/** The checkpoint of an import. */
export type ImportCheckpoint = Checkpoint<ImportSettings, RequestCounts>;

/** What of a checkpoint is known outside the files, at the moment of saving. */
export type CheckpointContext = Pick<
  ImportCheckpoint,
  'settings' | 'input' | 'isFinished' | 'startedAt' | 'elapsedMs' | 'requests' | 'numErrors'
>;

/** The state after the last row whose outcome is final. */
interface Certain {
  readonly resumeAt: EpochStart;
  readonly bytes: { readonly results: number; readonly failed: number };
  readonly report: ReportState;
  readonly primaryRows: number;
}

/** Where a run begins. */
export const FIRST_EPOCH: EpochStart = { readFrom: { offset: 0, firstNumber: 1 }, firstRow: 1 };

const CHECKPOINT_EVERY_MS = 1_000;

/** The files of one run directory. */
export class RunOutputs {
  readonly #directory: RunDirectory;
  readonly #results: AppendFile;
  readonly #failed: AppendFile;
  readonly #rows: RowFiles;
  readonly #report: Report;
  readonly #primary: PrimaryCount;
  readonly #context: (isFinished: boolean) => CheckpointContext;
  readonly #noteBytes: () => number;
  #certain: Certain;
  #savedAtMs = systemClock.nowMs();

  private constructor(
    files: { readonly results: AppendFile; readonly failed: AppendFile },
    parts: RunOutputsParts,
    resumeAt: EpochStart,
  ) {
    this.#directory = parts.directory;
    this.#results = files.results;
    this.#failed = files.failed;
    this.#rows = new RowFiles(files, { original: parts.original, wordsForCode });
    this.#report = parts.report;
    this.#primary = new PrimaryCount(parts.primaryRows);
    this.#context = parts.context;
    this.#noteBytes = parts.noteBytes;
    this.#certain = this.#certainAt(resumeAt);
  }

  /** New files with their headers, and a first checkpoint: a run that is killed at once can be resumed. */
  static async create(parts: RunOutputsParts): Promise<RunOutputs> {
    const results = await AppendFile.create(parts.directory.results);
    const failed = await AppendFile.create(parts.directory.failed);
    const start = FIRST_EPOCH;
    const outputs = new RunOutputs({ results, failed }, parts, start);
    await outputs.#rows.writeHeaders();
    outputs.#certain = outputs.#certainAt(start);
    await outputs.save(false);
    return outputs;
  }

  /** The files of an earlier sitting, cut back to what its checkpoint calls certain. */
  static async reopen(parts: RunOutputsParts, { bytes, resumeAt }: ImportCheckpoint): Promise<RunOutputs> {
    const results = await AppendFile.reopen(parts.directory.results, bytes.results);
    const failed = await AppendFile.reopen(parts.directory.failed, bytes.failed);
    return new RunOutputs({ results, failed }, parts, resumeAt);
  }

  /** Writes rows, counts them, and saves a checkpoint when one is due; true when it did. */
  async write(rows: readonly Row[], resumeAt: EpochStart | null): Promise<boolean> {
    await this.#rows.write(rows);
    for (const row of rows) this.#report.add(row);
    this.#primary.add(rows);
    if (resumeAt !== null) this.#certain = this.#certainAt(resumeAt);
    if (systemClock.nowMs() - this.#savedAtMs < CHECKPOINT_EVERY_MS) return false;
    await this.save(false);
    return true;
  }

  /** Rows that set the primary company. */
  get primaryRows(): PrimaryRows {
    return this.#primary.rows;
  }

  /** Brings the outputs to the disk. */
  async sync(): Promise<void> {
    await Promise.all([this.#results.sync(), this.#failed.sync()]);
  }

  /** Brings the outputs to the disk, and then the checkpoint that vouches for them. */
  async save(isFinished: boolean): Promise<void> {
    await this.sync();
    const { resumeAt, bytes, report, primaryRows } = this.#certain;
    const context = this.#context(isFinished);
    const rowsDone = report.rows.read;
    const checkpoint: ImportCheckpoint = {
      schemaVersion: 1,
      ...context,
      resumeAt,
      rowsDone,
      bytes: { ...bytes, additions: this.#noteBytes() },
      report,
      primaryRows,
    };
    await saveCheckpoint(this.#directory.checkpoint, checkpoint);
    this.#savedAtMs = systemClock.nowMs();
  }

  async close(): Promise<void> {
    await this.#results.close();
    await this.#failed.close();
  }

  #certainAt(resumeAt: EpochStart): Certain {
    const bytes = { results: this.#results.bytes, failed: this.#failed.bytes };
    return { resumeAt, bytes, report: this.#report.state, primaryRows: this.#primary.rows.all };
  }
}

/** What the files of a run are made with. */
export interface RunOutputsParts {
  readonly directory: RunDirectory;
  readonly original: OriginalFormat;
  readonly report: Report;
  /** Of the sittings before. */
  readonly primaryRows: number;
  readonly context: (isFinished: boolean) => CheckpointContext;
  /** Bytes of the notes of what was about to be added. */
  readonly noteBytes: () => number;
}
