/** Gathers what a run's files tell of one row: its fields, what it asked for, its requests, and what became of it. */
import { stat } from 'node:fs/promises';
import { findRecord } from '../../adapters/file/record-finder.ts';
import type { LoggedRequest } from '../../adapters/run/request-history.ts';
import { readRequestsOf } from '../../adapters/run/request-history.ts';
import { RESULT_COLUMNS } from '../../adapters/run/row-files.ts';
import { isOwnColumn, matchColumns } from '../../core/columns.ts';
import { HsAssocError } from '../../core/errors.ts';
import { isSuccess } from '../../core/outcomes.ts';
import type { RowStatus } from '../../core/terms.ts';
import { ROW_STATUSES, UNFINISHED_STATUSES } from '../../core/terms.ts';
import { adviceFor } from '../wording/advice.ts';
import { counted } from '../wording/numbers.ts';
import type { KnownRun } from './look-up-run.ts';
import type { JudgedRun } from './run-state.ts';

/** A field of the original record. */
export interface StoryField {
  /** The header's name; `#5` for a field beyond the header. */
  readonly name: string;
  readonly value: string;
}

/** One row's life; the document of `explain --json`. */
export interface RowStory {
  readonly run: string;
  readonly row: number;
  readonly input: string;
  /** Null when the input is gone, and the row is not in failed.csv. */
  readonly fields: readonly StoryField[] | null;
  /** Whether the input is byte for byte as long as it was. */
  readonly isInputUnchanged: boolean;
  readonly fromType: string;
  readonly fromId: string;
  readonly toType: string;
  readonly toId: string;
  /** `CATEGORY:id` joined with `;`; empty for the default association. */
  readonly types: string;
  /** Requests that carried the row, oldest first. */
  readonly requests: readonly LoggedRequest[];
  readonly status: RowStatus;
  readonly code: string;
  readonly message: string;
  readonly httpStatus: number | null;
  readonly correlationId: string;
  readonly attempts: number;
  /** What to do about it; null when nothing is left to do. */
  readonly advice: string | null;
  /** The command to type for it; null when there is none. */
  readonly next: string | null;
}

type ResultRow = Readonly<Record<(typeof RESULT_COLUMNS)[number], string>>;

/** The row's story. Throws an `HsAssocError` when the run has not reported such a row. */
export async function tellRow(row: number, run: JudgedRun): Promise<RowStory> {
  const { directory, summary, checkpoint, holder } = run;
  let unfinishedBefore = 0;
  const found = await findRecord(directory.results, row, {
    format: { delimiter: ',' },
    passBy: (fields) => {
      if (isUnfinished(fields[STATUS_INDEX])) unfinishedBefore += 1;
    },
  });
  const result = found === null ? null : readResult(found.fields, row);
  if (result === null) throw notReported(row, run);
  const status = ROW_STATUSES.find((known) => known === result.status) ?? 'unknown';
  const fromInput = await readOriginal(row, run, result);
  const fromFailed = fromInput === null && isUnfinished(status) ? await readFailed(unfinishedBefore + 1, run) : null;
  return {
    run: directory.path,
    row,
    input: summary?.input.path ?? checkpoint?.settings.file ?? '',
    fields: fromInput?.fields ?? fromFailed,
    isInputUnchanged: fromInput?.isUnchanged ?? false,
    fromType: result.from_type,
    fromId: result.from_id,
    toType: result.to_type,
    toId: result.to_id,
    types: result.types,
    requests: await readRequestsOf(directory.log, row),
    status,
    code: result.code,
    message: result.message,
    httpStatus: result.http_status === '' ? null : Number(result.http_status),
    correlationId: result.correlation_id,
    attempts: Number(result.attempts),
    advice: isSuccess(status) ? null : adviceOf(result, { status, run }),
    // What takes the run up again would only be told that somebody is at work on it.
    next: isSuccess(status) || holder !== null ? null : (summary?.next ?? null),
  };
}

/** The row is mended in failed.csv, which is complete when the run has ended: resuming refuses a file that was changed. */
function adviceOf(
  { code }: ResultRow,
  { status, run }: { readonly status: RowStatus; readonly run: KnownRun },
): string {
  const advice = adviceFor(code, status);
  const goesOn = run.checkpoint?.isFinished === false && (run.summary?.next ?? null) !== null;
  const isLeft = goesOn && (status === 'invalid' || status === 'rejected');
  return isLeft
    ? `${advice} Do that in failed.csv when the run has ended; until then leave the file as it is.`
    : advice;
}

const STATUS_INDEX = RESULT_COLUMNS.indexOf('status');

function isUnfinished(status = ''): boolean {
  return [...UNFINISHED_STATUSES].some((known) => known === status);
}

/** Null for a line that is not the row's: a killed process may have torn it. */
function readResult(fields: readonly string[], row: number): ResultRow | null {
  if (fields.length !== RESULT_COLUMNS.length || fields[0] !== String(row)) return null;
  return Object.fromEntries(RESULT_COLUMNS.map((name, index) => [name, fields[index] ?? ''])) as ResultRow;
}

interface Original {
  readonly fields: readonly StoryField[];
  readonly isUnchanged: boolean;
}

/** The row as the input has it; null when the input is gone, or holds something else there by now. */
async function readOriginal(row: number, { checkpoint }: KnownRun, result: ResultRow): Promise<Original | null> {
  const input = checkpoint?.input ?? null;
  if (checkpoint === null || input === null) return null;
  const { delimiter, encoding, map } = checkpoint.settings;
  const format = { ...(delimiter === null ? {} : { delimiter }), ...(encoding === null ? {} : { encoding }) };
  const size = await sizeOf(input.path);
  const found = size === null ? null : await findRecord(input.path, row, { format });
  if (found === null) return null;
  const match = matchColumns(found.header, { map, hasDefault: { fromType: true, toType: true } });
  if (match.kind === 'problems') return null;
  const idOf = (index: number): string => (found.fields[index] ?? '').trim();
  if (idOf(match.columns.from) !== result.from_id || idOf(match.columns.to) !== result.to_id) return null;
  return { fields: named(found), isUnchanged: size === input.bytes };
}

/** The row as failed.csv has it, without the columns that the run added. */
async function readFailed(number: number, { directory }: KnownRun): Promise<readonly StoryField[] | null> {
  const found = await findRecord(directory.failed, number);
  return found === null ? null : named(found).filter(({ name }) => !isOwnColumn(name));
}

function named({ header, fields }: { header: readonly string[]; fields: readonly string[] }): readonly StoryField[] {
  return fields.map((value, index) => ({ name: header[index] ?? `#${index + 1}`, value }));
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch {
    return null;
  }
}

function notReported(row: number, { directory, summary, checkpoint, holder }: JudgedRun): HsAssocError {
  const done = Math.max(summary?.rows.read ?? 0, checkpoint?.rowsDone ?? 0);
  const isOver = checkpoint?.isFinished ?? false;
  const message = isOver
    ? `there is no row ${row} in ${directory.path}: it has ${counted(done, 'row')}, the header not counted`
    : `row ${row} is not reported in ${directory.path} so far: it has reported ${counted(done, 'row')}`;
  const next =
    holder === null
      ? (summary?.next ?? null)
      : `process ${holder.pid} on ${holder.host} is at work on it: ask again later`;
  return new HsAssocError('ROW_NOT_REPORTED', { message, ...(isOver || next === null ? {} : { hint: next }) });
}
