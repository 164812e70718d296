// Ctrl-C and SIGTERM on the built command: what is in flight ends, every row is accounted for, and the process goes.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { watchSignals } from '../../src/cli/signals.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import { sandboxWith } from '../sandbox/support.ts';
import { goodRows, onlyRun, type Running, start, temporaryFolder } from './support.ts';

const ROWS = 400;

/** An import whose writes take a while, or for ever. */
async function slowImport(fault: Fault): Promise<{ readonly running: Running; readonly cwd: string }> {
  const sandbox = await sandboxWith({ faults: [{ ...fault, match: { path: 'batch' }, times: 'always' }] });
  const cwd = temporaryFolder();
  writeFileSync(path.join(cwd, 'links.csv'), goodRows(ROWS));
  const argv = ['import', 'links.csv', '--from', 'contacts', '--to', 'companies', '--base-url', sandbox.url];
  const running = start([...argv, '--batch-size', '10', '--concurrency', '2'], {
    cwd,
    env: { HUBSPOT_ACCESS_TOKEN: 'any' },
  });
  await until(() => sandbox.requests.some(({ method }) => method === 'POST') || sandbox.counts.total > 2);
  return { running, cwd };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}

function statuses(cwd: string): readonly string[] {
  const lines = readFileSync(path.join(onlyRun(cwd), 'results.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  return lines.map((line) => line.split(',')[6] ?? '');
}

describe('a signal', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s lets what is in flight end, and exits with %d', async (signal, exitCode) => {
    const { running, cwd } = await slowImport({ delayMs: 300 });
    running.kill(signal);
    const { code, stderr } = await running.ended;
    expect(code).toBe(exitCode);
    expect(stderr).toContain('Stopping: waiting for the requests under way');
    expect(stderr).toContain('hs-assoc resume');
    const found = statuses(cwd);
    expect(found).toContain('created');
    expect(found.every((status) => status === 'created' || status === 'not_sent')).toBe(true);
    const summary: unknown = JSON.parse(readFileSync(path.join(onlyRun(cwd), 'summary.json'), 'utf8'));
    expect(summary).toMatchObject({ status: 'stopped', exitCode, rows: { read: found.length } });
    // What was answered while it stopped is done as well: a resumed run sends none of it again.
    const checkpoint: unknown = JSON.parse(readFileSync(path.join(onlyRun(cwd), 'checkpoint.json'), 'utf8'));
    expect(checkpoint).toMatchObject({ rowsDone: found.indexOf('not_sent') });
  });

  test('SIGHUP is nothing to an import without a terminal, as under nohup', async () => {
    const { running, cwd } = await slowImport({ delayMs: 20 });
    running.kill('SIGHUP');
    const { code } = await running.ended;
    expect(code).toBe(0);
    expect(statuses(cwd)).toEqual(Array.from({ length: ROWS }, () => 'created'));
  });

  test('SIGHUP stops an import whose terminal is closed, and only once', async () => {
    const reasons: unknown[] = [];
    const run = { stop: (reason: unknown) => void reasons.push(reason), abandon: () => void reasons.push('abandoned') };
    const end = watchSignals(run, () => undefined, true);
    process.emit('SIGHUP');
    // Later than what would count as the same key.
    await new Promise((resolve) => setTimeout(resolve, 300));
    process.emit('SIGHUP');
    end();
    expect(reasons).toEqual([{ kind: 'interrupted', signal: 'SIGHUP' }]);
  });

  test('for a second time leaves at once, and what was not answered is unknown', async () => {
    const { running, cwd } = await slowImport({ hang: 'after' });
    running.kill('SIGINT');
    await running.said('Stopping');
    // Two signals within a quarter of a second are one key.
    await new Promise((resolve) => setTimeout(resolve, 300));
    running.kill('SIGINT');
    const { code } = await running.ended;
    expect(code).toBe(130);
    expect(statuses(cwd)).toContain('unknown');
  });

  test('that arrives twice at the same moment counts once, because npm hands it on', async () => {
    const { running, cwd } = await slowImport({ delayMs: 300 });
    running.kill('SIGINT');
    running.kill('SIGINT');
    const { code, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(stderr).not.toContain('Leaving');
    expect(statuses(cwd)).not.toContain('unknown');
  });
});

describe('a signal while a copy of a pipe is kept', () => {
  const pipe = ['import', '-', '--keep-input', '--from', 'contacts', '--to', 'companies', '--sandbox'];

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s leaves nothing behind, and exits with %d', async (signal, exitCode) => {
    const cwd = temporaryFolder();
    const running = start(pipe, { cwd });
    running.feed('from,to\n10,20');
    await until(() =>
      readdirSync(cwd, { recursive: true }).some((name) => sizeOf(path.join(cwd, String(name))) === 13),
    );
    running.kill(signal);
    const { code, stderr, stdout } = await running.ended;
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
    expect(stderr).toContain('Nothing was sent yet, and what had come from standard input is not kept.');
    expect(stderr).toContain('… | hs-assoc import - --from contacts --to companies --sandbox --keep-input');
    expect(readdirSync(path.join(cwd, 'runs'))).toEqual([]);
  });

  test('leaves a directory that was there before', async () => {
    const cwd = temporaryFolder();
    mkdirSync(path.join(cwd, 'mine'));
    const running = start([...pipe, '--out', 'mine'], { cwd });
    await until(() => existsSync(path.join(cwd, 'mine/input')));
    running.kill('SIGTERM');
    expect((await running.ended).code).toBe(143);
    expect(readdirSync(path.join(cwd, 'mine'))).toEqual([]);
  });
});

function sizeOf(file: string): number {
  const facts = statSync(file, { throwIfNoEntry: false });
  return facts?.isFile() === true ? facts.size : 0;
}
