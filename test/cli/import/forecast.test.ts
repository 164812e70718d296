// What is said before the first row is sent, and what is kept for others: forecast, daily reserve, daily limit.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { nextMidnight } from '../../../src/cli/wording/midnight.ts';
import type { Sandbox, SandboxOptions } from '../../../src/sandbox/server.ts';
import { sandboxWith } from '../../sandbox/support.ts';
import { goodRows, onlyRun, run, temporaryFolder } from '../support.ts';

const pair = ['--from', 'contacts', '--to', 'companies'];
const env = { HUBSPOT_ACCESS_TOKEN: 'any' };

/** A folder with a file of so many rows, and the account that they go to. */
async function accountWith(
  rows: number,
  options: SandboxOptions = {},
): Promise<{ readonly cwd: string; readonly argv: readonly string[]; readonly sandbox: Sandbox }> {
  const sandbox = await sandboxWith({ rateLimit: { max: 1_000, intervalMs: 10_000 }, magicIds: false, ...options });
  const cwd = temporaryFolder();
  writeFileSync(path.join(cwd, 'links.csv'), goodRows(rows));
  return { cwd, argv: ['import', 'links.csv', ...pair, '--base-url', sandbox.url, '--no-progress'], sandbox };
}

function foretold(stderr: string): number {
  return Number(/^forecast: (?:about )?([\d,]+) requests?, /m.exec(stderr)?.[1]?.replaceAll(',', ''));
}

const DAILY = { status: 'error', message: 'You have reached your daily limit.', policyName: 'DAILY' };

describe('the forecast', () => {
  test('of a small file is exact, and tells the share of the day', async () => {
    const { cwd, argv, sandbox } = await accountWith(950, { dailyLimit: { max: 1_000, used: 0 } });
    const { code, stderr } = await run([...argv, '--batch-size', '100'], { cwd, env });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^forecast: 10 requests, 1\.0 % of what is left today, a second or two\n$/);
    expect(sandbox.requests.filter(({ method }) => method === 'POST')).toHaveLength(10);
  });

  test('of a file without rows, and of one whose rows are all done, is exact', async () => {
    const { cwd, argv } = await accountWith(0);
    expect((await run(argv, { cwd, env })).stderr).toMatch(/^forecast: 0 requests, /);
    writeFileSync(path.join(cwd, 'links.csv'), 'from,to\n1x,2\n');
    expect((await run([...argv, '--max-errors', '0', '--out', 'here'], { cwd, env })).code).toBe(3);
    expect((await run(['resume', 'here'], { cwd, env })).stderr).toMatch(/^forecast: 0 requests, /m);
  });

  test('does not promise more than the answers take', async () => {
    const { cwd, argv } = await accountWith(100, { faults: [{ delayMs: 600, times: 'always' }] });
    const { stderr } = await run([...argv, '--batch-size', '10', '--concurrency', '2'], { cwd, env });
    // Ten requests, two at a time, 600 ms each.
    expect(stderr).toMatch(/^forecast: 10 requests, .*, about [3-5] s\n$/);
  });

  test('counts the requests that read what exists', async () => {
    const { cwd, argv, sandbox } = await accountWith(950);
    const { stderr } = await run([...argv, '--batch-size', '100', '--type', '279'], { cwd, env });
    expect(stderr).toMatch(/^forecast: 20 requests, under 0\.1 % of what is left today/);
    expect(sandbox.requests.filter(({ method }) => method === 'POST')).toHaveLength(20);
  });

  test.each(['links.csv', 'links.csv.gz'])('of a large file, %s, is near what is sent', async (name) => {
    const { cwd, argv, sandbox } = await accountWith(300_000);
    const file = path.join(cwd, 'links.csv');
    writeFileSync(`${file}.gz`, gzipSync(readFileSync(file)));
    const { stderr } = await run(['import', name, ...argv.slice(2)], { cwd, env });
    expect(stderr).toMatch(/^forecast: about \d+ requests/);
    const sent = sandbox.requests.filter(({ method }) => method === 'POST').length;
    // The first megabyte of a packed file says less about the rest than that of a plain one.
    expect(Math.abs(foretold(stderr) - sent) / sent).toBeLessThan(0.4);
  });

  test.each([60_000, 300_000])('of a resumed run of %d rows tells what is left of it', async (count) => {
    const rows = goodRows(count);
    const [fromId = ''] = rows.split('\n')[Math.round(count * 0.7)]?.split(',') ?? [];
    const faults = [{ match: { containsId: fromId }, status: 429, body: DAILY }];
    const { cwd, argv, sandbox } = await accountWith(count, { faults });
    const flags = ['--batch-size', '1000', '--concurrency', '1'];
    expect((await run([...argv, ...flags], { cwd, env })).code).toBe(5);
    const before = sandbox.requests.length;
    const { code, stderr } = await run(['resume'], { cwd, env });
    expect(code).toBe(0);
    const sent = sandbox.requests.slice(before).filter(({ method }) => method === 'POST').length;
    expect(sent).toBeLessThan((count / 1000) * 0.5);
    expect(Math.abs(foretold(stderr) - sent) / sent).toBeLessThan(0.15);
  });

  test('of a dry run is in its summary', async () => {
    const { cwd, argv } = await accountWith(950, { dailyLimit: { max: 1_000, used: 500 } });
    const { stdout } = await run([...argv, '--batch-size', '100', '-n'], { cwd, env });
    expect(stdout).toContain('The real run takes 10 requests, 2.0 % of what is left today, and a second or two.');
    const { plan }: { plan: unknown } = JSON.parse(readFileSync(path.join(onlyRun(cwd), 'summary.json'), 'utf8'));
    expect(plan).toMatchObject({ writeRequests: 10, readRequests: 0, dailyRemaining: 499 });
  });

  test('says nothing of a pipe or with --quiet, and no share where the answers tell none', async () => {
    const { cwd, argv } = await accountWith(10, { dailyLimit: null });
    expect((await run(argv, { cwd, env })).stderr).toBe('forecast: 1 request, a second or two\n');
    expect((await run([...argv, '-q'], { cwd, env })).stderr).toBe('');
    const piped = await run(['import', '-', ...argv.slice(2)], { cwd, env, stdin: goodRows(10) });
    expect(piped.stderr).not.toContain('forecast');
  });

  test('warns when the day will not suffice, even with --quiet', async () => {
    const { cwd, argv } = await accountWith(950, { dailyLimit: { max: 1_000, used: 995 } });
    const { code, stderr } = await run([...argv, '--batch-size', '100', '-q'], { cwd, env });
    expect(code).toBe(5);
    expect(stderr).toMatch(/^note: 10 requests are needed, but 4 requests are left today: the run will stop before/);
  });
});

describe('--reserve-daily', () => {
  test.each(['10', '1%'])('%s stops the run, resumable, before the reserve is touched', async (reserve) => {
    const { cwd, argv, sandbox } = await accountWith(950, { dailyLimit: { max: 1_000, used: 980 } });
    const flags = ['--batch-size', '100', '--concurrency', '1', '--reserve-daily', reserve];
    const { code, stderr } = await run([...argv, ...flags], { cwd, env });
    expect(code).toBe(5);
    expect(sandbox.counts.total).toBe(10);
    expect(stderr).toContain('10 requests are needed, but 19 requests are left today, and 10 are reserved for others');
    expect(stderr).toContain('Only 10 requests of today are left, and 10 are reserved for others.');
    expect(stderr).toContain('hs-assoc resume');
  });

  test('is never touched by requests under way at the same time', async () => {
    const limit = { max: 1_000, used: 900 };
    const { cwd, argv, sandbox } = await accountWith(3_000, { dailyLimit: limit, latencyMs: 50 });
    const flags = ['--batch-size', '10', '--concurrency', '30', '--reserve-daily', '50'];
    const { code, stderr } = await run([...argv, ...flags], { cwd, env });
    expect(code).toBe(5);
    // All that is not reserved, and no more: what waited for its turn was taken for sent, and left.
    expect(sandbox.counts.total).toBe(50);
    expect(stderr).toContain('Only 50 requests of today are left, and 50 are reserved for others.');
  });

  test('that nothing is known of is said to have no effect', async () => {
    const { cwd, argv } = await accountWith(10, { dailyLimit: null });
    const { code, stderr } = await run([...argv, '--reserve-daily', '10%'], { cwd, env });
    expect(code).toBe(0);
    expect(stderr).toContain('note: --reserve-daily has no effect');
  });

  test('is remembered by a run that is resumed', async () => {
    const { cwd, argv } = await accountWith(950, { dailyLimit: { max: 1_000, used: 980 } });
    const flags = ['--batch-size', '100', '--concurrency', '1', '--reserve-daily', '10'];
    await run([...argv, ...flags], { cwd, env });
    const again = await run(['resume', '-q'], { cwd, env });
    expect(again.code).toBe(5);
    expect(again.stderr).toContain('are reserved for others');
  });
});

describe('the daily limit', () => {
  test('is told with the midnight at which HubSpot counts anew', async () => {
    const faults = [{ match: { path: 'batch' }, status: 429, body: DAILY }];
    const { cwd, argv, sandbox } = await accountWith(10, { faults, timeZone: 'Asia/Tokyo' });
    const { code, stderr } = await run([...argv, '-q'], { cwd, env });
    expect(code).toBe(5);
    expect(stderr).toMatch(/HubSpot counts anew at midnight in Asia\/Tokyo, \d{4}-\d\d-\d\d 15:00 UTC\./);
    const { requests }: { requests: { sent: number } } = JSON.parse(
      readFileSync(path.join(onlyRun(cwd), 'summary.json'), 'utf8'),
    );
    expect(requests.sent).toBe(sandbox.counts.total);
  });

  test('is told without it when the account is not told either', async () => {
    const { cwd, argv } = await accountWith(10, { dailyLimit: { max: 10, used: 9 } });
    const { code, stderr } = await run([...argv, '-q'], { cwd, env });
    expect(code).toBe(5);
    expect(stderr).toContain("HubSpot counts anew at midnight in the account's time zone.");
  });
});

describe('the next midnight', () => {
  test.each([
    ['UTC', '2026-11-21T20:49:53.169Z', '2026-11-22T00:00:00.000Z'],
    ['US/Eastern', '2026-11-21T20:49:53.169Z', '2026-11-22T05:00:00.000Z'],
    ['Asia/Kolkata', '2026-11-21T18:30:00.000Z', '2026-11-22T18:30:00.000Z'],
    // The days on which clocks change have 23 and 25 hours.
    ['Europe/Berlin', '2026-03-28T23:30:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['Europe/Berlin', '2026-10-24T22:30:00.000Z', '2026-10-25T23:00:00.000Z'],
  ])('in %s after %s is %s', (timeZone, now, midnight) => {
    expect(nextMidnight(timeZone, new Date(now))?.toISOString()).toBe(midnight);
  });

  test('of a zone that nobody knows is unknown', () => {
    expect(nextMidnight('Mars/Olympus', new Date())).toBeNull();
  });
});
