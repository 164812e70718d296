/** `summary.json`, to the letter: scripts read it. */
import type { ExitCode } from '../../core/errors.ts';
import type { ErrorExample, RowCounts } from '../../core/report.ts';
import type { RowStatus } from '../../core/terms.ts';
import type { RequestCounts } from '../../pipeline/tally.ts';

/** Rows that share an error, and what to do about them. */
export interface SummaryError {
  readonly code: string;
  readonly status: RowStatus;
  readonly rows: number;
  /** `1-3,7`. */
  readonly rowRanges: string;
  readonly examples: readonly ErrorExample[];
  readonly advice: string;
}

/** How a run ended, or how it stands. `running` is what a killed process leaves behind. */
export type RunStatus = 'running' | 'finished' | 'stopped' | 'dry_run';

/** The content of `summary.json`. */
export interface RunSummary {
  readonly schemaVersion: 1;
  /** The name of the run: its directory's last part. */
  readonly run: string;
  readonly status: RunStatus;
  readonly exitCode: ExitCode | null;
  /** Why the run stopped before the end of the file, in words; null when it did not. */
  readonly stopped: string | null;
  readonly input: { readonly path: string; readonly bytes: number | null; readonly sha256: string | null };
  readonly rows: RowCounts;
  /** What HubSpot's answers said, added up; not the number of failed rows. */
  readonly numErrors: number;
  readonly requests: RequestCounts;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly elapsedMs: number;
  readonly rowsPerSecond: number;
  readonly errors: readonly SummaryError[];
  /** The command to type now, or null. */
  readonly next: string | null;
  /** Of a dry run: what the real run would send, and about how long that takes. */
  readonly plan?: RunPlan | undefined;
}

/** What a real run would do. */
export interface RunPlan {
  readonly writeRequests: number;
  /** Before writing, to see what exists. */
  readonly readRequests: number;
  readonly inputs: number;
  readonly estimatedMs: number;
  /** Requests that the account has left today; null when HubSpot does not tell. */
  readonly dailyRemaining: number | null;
}
