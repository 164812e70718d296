/** What the command line sees of an import under way. */
import type { Readable, Writable } from 'node:stream';
import type { RowCounts } from '../../core/report.ts';
import type { RetryPolicy } from '../../core/retry.ts';
import type { StopReason } from '../../core/stops.ts';
import type { RequestCounts } from '../../pipeline/tally.ts';
import type { RunSummary } from '../screen/run-summary.ts';

/** How far a run is, at the moment of asking. */
export interface Progress {
  /** Rows that have their outcome. */
  readonly rows: RowCounts;
  /** Rows taken from the input, those on their way included. */
  readonly rowsRead: number;
  /** Raw bytes of the input, read and in all; null in all for a pipe. */
  readonly bytesRead: number;
  readonly totalBytes: number | null;
  readonly requests: RequestCounts;
  readonly elapsedMs: number;
  /** Milliseconds until requests start again; 0 when nothing is paused. */
  readonly pausedMs: number;
}

/** A run under way. */
export interface ImportRun {
  /** The run directory, as given to the user. */
  readonly directory: string;
  progress(): Progress;
  /** Starts nothing new, and lets what is in flight end. */
  stop(reason: StopReason): void;
  /** Waits for nothing any more; `stop` must have been called. */
  abandon(): void;
  /** Resolves when everything is written. Rejects only with an `HsAssocError` or a bug. */
  readonly done: Promise<RunSummary>;
}

/** What an import needs from its surroundings. */
export interface ImportSurroundings {
  /** Null when settings ask for the sandbox. */
  readonly token: string | null;
  readonly stdin: Readable;
  /** Log lines are shown here as well; null for none. */
  readonly logEcho: Writable | null;
  /** How long to try; default: `DEFAULT_RETRY_POLICY`. Its `maxAttempts` is taken from the settings. */
  readonly retryPolicy?: RetryPolicy;
  /** Whether to go on; rejects with an `HsAssocError` when nobody can be asked. Default: nobody can. */
  confirm?(question: string, what: string): Promise<boolean>;
  /** What is good to know for who watches: one line each. Default: nobody does. */
  remark?(text: string): void;
  /** Something a person should know while it runs (primary types, no resume of a pipe): one line each. */
  notice(text: string): void;
}
