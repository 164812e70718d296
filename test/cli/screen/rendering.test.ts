// What a run shows while it goes and when it ends.
import { PassThrough } from 'node:stream';
import { describe, expect, jest, test } from '@jest/globals';
import type { Progress } from '../../../src/cli/import/import-run-types.ts';
import { colorsFor } from '../../../src/cli/screen/colors.ts';
import { createLogEcho } from '../../../src/cli/screen/log-echo.ts';
import { doneShare, progressText } from '../../../src/cli/screen/progress-text.ts';
import { showProgress } from '../../../src/cli/screen/progress-view.ts';
import { errorDocument, exitCodeOfError, renderError } from '../../../src/cli/screen/render-error.ts';
import { renderSummary } from '../../../src/cli/screen/render-summary.ts';
import { renderVerdict } from '../../../src/cli/screen/render-verdict.ts';
import type { RunSummary } from '../../../src/cli/screen/run-summary.ts';
import { HsAssocError } from '../../../src/core/errors.ts';
import { NO_ROWS } from '../../../src/core/report.ts';

const colors = colorsFor({ isTTY: false }, {});
const view = { json: false, quiet: false, verbose: false, progress: true };

const ESCAPE = '\u001b';
const COLOR_CODES = new RegExp(`${ESCAPE}\\[[\\d;]*[A-Za-z]`, 'g');

const progress: Progress = {
  rows: { ...NO_ROWS, read: 12_400, created: 12_379, rejected: 21 },
  rowsRead: 24_800,
  bytesRead: 500_000,
  totalBytes: 1_000_000,
  requests: { sent: 7, retried: 0, throttled: 0, byStatus: {} },
  elapsedMs: 4_000,
  pausedMs: 0,
};

const summary: RunSummary = {
  schemaVersion: 1,
  run: 'r',
  status: 'finished',
  exitCode: 1,
  stopped: null,
  input: { path: 'links.csv', bytes: 1, sha256: 'x' },
  rows: { ...NO_ROWS, read: 12_000, created: 11_960, duplicate: 5, invalid: 4, rejected: 30, unknown: 1 },
  numErrors: 12,
  requests: { sent: 9, retried: 0, throttled: 0, byStatus: { 201: 9 } },
  startedAt: '2026-11-21T17:27:14.000Z',
  finishedAt: '2026-11-21T17:27:15.000Z',
  elapsedMs: 1_234,
  rowsPerSecond: 9_724.5,
  errors: [
    {
      code: 'crm.associations.TO_OBJECT_NOT_FOUND',
      status: 'rejected',
      rows: 30,
      rowRanges: '1-30',
      examples: [
        { row: 1, fromId: '101', toId: '4041', message: 'No company with ID 4041 exists', correlationId: 'c' },
      ],
      advice: 'Correct the id.',
    },
    {
      code: 'LABEL_UNKNOWN',
      status: 'invalid',
      rows: 3,
      rowRanges: '31-33',
      examples: [{ row: 31, fromId: '', toId: '\u001b[2J9', message: 'There is no label "x".', correlationId: '' }],
      advice: 'Use another.',
    },
    { code: 'TIMEOUT', status: 'unknown', rows: 1, rowRanges: '34', examples: [], advice: 'Import failed.csv.' },
    { code: 'ID_MISSING', status: 'invalid', rows: 1, rowRanges: '35', examples: [], advice: 'Fill it in.' },
  ],
  next: 'hs-assoc import runs/r/failed.csv --from contacts --to companies',
};

/** What was written so far. Newer Node.js gives one chunk for each `read`, older all of them. */
function everythingIn(stream: { read(): unknown }): string {
  let text = '';
  for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) text += String(chunk);
  return text;
}

describe('progress', () => {
  test('tells rows, rate, failures and the time left', () => {
    expect(progressText(progress)).toBe('12,400 rows · 3,100/s · 21 need a hand · 12 s left');
    expect(progressText({ ...progress, totalBytes: null })).toBe('12,400 rows · 3,100/s · 21 need a hand');
    expect(progressText({ ...progress, pausedMs: 8_200 })).toContain('waiting 8.2 s for HubSpot');
    expect(progressText({ ...progress, rows: NO_ROWS, rowsRead: 0 })).toBe('0 rows');
    expect(progressText({ ...progress, rows: NO_ROWS })).toBe('0 rows · 24,800 under way');
  });

  test('does not say 0% of a resumed run that has not begun to read', () => {
    expect(doneShare({ ...progress, rowsRead: 0, bytesRead: 0 })).toBeNull();
    expect(doneShare({ ...progress, rows: NO_ROWS, rowsRead: 0, bytesRead: 0 })).toBe(0);
  });

  test('calls no row of a dry run one that needs a hand because it is not sent', () => {
    const rows = { ...NO_ROWS, read: 12_400, invalid: 2, not_sent: 12_398 };
    expect(progressText({ ...progress, rows })).toBe('12,400 rows · 3,100/s · 2 need a hand · 12 s left');
  });

  test('is a bar on a terminal, which leaves the cursor visible and the line clear', async () => {
    const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 100 });
    const shown = await showProgress(() => progress, view, { stream, environment: {} });
    shown.say('note: hello');
    shown.stop();
    const text = everythingIn(stream);
    expect(text).toContain('25% · 12,400 rows');
    expect(text).toContain('\r\u001b[Knote: hello\n');
    expect(text).not.toContain('\u001b[?25l');
    expect(text).not.toContain('\u001b7');
    expect(text).not.toContain('\u001b[?7l');
    expect(text.endsWith(`${ESCAPE}[2K`)).toBe(true);
  });

  test('never takes more than a line of the terminal', async () => {
    const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 50 });
    const shown = await showProgress(() => progress, view, { stream, environment: { FORCE_COLOR: '1' } });
    shown.stop();
    const lines = everythingIn(stream)
      .replaceAll(`${ESCAPE}[1G`, '\r')
      .split('\r')
      .map((line) => line.replace(COLOR_CODES, ''));
    expect(lines.some((line) => line.includes('12,400 rows'))).toBe(true);
    for (const line of lines) expect(line.length).toBeLessThan(50);
  });

  test('gives up some of the bar before it cuts the text, where the terminal is narrow', async () => {
    const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 66 });
    const rows = { ...NO_ROWS, read: 12_400, rejected: 2 };
    const shown = await showProgress(() => ({ ...progress, rows }), view, { stream, environment: {} });
    shown.stop();
    expect(everythingIn(stream)).toContain('12,400 rows · 3,100/s · 2 need a hand · 12 s left');
  });

  test.each([
    ['a pipe', { isTTY: false }, {}],
    ['a dumb terminal', { isTTY: true }, { TERM: 'dumb' }],
    ['a build server', { isTTY: true }, { CI: 'true' }],
  ])('is a plain line now and then on %s', async (_name, facts, environment) => {
    jest.useFakeTimers();
    const stream = Object.assign(new PassThrough(), facts);
    const shown = await showProgress(() => progress, view, { stream, environment: { ...environment } });
    jest.advanceTimersByTime(6_500);
    shown.stop();
    jest.advanceTimersByTime(60_000);
    jest.useRealTimers();
    const line = '25% · 12,400 rows · 3,100/s · 21 need a hand · 12 s left\n';
    expect(everythingIn(stream)).toBe(line + line);
  });

  test.each([{ quiet: true }, { json: true }, { progress: false }])('is not shown with %j', async (option) => {
    const stream = Object.assign(new PassThrough(), { isTTY: true });
    const shown = await showProgress(() => progress, { ...view, ...option }, { stream, environment: {} });
    shown.stop();
    expect(stream.read()).toBeNull();
    shown.say('note: said all the same');
    expect(everythingIn(stream)).toBe('note: said all the same\n');
  });
});

describe('the closing summary', () => {
  test('is short: counts, the most frequent errors by the work they make, and where everything is', () => {
    expect(renderSummary(summary, { directory: 'runs/r', colors, verbose: false })).toMatchInlineSnapshot(`
"
Finished after 1.2 s: 12,000 rows, 9 requests, 9,725 rows/s

  11,960  created    HubSpot confirmed each of them
       5  duplicate  the same as an earlier row asks for
       4  invalid    wrong in the file, never sent
      30  rejected   refused by HubSpot
       1  unknown    sent, no sure answer: may be there, sending again is harmless

Mend the file
  30 rows rejected: crm.associations.TO_OBJECT_NOT_FOUND (rows 1-30)
      row 1 (101 → 4041): No company with ID 4041 exists
      Correct the id.

Mend the mapping or the label
  3 rows invalid: LABEL_UNKNOWN (rows 31-33)
      row 31 (no id →  [2J9): There is no label "x".

Try again later
  1 row unknown: TIMEOUT
      Import failed.csv.

and 1 other kind of error in 1 row: see failed.csv

  runs/r/results.csv  every row and what became of it
  runs/r/failed.csv   the rows that need a hand, with the reason
"
`);
  });

  test('of a run that stopped before its first row has no gap where the counts would be', () => {
    const stopped = { ...summary, status: 'stopped', rows: NO_ROWS, errors: [] } as const;
    expect(renderSummary(stopped, { directory: 'runs/r', colors, verbose: false })).not.toContain('\n\n\n');
  });

  test('shows every error with --verbose', () => {
    expect(renderSummary(summary, { directory: 'runs/r', colors, verbose: true })).toContain('ID_MISSING');
  });

  test('of a dry run tells what the real one would cost', () => {
    const plan = {
      readRequests: 20,
      writeRequests: 600,
      inputs: 1_240_000,
      estimatedMs: 62_000,
      dailyRemaining: 155_000,
    };
    const rows = { ...NO_ROWS, read: 100, invalid: 1, not_sent: 99 };
    const text = renderSummary(
      { ...summary, status: 'dry_run', rows, errors: [], plan },
      { directory: 'runs/r', colors, verbose: false },
    );
    expect(text).toContain(
      'The real run takes 620 requests (20 to read what is there), 0.4 % of what is left today, and about 1 min.',
    );
    expect(text).toContain('99  ready      would be sent');
    expect(text).toContain(
      'failed.csv   the rows that need a hand, with the reason; and those that are ready, with DRY_RUN\n',
    );
    expect(text).not.toContain('To import it');
    const stopped = { ...summary, status: 'dry_run', rows, errors: [], plan, stopped: 'Interrupted.' } as const;
    const early = renderSummary(stopped, { directory: 'runs/r', colors, verbose: false });
    expect(early).toMatch(/Dry run, stopped.*: 100 rows checked in .*, nothing written\.\n/);
  });

  test('of a dry run without a fault says so of failed.csv, and has the command to type', () => {
    const rows = { ...NO_ROWS, read: 3, not_sent: 3 };
    const next = 'hs-assoc import links.csv';
    const clean = { ...summary, status: 'dry_run', exitCode: 0, rows, errors: [], next } as const;
    const text = renderSummary(clean, { directory: 'runs/r', colors, verbose: false });
    expect(text).not.toContain('need a hand');
    expect(text).toContain('runs/r/failed.csv   the rows that are ready, since none is sent yet\n');
    expect(text.endsWith('To import it:\n  hs-assoc import links.csv\n')).toBe(true);
  });
});

describe('the verdict', () => {
  const style = { directory: 'runs/r', isSandbox: false, colors };

  test('is nothing when nothing needs a hand', () => {
    expect(renderVerdict({ ...summary, exitCode: 0 }, style)).toBe('');
  });

  test('tells how many rows need a hand, and the command to type', () => {
    expect(renderVerdict(summary, style)).toMatchInlineSnapshot(`
"35 of 12,000 rows need a hand; the others are in HubSpot.
Correct the rows in failed.csv, then import them:
  hs-assoc import runs/r/failed.csv --from contacts --to companies
"
`);
  });

  test('says nothing of others where there are none, and speaks of one as of one', () => {
    const verdictOf = (status: RunSummary['status'], counts: Partial<RunSummary['rows']>): string =>
      renderVerdict({ ...summary, status, rows: { ...NO_ROWS, ...counts } }, style);
    expect(verdictOf('finished', { read: 1, rejected: 1 })).toMatch(/^1 of 1 row needs a hand\.\n/);
    expect(verdictOf('finished', { read: 2, rejected: 1, created: 1 })).toContain('a hand; the other is in HubSpot.\n');
    const allWrong = verdictOf('dry_run', { read: 2, invalid: 2 });
    expect(allWrong).toMatch(/^2 of 2 rows need a hand\.\nCorrect the file, then import it:\n/);
    expect(verdictOf('dry_run', { read: 3, invalid: 1, not_sent: 2 })).toMatch(/ready\.\n.* or import it as it is:\n/);
    const stopped = { ...summary, exitCode: 5, stopped: 'x', rows: { ...NO_ROWS, read: 2, created: 1 } } as const;
    expect(renderVerdict(stopped, style)).toContain('1 of 2 rows read so far is in HubSpot;');
  });

  test('of a stop tells why, what is done already, and how to go on', () => {
    const rows = { ...NO_ROWS, read: 50_000, created: 41_200, not_sent: 8_800 };
    const stopped = {
      ...summary,
      status: 'stopped',
      exitCode: 5,
      stopped: 'The quota is used up.',
      rows,
      next: 'hs-assoc resume runs/r',
    } as const;
    expect(renderVerdict(stopped, style)).toMatchInlineSnapshot(`
"stopped: The quota is used up.
41,200 of 50,000 rows read so far are in HubSpot; nothing will be there twice.
To go on:
  hs-assoc resume runs/r
"
`);
    // Whoever mends the file first finds it refused as another one.
    const withErrors = { ...stopped, rows: { ...rows, rejected: 1, not_sent: 8_799 } };
    expect(renderVerdict(withErrors, style)).toContain(
      'To go on with the file as it is, and mend failed.csv at the end:\n  hs-assoc resume',
    );
  });

  test('of a pipe that was stopped says what to do, though there is no command for it', () => {
    const input = { path: '/dev/fd/63', bytes: null, sha256: null };
    const stopped = { ...summary, status: 'stopped', stopped: 'The quota is used up.', input, next: null } as const;
    expect(renderVerdict({ ...stopped, exitCode: 5 }, style)).toMatch(
      /cannot be resumed: send all of the input again\.\n$/,
    );
    expect(renderVerdict({ ...stopped, exitCode: 2 }, style)).not.toContain('send all of the input again');
  });
});

describe('an error', () => {
  const error = new HsAssocError('FILE_NOT_FOUND', {
    message: 'x.csv: there is no such file.',
    hint: 'Check the path.',
  });

  test('says what happened and what to type, and shows a stack only with --verbose', () => {
    const quiet = renderError(error, { verbose: false, colors });
    expect(quiet).toBe('error: x.csv: there is no such file.\n\n  Check the path.\n');
    expect(renderError(error, { verbose: true, colors })).toContain('rendering.test.ts');
  });

  test('that nobody expected is called a bug', () => {
    const text = renderError(new TypeError('oops', { cause: 'a reason' }), { verbose: false, colors });
    expect(text).toContain('This is a bug');
    expect(text).not.toContain('rendering.test.ts');
    expect(renderError(new TypeError('oops', { cause: 'a reason' }), { verbose: true, colors })).toContain('a reason');
    expect(exitCodeOfError(new TypeError('oops'))).toBe(70);
  });

  test('is one JSON document with --json', () => {
    expect(JSON.parse(errorDocument(error))).toEqual({
      error: { code: 'FILE_NOT_FOUND', message: 'x.csv: there is no such file.', hint: 'Check the path.', exitCode: 2 },
    });
    expect(JSON.parse(errorDocument('thrown text'))).toMatchObject({
      error: { code: 'BUG', hint: null, exitCode: 70 },
    });
  });
});

describe('the log with --verbose', () => {
  test('is said in words, one line for each request', () => {
    const said: string[] = [];
    const echo = createLogEcho((text) => said.push(text));
    const request = {
      level: 30,
      time: '2026-11-21T20:46:14.972Z',
      method: 'POST',
      path: '/x/batch/create',
      msg: 'request',
    };
    const facts = {
      batch: 3,
      inputCount: 2_000,
      attempt: 1,
      httpStatus: 201,
      code: '',
      correlationId: 'c-1',
      elapsedMs: 340,
    };
    const failure = { ...facts, attempt: 2, httpStatus: null, code: 'ECONNRESET', correlationId: '' };
    const note = { level: 30, time: '2026-11-21T20:46:15.000Z', msg: 'paused', delayMs: 5 };
    for (const line of [{ ...request, ...facts }, { ...request, ...failure }, note])
      echo.write(`${JSON.stringify(line)}\n`);
    echo.write('no JSON\n');
    expect(said).toEqual([
      '20:46:14.972 POST /x/batch/create (batch 3, 2,000 inputs) → 201 in 340 ms',
      '20:46:14.972 POST /x/batch/create (batch 3, 2,000 inputs) attempt 2 → no answer ECONNRESET in 340 ms',
      '20:46:15.000 paused {"delayMs":5}',
      'no JSON',
    ]);
  });
});

describe('colours', () => {
  const isColored = (isTTY: boolean, environment: Readonly<Record<string, string>>): boolean =>
    colorsFor({ isTTY }, environment).red('x') !== 'x';

  test('are for terminals, and hold to NO_COLOR', () => {
    expect(isColored(true, {})).toBe(true);
    expect(isColored(false, {})).toBe(false);
    expect(isColored(true, { NO_COLOR: '1' })).toBe(false);
    expect(isColored(true, { NO_COLOR: '' })).toBe(true);
    expect(isColored(true, { TERM: 'dumb' })).toBe(false);
    expect(isColored(false, { FORCE_COLOR: '1' })).toBe(true);
    expect(isColored(true, { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
  });
});
