/** The last words of a run that needs a hand: they go to stderr, so that cron sends them and a screen still shows them. */

import { EXIT } from '../../core/errors.ts';
import { errorRows } from '../../core/guards.ts';
import { count, counted } from '../wording/numbers.ts';
import type { Colors } from './colors.ts';
import type { RunSummary } from './run-summary.ts';

/** What a verdict is worded with. */
export interface VerdictStyle {
  /** The run directory, as the user would type it. */
  readonly directory: string;
  readonly isSandbox: boolean;
  readonly colors: Colors;
}

/** What went wrong, what is done already, and the command to type now; empty when nothing needs a hand. */
export function renderVerdict(summary: RunSummary, { directory, isSandbox, colors }: VerdictStyle): string {
  const place = isSandbox ? 'the sandbox' : 'HubSpot';
  const { exitCode, stopped, rows, next } = summary;
  if (exitCode === 0) return '';
  const done = rows.created + rows.exists + rows.duplicate;
  const hands = errorRows(rows);
  const lines: string[] = [];
  if (stopped !== null) {
    lines.push(`${colors.red(colors.bold('stopped'))}: ${stopped}`);
    if (done > 0) {
      const so = `${count(done)} of ${counted(rows.read, 'row')} read so far ${done === 1 ? 'is' : 'are'} in ${place}`;
      lines.push(`${so}; nothing will be there twice.`);
    }
  } else {
    const what = `${count(hands)} of ${counted(rows.read, 'row')} ${hands === 1 ? 'needs' : 'need'} a hand`;
    const others = rows.read - hands;
    const where = summary.status === 'dry_run' ? 'ready' : `in ${place}`;
    const rest = others === 1 ? `; the other is ${where}` : `; the others are ${where}`;
    lines.push(`${colors.yellow(colors.bold(what))}${others === 0 ? '' : rest}.`);
  }
  if (next !== null) lines.push(nextLine(summary), `  ${colors.bold(next)}`);
  else if (stopped === null) lines.push(`See ${directory}/failed.csv.`);
  else if (isPipeCutShort(summary))
    lines.push('A pipe cannot be read twice, so this run cannot be resumed: send all of the input again.');
  return `${lines.join('\n')}\n`;
}

/** Whether only the input is missing to go on; where the input or the program is wrong, the reason says what to do. */
function isPipeCutShort({ exitCode, input }: RunSummary): boolean {
  return input.bytes === null && exitCode !== EXIT.usage && exitCode !== EXIT.accounting;
}

function nextLine({ stopped, status, rows }: RunSummary): string {
  // A file that is mended now is another one, and resuming refuses it.
  if (stopped !== null)
    return rows.invalid + rows.rejected > 0
      ? 'To go on with the file as it is, and mend failed.csv at the end:'
      : 'To go on:';
  if (status === 'dry_run') {
    const isAnyReady = rows.not_sent > 0;
    return isAnyReady ? 'Correct them in the file first, or import it as it is:' : 'Correct the file, then import it:';
  }
  return rows.invalid + rows.rejected > 0 ? 'Correct the rows in failed.csv, then import them:' : 'Import them again:';
}
