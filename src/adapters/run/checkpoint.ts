/**
 * What a later sitting of a run needs to go on: written at least once a second, after the outputs are on the disk, and
 * replaced as a whole. The outputs are a prefix of the file, so it is small.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { coerceError, HsAssocError, systemCode } from '../../core/errors.ts';
import { asNumber, asObject, asText, parseObject } from '../../core/json.ts';
import type { ResumePoint } from '../../core/ports.ts';
import type { ReportState } from '../../core/report.ts';
import { NO_ROWS } from '../../core/report.ts';
import { replaceJson } from './atomic-file.ts';
import { IMPORT_ANEW } from './run-directory.ts';

/** Everything that is certain at one moment. `Settings` are the run's; `Requests` its counts of requests. */
export interface Checkpoint<Settings, Requests> {
  readonly schemaVersion: 3;
  readonly settings: Settings;
  /** Of the whole input's raw bytes; null for a pipe. */
  readonly input: { readonly path: string; readonly bytes: number; readonly sha256: string } | null;
  /** The id of the HubSpot account that the run goes to. Absent while it is not known. */
  readonly portalId?: string;
  /** True when every row has its final word: there is nothing to resume. */
  readonly isFinished: boolean;
  readonly startedAt: string;
  /** Over all sittings so far. */
  readonly elapsedMs: number;
  /** The epoch of the next row: where to read, and from which row to group. */
  readonly resumeAt: {
    readonly readFrom: ResumePoint;
    readonly firstRow: number;
  };
  readonly rowsDone: number;
  /** Ranges of rows of that epoch that are done and need a hand. */
  readonly unfinished: string;
  /** Ranges of rows behind those done that HubSpot may hold: they were sent, or might be before the next checkpoint. */
  readonly doubtful: string;
  readonly bytes: { readonly results: number; readonly failed: number; readonly additions: number };
  readonly report: ReportState;
  readonly requests: Requests;
  readonly numErrors: number;
  readonly primaryRows: number;
}

/** Writes the checkpoint; whoever reads the file sees the old one or the new one. */
export async function saveCheckpoint(path: string, checkpoint: Checkpoint<unknown, unknown>): Promise<void> {
  await replaceJson(path, { ...checkpoint, checksum: checksumOf(asObject(checkpoint) ?? {}) }, { isDurable: true });
}

/** Reads a checkpoint. Throws an `HsAssocError` when there is none, or when it was cut or edited. */
export async function readCheckpoint(path: string): Promise<Checkpoint<unknown, unknown>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    const isMissing = systemCode(thrown) === 'ENOENT';
    const why = isMissing ? 'there is none' : coerceError(thrown).message;
    throw unusable(path, why);
  }
  const parsed = parseObject(text);
  if (parsed === null) throw unusable(path, 'it is not complete JSON');
  const problem = problemOf(parsed);
  if (problem !== null) throw unusable(path, problem);
  return parsed as unknown as Checkpoint<unknown, unknown>;
}

/** Covers everything that decides where a run goes on, and as what. */
function checksumOf(value: Readonly<Record<string, unknown>>): string {
  const {
    portalId = null,
    settings,
    input,
    isFinished,
    resumeAt,
    rowsDone,
    unfinished,
    doubtful,
    bytes,
    report,
    primaryRows,
  } = value;
  const rows = [rowsDone, unfinished, doubtful];
  const decisive = [settings, input, isFinished, resumeAt, ...rows, bytes, report, primaryRows];
  if (portalId !== null) decisive.push(portalId);
  return createHash('sha256').update(JSON.stringify(decisive)).digest('hex');
}

/** Why the value is no checkpoint, or null when it is one. */
function problemOf(value: Readonly<Record<string, unknown>>): string | null {
  if (value.schemaVersion !== 3) return 'it was written by another version';
  if (value.checksum !== checksumOf(value)) return 'it was edited or damaged';
  const resumeAt = asObject(value.resumeAt);
  const readFrom = asObject(resumeAt?.readFrom);
  const bytes = asObject(value.bytes);
  const rows = asObject(asObject(value.report)?.rows);
  const rowsDone = count(value.rowsDone);
  const numbers = [
    readFrom?.offset,
    readFrom?.firstNumber,
    resumeAt?.firstRow,
    bytes?.results,
    bytes?.failed,
    bytes?.additions,
    value.elapsedMs,
    value.numErrors,
    value.primaryRows,
  ];
  if (rowsDone === null || rows === null || numbers.some((number) => count(number) === null))
    return 'a number is missing';
  const { read, ...statuses } = NO_ROWS;
  const sum = Object.keys(statuses).reduce((total, status) => total + (count(rows[status]) ?? Number.NaN), read);
  if (sum !== rowsDone || rows.read !== rowsDone) return 'its counts do not add up';
  const firstRow = count(resumeAt?.firstRow) ?? 0;
  if (firstRow > rowsDone + 1 || (count(readFrom?.firstNumber) ?? 0) > firstRow)
    return 'its position does not fit its counts';
  if (asObject(value.settings) === null || asText(value.startedAt) === '') return 'the settings are missing';
  if (asObject(value.requests) === null || !Array.isArray(asObject(value.report)?.errors))
    return 'its account is missing';
  return null;
}

function count(value: unknown): number | null {
  const number = asNumber(value);
  return number !== null && number >= 0 ? number : null;
}

function unusable(path: string, why: string): HsAssocError {
  return new HsAssocError('CHECKPOINT_UNUSABLE', {
    message: `the checkpoint ${path} cannot be used: ${why}`,
    hint: IMPORT_ANEW,
  });
}
