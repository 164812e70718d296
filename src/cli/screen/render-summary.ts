/** The closing summary: what became of the rows, which errors were the most frequent, and where everything is. */
import { errorRows } from '../../core/guards.ts';
import type { RowStatus } from '../../core/terms.ts';
import { ERROR_KINDS, type ErrorKind, KIND_TITLES, kindFor } from '../wording/advice.ts';
import { roughTime, shareOfDay } from '../wording/forecast.ts';
import { count, counted, duration, oneLine } from '../wording/numbers.ts';
import type { Colors } from './colors.ts';
import type { RunPlan, RunSummary, SummaryError } from './run-summary.ts';

/** What a summary is shown with. */
export interface SummaryStyle {
  /** The run directory, as the user would type it. */
  readonly directory: string;
  readonly colors: Colors;
  /** Show all errors, not only the most frequent. */
  readonly verbose: boolean;
}

/** Errors that are shown; the rest is in the files. */
const ERRORS_SHOWN = 3;

/** Ranges of rows shown for each error; `summary.json` has more, `failed.csv` all. */
const RANGES_SHOWN = 6;
const LONGEST_MESSAGE = 200;
const LONGEST_ID = 30;

/** What each status means, for those who have not read the manual. */
const MEANINGS: Readonly<Record<RowStatus, string>> = {
  created: 'HubSpot confirmed each of them',
  exists: 'were there before',
  duplicate: 'the same as an earlier row asks for',
  invalid: 'wrong in the file, never sent',
  rejected: 'refused by HubSpot',
  failed: 'given up, and certainly not written',
  unknown: 'sent, no sure answer: may be there, sending again is harmless',
  not_sent: 'the run stopped first',
};

/** How a headline begins; `running` is shown of a run that goes on, or was killed. */
const TITLES: Readonly<Record<RunSummary['status'], string>> = {
  running: 'Unfinished',
  finished: 'Finished',
  stopped: 'Stopped',
  dry_run: 'Dry run, finished',
};

/** The summary as lines for stdout. */
export function renderSummary(summary: RunSummary, style: SummaryStyle): string {
  const counts = countLines(summary, style);
  return [
    '',
    headline(summary, style),
    ...(counts.length === 0 ? [] : ['', ...counts]),
    ...errorLines(summary, style),
    ...fileLines(summary, style),
    ...nextLines(summary, style),
    '',
  ].join('\n');
}

function headline(summary: RunSummary, { colors }: SummaryStyle): string {
  const { rows, elapsedMs, requests, plan } = summary;
  if (plan !== undefined) {
    const what = `${counted(rows.read, 'row')} checked in ${duration(elapsedMs)}, nothing written.`;
    // What the rows so far would take says nothing of the file.
    if (summary.stopped !== null) return `${colors.bold('Dry run, stopped')}: ${what}`;
    const share = shareOfDay(plan.writeRequests + plan.readRequests, plan.dailyRemaining);
    const cost = `The real run takes ${requestsOf(plan)}${share === null ? '' : `, ${share},`} and ${roughTime(plan.estimatedMs)}.`;
    return `${colors.bold('Dry run')}: ${what} ${cost}`;
  }
  const title = TITLES[summary.status];
  const facts = [
    counted(rows.read, 'row'),
    counted(requests.sent, 'request'),
    `${count(summary.rowsPerSecond)} rows/s`,
  ];
  return `${colors.bold(title)} after ${duration(elapsedMs)}: ${facts.join(', ')}`;
}

function requestsOf({ writeRequests, readRequests }: RunPlan): string {
  const all = counted(writeRequests + readRequests, 'request');
  return readRequests === 0 ? all : `${all} (${count(readRequests)} to read what is there)`;
}

function countLines({ rows, plan }: RunSummary, { colors }: SummaryStyle): readonly string[] {
  const statuses = Object.keys(MEANINGS) as RowStatus[];
  const shown = statuses.filter((status) => rows[status] > 0);
  const width = Math.max(0, ...shown.map((status) => count(rows[status]).length));
  return shown.map((status) => {
    const isReady = plan !== undefined && status === 'not_sent';
    const name = (isReady ? 'ready' : status.replace('_', ' ')).padEnd(9);
    const meaning = isReady ? 'would be sent' : MEANINGS[status];
    return `  ${colors.bold(count(rows[status]).padStart(width))}  ${paint(status, isReady, colors)(name)}  ${colors.dim(meaning)}`;
  });
}

function paint(status: RowStatus, isReady: boolean, colors: Colors): (text: string) => string {
  if (isReady || status === 'created' || status === 'exists' || status === 'duplicate') return colors.green;
  return status === 'not_sent' ? colors.yellow : colors.red;
}

/** The errors of the summary alone, for whoever is shown nothing else of it; empty when there are none. */
export function renderErrors(summary: RunSummary, style: Pick<SummaryStyle, 'colors' | 'verbose'>): string {
  const [, ...lines] = errorLines(summary, style);
  return lines.length === 0 ? '' : `${lines.join('\n')}\n\n`;
}

/** The most frequent errors, grouped by the kind of work that they make; the first line is empty. */
function errorLines(
  summary: RunSummary,
  { colors, verbose }: Pick<SummaryStyle, 'colors' | 'verbose'>,
): readonly string[] {
  // That a run which stopped left rows unsent is told once, by the verdict.
  const errors = summary.errors.filter(({ status }) => status !== 'not_sent');
  const shown = verbose ? errors : errors.slice(0, ERRORS_SHOWN);
  const lines = ERROR_KINDS.flatMap((kind) => kindLines(kind, shown, colors));
  const rest = errors.slice(shown.length);
  if (rest.length > 0) {
    const rows = rest.reduce((sum, error) => sum + error.rows, 0);
    lines.push(
      '',
      colors.dim(`and ${counted(rest.length, 'other kind')} of error in ${counted(rows, 'row')}: see failed.csv`),
    );
  }
  return lines;
}

function kindLines(kind: ErrorKind, errors: readonly SummaryError[], colors: Colors): string[] {
  const own = errors.filter(({ code, status }) => kindFor(code, status) === kind);
  return own.length === 0
    ? []
    : ['', colors.bold(KIND_TITLES[kind]), ...own.flatMap((error) => oneError(error, colors))];
}

function oneError(error: SummaryError, colors: Colors): readonly string[] {
  const { code, status, rows, examples, advice } = error;
  const [example] = examples;
  const title = `  ${counted(rows, 'row')} ${status.replace('_', ' ')}: ${code}${whichRows(error)}`;
  if (example === undefined) return [title, `      ${colors.cyan(advice)}`];
  const said = example.message === '' ? '' : `: ${oneLine(example.message, LONGEST_MESSAGE)}`;
  // The message of an invalid row is our own, and says what to do.
  if (status === 'invalid') return [title, colors.dim(`      ${nameOf(example)}${said}`)];
  return [title, colors.dim(`      ${nameOf(example)}${said}`), `      ${colors.cyan(advice)}`];
}

/** The rows of a group as ranges; a group of one row is its own example. */
function whichRows({ rows, rowRanges }: SummaryError): string {
  if (rows < 2) return '';
  const ranges = rowRanges.split(',');
  const shown = ranges.slice(0, RANGES_SHOWN).join(', ');
  return ` (rows ${shown}${ranges.length > RANGES_SHOWN ? ', …' : ''})`;
}

/** Rows of limits have no ids at all, and neither have empty ones. */
function nameOf({ row, fromId, toId }: SummaryError['examples'][number]): string {
  if (fromId === '' && toId === '') return `row ${row}`;
  return `row ${row} (${oneLine(fromId, LONGEST_ID) || 'no id'} → ${oneLine(toId, LONGEST_ID) || 'no id'})`;
}

function fileLines(summary: RunSummary, { directory, colors }: SummaryStyle): readonly string[] {
  const failed = meaningOfFailed(summary);
  const files: readonly (readonly [string, string])[] = [
    ['results.csv', 'every row and what became of it'],
    ...(failed === null ? [] : [['failed.csv', failed] as const]),
  ];
  return ['', ...files.map(([name, meaning]) => `  ${directory}/${name.padEnd(11)}  ${colors.dim(meaning)}`)];
}

/** What stands in failed.csv; null when nothing does. A dry run sends nothing, so that its good rows are there as well. */
function meaningOfFailed({ rows, status, stopped }: RunSummary): string | null {
  const hands = errorRows(rows);
  if (hands + rows.not_sent === 0) return null;
  if (stopped !== null) return 'the rows that are not done';
  const isDry = status === 'dry_run' && rows.not_sent > 0;
  if (hands === 0 && isDry) return 'the rows that are ready, since none is sent yet';
  return `the rows that need a hand, with the reason${isDry ? '; and those that are ready, with DRY_RUN' : ''}`;
}

/** After a dry run without a fault; what else is to be typed, the verdict says. */
function nextLines({ status, exitCode, next }: RunSummary, { colors }: SummaryStyle): readonly string[] {
  return status === 'dry_run' && exitCode === 0 && next !== null
    ? ['Nothing is in the way. To import it:', `  ${colors.bold(next)}`]
    : [];
}
