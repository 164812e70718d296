// hs-assoc runs on real run directories: what ran, the summary again, and removing what is old and nothing else.
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { sandboxWith } from '../../sandbox/support.ts';
import { goodRows, onlyRun, type Running, run, start, temporaryFolder } from '../support.ts';

const pair = ['--from', 'contacts', '--to', 'companies'];

/** A folder with runs: `good` is finished, `bad` has a row that needs a hand, `torn` stopped before its end. */
async function folderWithRuns(): Promise<string> {
  const cwd = temporaryFolder();
  writeFileSync(path.join(cwd, 'good.csv'), goodRows(20));
  writeFileSync(path.join(cwd, 'bad.csv'), `${goodRows(20)}4041,9\n`);
  writeFileSync(path.join(cwd, 'torn.csv'), `from,to\n${'4041,9\n'.repeat(20)}`);
  const into = (name: string): string[] => [`${name}.csv`, ...pair, '--sandbox', '-q', '--out', `runs/${name}`];
  expect((await run(['import', ...into('good')], { cwd })).code).toBe(0);
  expect((await run(['import', ...into('bad')], { cwd })).code).toBe(1);
  const torn = ['import', ...into('torn'), '--max-errors', '2', '--batch-size', '2', '--concurrency', '1'];
  expect((await run(torn, { cwd })).code).toBe(3);
  return cwd;
}

/** Gives a run another age. */
function age(cwd: string, name: string, days: number): void {
  for (const file of ['summary.json', 'checkpoint.json']) {
    const at = path.join(cwd, 'runs', name, file);
    const document: Record<string, unknown> = JSON.parse(readFileSync(at, 'utf8'));
    const time = new Date(Date.now() - days * 86_400_000).toISOString();
    writeFileSync(at, JSON.stringify({ ...document, startedAt: time, finishedAt: time }));
  }
}

/** An import that waits for its first answer for ever. */
async function hangingRun(): Promise<{ readonly cwd: string; readonly running: Running }> {
  const sandbox = await sandboxWith({ faults: [{ match: { path: 'batch' }, hang: 'after', times: 'always' }] });
  const cwd = temporaryFolder();
  writeFileSync(path.join(cwd, 'links.csv'), goodRows(20));
  const argv = ['import', 'links.csv', ...pair, '--base-url', sandbox.url, '--out', 'runs/now'];
  const running = start(argv, { cwd, env: { HUBSPOT_ACCESS_TOKEN: 'any' } });
  while (!sandbox.requests.some(({ method }) => method === 'POST')) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { cwd, running };
}

describe('runs list', () => {
  test('tells what ran, how it ended, how long, how many rows and where, the newest first', async () => {
    const cwd = await folderWithRuns();
    const { code, stdout, stderr } = await run(['runs'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [head = '', ...lines] = stdout.trim().split('\n');
    expect(head.split(/ {2,}/)).toEqual(['RUN', 'STARTED (UTC)', 'TIME', 'ROWS', 'FILE', 'ENDED']);
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['runs/torn', 'runs/bad', 'runs/good']);
    expect(lines[0]).toMatch(
      /torn\.csv +stopped \(3\): \d+ of \d+ rows need a hand, more than --max-errors 2 allows\.$/,
    );
    expect(lines[1]).toMatch(/ 21 {2}bad\.csv +finished, 1 row needs a hand$/);
    expect(lines[2]).toMatch(/\d\d:\d\d +\d+\.\d s +20 {2}good\.csv +finished$/);
    expect((await run(['runs', 'list'], { cwd })).stdout).toBe(stdout);
  });

  test('with --json is one document for scripts', async () => {
    const cwd = await folderWithRuns();
    const { stdout } = await run(['runs', 'list', '--json'], { cwd });
    expect(JSON.parse(stdout)).toMatchObject([
      { run: 'torn', state: 'stopped', exitCode: 3, next: 'hs-assoc resume runs/torn' },
      { run: 'bad', state: 'finished', exitCode: 1, rows: { read: 21, rejected: 1 } },
      { run: 'good', path: 'runs/good', state: 'finished', exitCode: 0, next: null, pid: null },
    ]);
  });

  test('tells a run under way from one whose process was killed', async () => {
    const { cwd, running } = await hangingRun();
    expect((await run(['runs'], { cwd })).stdout).toContain(`running: process ${running.pid}`);
    const explained = await run(['explain', '3'], { cwd });
    expect(explained.stderr).toContain(`process ${running.pid} on`);
    expect(explained.stderr).not.toContain('hs-assoc resume');
    running.kill('SIGKILL');
    await running.ended;
    expect((await run(['explain', '3'], { cwd })).stderr).toContain('hs-assoc resume runs/now');
    expect((await run(['runs'], { cwd })).stdout).toContain('unfinished: its process is gone');
    const shown = await run(['runs', 'show'], { cwd });
    expect(shown.stdout).toContain('Unfinished after');
    expect(shown.stderr).toContain('hs-assoc resume runs/now');
  });

  test('of a folder without runs says so and is no failure', async () => {
    const cwd = temporaryFolder();
    expect(await run(['runs'], { cwd })).toMatchObject({ code: 0, stdout: '', stderr: 'there is no run in runs\n' });
    expect((await run(['runs', '--json'], { cwd })).stdout).toBe('[]\n');
  });
});

describe('runs show', () => {
  test('shows the closing summary again, of the newest run or the one named', async () => {
    const cwd = await folderWithRuns();
    const newest = await run(['runs', 'show'], { cwd });
    expect(newest.code).toBe(0);
    expect(newest.stdout).toContain('Stopped after');
    expect(newest.stderr).toContain('hs-assoc resume runs/torn');
    const bad = await run(['runs', 'show', 'bad'], { cwd });
    expect(bad.stdout).toContain('No contact with ID 4041 exists');
    expect(bad.stderr).toContain('hs-assoc import runs/bad/failed.csv');
    expect((await run(['runs', 'show', 'runs/good'], { cwd })).stderr).toBe('');
  });

  test('with --json is the very summary of the run directory', async () => {
    const cwd = await folderWithRuns();
    const { stdout } = await run(['runs', 'show', 'bad', '--json'], { cwd });
    expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync(path.join(cwd, 'runs/bad/summary.json'), 'utf8')));
  });
});

describe('runs clean', () => {
  test('removes what is old, says what, and leaves what could still be resumed', async () => {
    const cwd = await folderWithRuns();
    age(cwd, 'good', 40);
    age(cwd, 'torn', 40);
    const { code, stdout } = await run(['runs', 'clean', '--older-than', '30d'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^removed runs\/good \(\d\S* kB\)$/m);
    expect(stdout).toMatch(/^kept runs\/torn: it is unfinished; --unfinished removes it as well$/m);
    expect(stdout).toMatch(/^removed 1 run, /m);
    expect(readdirSync(path.join(cwd, 'runs')).sort()).toEqual(['bad', 'torn']);
  });

  test('keeps the newest, and with --older-than as well removes only what both allow', async () => {
    const cwd = await folderWithRuns();
    age(cwd, 'good', 40);
    age(cwd, 'bad', 10);
    const both = await run(['runs', 'clean', '--older-than', '5d', '--keep', '2', '-n', '--json'], { cwd });
    expect(JSON.parse(both.stdout)).toMatchObject({ dryRun: true, removed: [{ run: 'runs/good' }], kept: [] });
    expect(readdirSync(path.join(cwd, 'runs')).sort()).toEqual(['bad', 'good', 'torn']);
    await run(['runs', 'clean', '--keep', '1'], { cwd });
    expect(readdirSync(path.join(cwd, 'runs'))).toEqual(['torn']);
    expect((await run(['runs', 'clean', '--keep', '0'], { cwd })).stdout).toContain('Nothing to remove.');
    await run(['runs', 'clean', '--keep', '0', '--unfinished'], { cwd });
    expect(readdirSync(path.join(cwd, 'runs'))).toEqual([]);
  });

  test('never removes a run that a process is at work on', async () => {
    const { cwd, running } = await hangingRun();
    const { stdout } = await run(['runs', 'clean', '--keep', '0', '--unfinished'], { cwd });
    expect(stdout).toContain(`kept runs/now: process ${running.pid} on`);
    expect(existsSync(path.join(cwd, 'runs/now/checkpoint.json'))).toBe(true);
    running.kill('SIGKILL');
    await running.ended;
    await run(['runs', 'clean', '--keep', '0', '--unfinished'], { cwd });
    expect(existsSync(path.join(cwd, 'runs/now'))).toBe(false);
  });

  test('removes no file that is not the run’s', async () => {
    const cwd = await folderWithRuns();
    writeFileSync(path.join(cwd, 'runs/good/notes.txt'), 'mine');
    mkdirSync(path.join(cwd, 'runs/others'));
    writeFileSync(path.join(cwd, 'runs/others/results.csv'), 'mine');
    const { stdout } = await run(['runs', 'clean', '--keep', '0'], { cwd });
    expect(stdout).toContain('kept runs/good: the directory stays, because it holds notes.txt');
    expect(readdirSync(path.join(cwd, 'runs/good'))).toEqual(['notes.txt']);
    expect(readdirSync(path.join(cwd, 'runs')).sort()).toEqual(['good', 'others', 'torn']);
  });

  test('removes the copy of a pipe whose import was killed before it began, and nothing that looks like it', async () => {
    const cwd = temporaryFolder();
    const pipe = ['import', '-', '--keep-input', '--from', 'contacts', '--to', 'companies', '--sandbox'];
    const running = start(pipe, { cwd });
    while (!readdirSync(cwd, { recursive: true }).some((name) => String(name).endsWith('input')))
      await new Promise((resolve) => setTimeout(resolve, 20));
    const killed = path.relative(cwd, onlyRun(cwd));
    const written = (minutes: number): void => {
      const then = new Date(Date.now() - minutes * 60_000);
      for (const name of ['input', 'run.log']) utimesSync(path.join(cwd, killed, name), then, then);
    };
    const clean = async (...more: string[]): Promise<string> =>
      (await run(['runs', 'clean', '--keep', '0', ...more], { cwd })).stdout;
    written(2);
    expect(await clean()).toContain(`kept ${killed}: process ${running.pid} on`);
    running.kill('SIGKILL');
    await running.ended;
    written(0);
    expect(await clean()).toContain('Nothing to remove.');
    written(2);
    expect(await clean('--older-than', '1h')).toContain('Nothing to remove.');
    expect(await clean('--dry-run')).toContain(`would remove ${killed} (`);
    const alike = (name: string, file: string): void => {
      mkdirSync(path.join(cwd, 'runs', name));
      for (const one of ['run.log', file]) writeFileSync(path.join(cwd, 'runs', name, one), one === file ? 'mine' : '');
      const then = new Date(0);
      utimesSync(path.join(cwd, 'runs', name, 'run.log'), then, then);
    };
    alike('20200101T000000Z-0001', 'results.csv');
    alike('20200101T000000Z-0002', 'run.log');
    alike('mine', 'input');
    expect(await clean()).toContain(`removed ${killed} (`);
    expect(readdirSync(path.join(cwd, 'runs')).sort()).toEqual([
      '20200101T000000Z-0001',
      '20200101T000000Z-0002',
      'mine',
    ]);
  });

  test('without a bound, with a run, or with a mistake ends with 2 and removes nothing', async () => {
    const cwd = await folderWithRuns();
    for (const [argv, said] of [
      [['clean'], 'Say --older-than, --keep or both'],
      [['clean', 'good', '--keep', '0'], 'runs clean takes no run'],
      [['clean', '--keep', 'x'], '--keep must be a whole number'],
      [['clean', '--older-than', '30'], 'a time with its unit'],
      [['list', '--keep', '1'], '--keep belongs to runs clean'],
      [['claen', '--keep', '0'], 'did you mean runs clean?'],
      [['good'], 'hs-assoc runs show good'],
    ] as const) {
      const { code, stdout, stderr } = await run(['runs', ...argv], { cwd });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(said);
    }
    expect(readdirSync(path.join(cwd, 'runs'))).toHaveLength(3);
  });
});
