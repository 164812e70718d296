/** What an import is told to do, after flags, environment and configuration file have been joined and checked. */
import type { ColumnRole } from '../../core/columns.ts';
import type { DailyReserve } from '../../core/daily-reserve.ts';
import type { ApiVersion } from '../../core/endpoints.ts';
import type { ErrorBound } from '../../core/guards.ts';
import { MAX_BATCH_INPUTS } from '../../core/terms.ts';

/** HubSpot's API. Accounts hosted in Europe use it as well. */
export const DEFAULT_BASE_URL = 'https://api.hubapi.com';

/** The least and the most that a setting may be. */
export const BOUNDS = {
  batchSize: { least: 1, most: MAX_BATCH_INPUTS },
  rate: { least: 1, most: 1_000 },
  concurrency: { least: 1, most: 64 },
  timeoutMs: { least: 100, most: 30 * 60_000 },
  maxAttempts: { least: 1, most: 100 },
} as const;

/** How long one answer is waited for, unless the user says otherwise. */
export const DEFAULT_TIMEOUT_MS = 60_000;

/** The settings of one import. All of them are remembered in the run directory, but for the token. */
export interface ImportSettings {
  /** A path, or `-` for standard input. */
  readonly file: string;
  /** Object types for rows that carry none, as typed; null when not given. */
  readonly from: string | null;
  readonly to: string | null;
  /** A type cell for rows that carry none; null when not given. */
  readonly type: string | null;
  readonly map: Readonly<Partial<Record<ColumnRole, string>>>;
  readonly delimiter: string | null;
  readonly encoding: string | null;
  /** 1 to 2,000. */
  readonly batchSize: number;
  /** Requests in ten seconds; null: by what HubSpot's headers tell. */
  readonly rate: number | null;
  /** Batches in flight; null: by rate and latency. */
  readonly concurrency: number | null;
  readonly timeoutMs: number;
  readonly maxAttempts: number;
  readonly maxErrors: ErrorBound | null;
  readonly maxDurationMs: number | null;
  /** Whether the types that a pair has are read and kept; null: for rows with a type. */
  readonly existing: 'keep' | 'replace' | null;
  /** Whether labels that the file needs are made, after asking or without; null or absent: not at all. */
  readonly createLabels?: 'ask' | 'yes' | null;
  /** Whether rows that the account's limits have no room for are found before anything is sent. Absent: not. */
  readonly checkLimits?: boolean;
  readonly dryRun: boolean;
  /** Import into a sandbox inside this process; no token is needed. */
  readonly sandbox: boolean;
  /** Keep a copy of standard input in the run directory, so that the run can be resumed. */
  readonly keepInput: boolean;
  readonly baseUrl: string;
  /** Where the token is; null or absent: in the environment. */
  readonly tokenFile?: string | null;
  readonly apiVersion: ApiVersion;
  readonly runsDir: string;
  /** This exact run directory; null: a new one in `runsDir`. */
  readonly out: string | null;
  /** A second place for the log; null: only `run.log`. */
  readonly logFile: string | null;
  /** Requests of the day that are left to others; null or absent: none are. */
  readonly reserveDaily?: DailyReserve | null;
  /** Called at the start and at the end; null or absent: nothing is. */
  readonly pingUrl?: string | null;
  /** An absolute path where metrics are kept; null or absent: none are. */
  readonly metricsFile?: string | null;
}

/**
 * What an import says of a sitting only: how fast, how long and how loud, and not what is made of its rows. Whether labels
 * are made belongs to a run; a `--yes` to that, to the call.
 */
export type SittingSettings = Pick<ImportSettings, (typeof SITTING_SETTINGS)[number]>;

const SITTING_SETTINGS = [
  'rate',
  'concurrency',
  'timeoutMs',
  'maxAttempts',
  'maxErrors',
  'maxDurationMs',
  'reserveDaily',
  'createLabels',
  'tokenFile',
  'logFile',
  'pingUrl',
  'metricsFile',
] as const;

/** Those of a call, for a run that it takes up again. */
export function sittingSettings(settings: ImportSettings): SittingSettings {
  return Object.fromEntries(SITTING_SETTINGS.map((name) => [name, settings[name]])) as unknown as SittingSettings;
}
