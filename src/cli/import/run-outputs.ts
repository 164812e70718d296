/** A run's files while it goes on: rows are written first and counted then, and what is certain is checkpointed. */
import { AppendFile } from '../../adapters/run/append-file.ts';
import type { Checkpoint } from '../../adapters/run/checkpoint.ts';
import { saveCheckpoint } from '../../adapters/run/checkpoint.ts';
import type { OriginalFormat } from '../../adapters/run/row-files.ts';
import { RowFiles } from '../../adapters/run/row-files.ts';
import type { RunDirectory } from '../../adapters/run/run-directory.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import { isSuccess } from '../../core/outcomes.ts';
import type { Report, ReportState } from '../../core/report.ts';
import { RowSet, rowRanges } from '../../core/row-ranges.ts';
import type { Outcome, Row } from '../../core/terms.ts';
import type { EpochStart } from '../../pipeline/epochs.ts';
import { FIRST_EPOCH } from '../../pipeline/epochs.ts';
import type { RequestCounts } from '../../pipeline/tally.ts';
import { wordsForCode } from '../wording/outcomes.ts';
import type { ImportSettings } from './import-settings.ts';
import { PrimaryCount, type PrimaryRows } from './primary-count.ts';
import { UnfinishedRows } from './unfinished-rows.ts';

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

/** What a checkpoint is saved for: a run that goes on, one that stopped with nothing under way, one that is over. */
export type RunPhase = 'running' | 'stopped' | 'finished';

/** Rows that may be sent before a further checkpoint: half a second of work at full speed, seconds under a limit. */
const ROWS_AHEAD = 200_000;

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
  /** Rows that earlier sittings may have written. */
  readonly #doubtfulBefore: RowSet;
  readonly #unfinished: UnfinishedRows;
  #certain: Certain;
  /** Rows behind the certain ones that HubSpot may hold. */
  readonly #doubtful: number[] = [];
  /** Rows up to this one were read to be sent; up to the other one the checkpoint says that they may have been. */
  #rowsToSend: number;
  #rowsCovered = 0;
  /** The saving under way, or the last one. After one that failed all others fail: what it missed may be lost. */
  #saving: Promise<void> = Promise.resolve();
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
    this.#doubtfulBefore = new RowSet(parts.doubtful);
    this.#unfinished = new UnfinishedRows(parts.unfinished);
    this.#rowsToSend = parts.report.rows.read;
    this.#certain = this.#certainAt(resumeAt);
  }

  /** New files with their headers, and a first checkpoint: a run that is killed at once can be resumed. */
  static async create(parts: RunOutputsParts): Promise<RunOutputs> {
    const results = await AppendFile.create(parts.directory.results);
    const failed = await AppendFile.create(parts.directory.failed);
    const outputs = new RunOutputs({ results, failed }, parts, FIRST_EPOCH);
    await outputs.#rows.writeHeaders();
    outputs.#certain = outputs.#certainAt(FIRST_EPOCH);
    await outputs.save('running');
    return outputs;
  }

  /** The files of an earlier sitting, cut back to what its checkpoint calls certain. */
  static async reopen(parts: RunOutputsParts, { bytes, resumeAt }: ImportCheckpoint): Promise<RunOutputs> {
    const results = await AppendFile.reopen(parts.directory.results, bytes.results);
    const failed = await AppendFile.reopen(parts.directory.failed, bytes.failed);
    return new RunOutputs({ results, failed }, parts, resumeAt);
  }

  /** Writes rows, and counts them. */
  async write(rows: readonly Row[], resumeAt: EpochStart | null): Promise<void> {
    await this.#rows.write(rows);
    for (const row of rows) this.#report.add(row);
    this.#primary.add(rows);
    if (resumeAt !== null) {
      this.#unfinished.add(rows);
      this.#certain = this.#certainAt(resumeAt);
    } else for (const { number, outcome } of rows) if (mayBeThere(outcome)) this.#doubtful.push(number);
  }

  /** Rows that set the primary company. */
  get primaryRows(): PrimaryRows {
    return this.#primary.rows;
  }

  /** Since the last checkpoint was begun. */
  get unsavedMs(): number {
    return systemClock.nowMs() - this.#savedAtMs;
  }

  /** Returns when a checkpoint says that the rows up to this one may have been sent. */
  async cover(row: number): Promise<void> {
    this.#rowsToSend = row;
    if (row > this.#rowsCovered) await this.save('running');
  }

  /** Brings the outputs to the disk. */
  async sync(): Promise<void> {
    await Promise.all([this.#results.sync(), this.#failed.sync()]);
  }

  /** Brings the outputs to the disk, and then the checkpoint that vouches for them; one at a time. */
  save(phase: RunPhase): Promise<void> {
    this.#saving = this.#saving.then(() => this.#save(phase));
    return this.#saving;
  }

  async #save(phase: RunPhase): Promise<void> {
    this.#savedAtMs = systemClock.nowMs();
    // Taken before the outputs are on the disk: what is written meanwhile may not be.
    const { resumeAt, bytes, report, primaryRows } = this.#certain;
    const rowsDone = report.rows.read;
    const rowsCovered = this.#rowsToSend + ROWS_AHEAD;
    const checkpoint: ImportCheckpoint = {
      schemaVersion: 3,
      ...this.#context(phase === 'finished'),
      resumeAt,
      rowsDone,
      unfinished: this.#unfinished.rangesFrom(resumeAt.firstRow),
      doubtful: this.#doubtfulAt(phase, { rowsDone, rowsCovered }),
      bytes: { ...bytes, additions: this.#noteBytes() },
      report,
      primaryRows,
    };
    await this.sync();
    await saveCheckpoint(this.#directory.checkpoint, checkpoint);
    this.#rowsCovered = rowsCovered;
  }

  #doubtfulAt(phase: RunPhase, to: { readonly rowsDone: number; readonly rowsCovered: number }): string {
    if (phase === 'finished') return '';
    if (phase === 'running') return `${to.rowsDone + 1}-${Math.max(to.rowsCovered, this.#doubtfulBefore.last)}`;
    const before = this.#doubtfulBefore.after(this.#report.rows.read);
    return [rowRanges(this.#doubtful), before].filter((ranges) => ranges !== '').join(',');
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

function mayBeThere(outcome: Outcome | null): boolean {
  return outcome !== null && (isSuccess(outcome.status) || outcome.status === 'unknown');
}

/** What the files of a run are made with. */
export interface RunOutputsParts {
  readonly directory: RunDirectory;
  readonly original: OriginalFormat;
  readonly report: Report;
  /** Of the sittings before. */
  readonly primaryRows: number;
  /** Ranges of rows that the sittings before reported, and that need a hand. */
  readonly unfinished: string;
  /** Ranges of rows that the sittings before may have written. */
  readonly doubtful: string;
  readonly context: (isFinished: boolean) => CheckpointContext;
  /** Bytes of the notes of what was about to be added. */
  readonly noteBytes: () => number;
}
