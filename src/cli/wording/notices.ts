/** Words for what a person should know although nothing failed. */
import type { LockOwner } from '../../adapters/run/run-lock.ts';
import type { ErrorGroup } from '../../core/report.ts';
import { shellWord } from '../../core/shell-word.ts';
import type { PrimaryRows } from '../import/primary-count.ts';
import { all, count, counted, quoted } from './numbers.ts';

/** That rows set the primary company. */
export function wordsForPrimary({ all, contested }: PrimaryRows): string {
  const types = 'types 1, 2, 5, 6, 25 and 26 make the company the primary one, and take that place from another';
  const note = `note: ${counted(all, 'row')} set the primary company (${types})`;
  if (contested === 0) return note;
  const takes = contested === 1 ? 'takes it from an earlier row' : 'take it from earlier rows';
  return `${note}. At least ${count(contested)} of them ${takes} of this file: a record has one primary company`;
}

/** That the second log cannot be written; the run has its own. */
export function wordsForLogFault(path: string, why: string): string {
  return `note: --log-file ${path} cannot be written: ${why}. The run's own log, run.log, goes on`;
}

/** That a lock's holder is gone. */
export function wordsForTakeover(what: string, { pid, host, since }: LockOwner): string {
  return `note: process ${pid} on ${host} was at work on ${what} since ${since} and is gone; its lock is taken over`;
}

/** That nothing succeeds, early enough to stop. */
export function wordsForFruitless(rows: number, most: ErrorGroup | undefined): string {
  const example = most?.examples[0];
  const why = most === undefined ? '' : `; ${counted(most.rows, 'row')} ended as ${most.code}`;
  const look = example === undefined ? '' : ` (row ${example.row}: ${example.message})`;
  return `note: of the first ${counted(rows, 'row')} none succeeded${why}${look}. Ctrl-C stops; --max-errors does it for you`;
}

/** That columns look like types, but are not read. `names`: theirs, at least one. */
export function wordsForOverlooked(names: readonly string[]): string {
  const [first = ''] = names;
  const which = names.length === 1 ? `column ${quoted(first)} is` : `columns ${all(names.map(quoted))} are`;
  const map = `--map ${shellWord(`type=${first}`)}`;
  return `note: ${which} not read, so every row gets the default association, without a label; labels or type ids in it are read with ${map}`;
}

/** That the first line names the columns, though it looks like a row. `names`: of the columns with the ids. */
export function wordsForHeaderRow(names: readonly string[]): string {
  const mend = 'if it is a row, put a line above it that names the columns';
  return `note: the first line, with ${all(names.map(quoted))}, is taken for the header and is not imported; ${mend}`;
}

/** That a run from a pipe cannot be resumed. */
export function wordsForPipe(file: string): string {
  const what = file === '-' ? 'standard input' : `the pipe ${file}`;
  const instead = file === '-' ? '--keep-input keeps a copy' : 'sent to "-" with --keep-input, a copy is kept';
  return `note: ${what} cannot be read twice, so this run cannot be resumed; ${instead}`;
}

/** That the last run of the same file did not end. `command`: what takes it up again. */
export function wordsForUnfinished(command: string, { isSameImport }: { readonly isSameImport: boolean }): string {
  if (isSameImport) return `note: the last run of this file is unfinished; to finish it instead: ${command}`;
  return `note: a run of this file with other options is unfinished, and this is a new one; to finish that, too: ${command}`;
}

/** That the last run of the same file is taken up again. */
export function wordsForResuming(directory: string, rowsDone: number): string {
  if (rowsDone === 0) return `resuming ${directory} from its first row on: none is certain to be done`;
  if (rowsDone === 1) return `resuming ${directory}: 1 row is done, and is not sent again`;
  return `resuming ${directory}: ${counted(rowsDone, 'row')} are done, and nothing of them is sent again`;
}

/** That the last run of the same file cannot be taken up again. */
export function wordsForNotResuming(directory: string, why: string): string {
  return `note: the unfinished run ${directory} is not resumed: ${why}; this is a new run`;
}
