/** The composition root of an import: builds the adapters, joins them to the pipeline, and leaves a run directory. */
import type { StopReason } from '../core/stops.ts';
import type { RowCounts } from '../core/report.ts';
import type { RequestCounts } from '../pipeline/tally.ts';
import type { ImportSettings } from './import-settings.ts';
import type { RunSummary } from './run-summary.ts';

/** How far a run is, at the moment of asking. */
export interface Progress {
  readonly rows: RowCounts;
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
  readonly stdin: NodeJS.ReadableStream;
  /** Something a person should know while it runs (primary types, no resume of stdin): one line each. */
  notice(text: string): void;
}

/** Opens the file, checks header, token and types, and starts. Rejects with an `HsAssocError` before anything is sent. */
export declare function startImport(settings: ImportSettings, surroundings: ImportSurroundings): Promise<ImportRun>;
