/** Runs of the built command that something stops, and what is asked of them afterwards. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from '@jest/globals';
import type { RunSummary } from '../../src/cli/screen/run-summary.ts';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/server.ts';
import { type Ended, onlyRun, type Running, root, run, start, temporaryFolder } from '../cli/support.ts';
import { sandboxWith } from '../sandbox/support.ts';

export const env = { HUBSPOT_ACCESS_TOKEN: 'pat-kill-test' };

/** A folder with `links.csv`, and the call that imports it. */
export interface Workplace {
  readonly cwd: string;
  readonly sandbox: Sandbox;
  readonly argv: readonly string[];
  readonly rows: number;
}

/** Typed rows, so that there are notes of additions as well; every tenth names a missing record. */
export function linkRows(count: number): string {
  const rows = Array.from({ length: count }, (_, index) => {
    const from = index % 10 === 9 ? 404_000_000 + index : 1_000 + index;
    return `${from},${90_000 + index},Billing contact`;
  });
  return `from,to,type\n${rows.join('\n')}\n`;
}

export async function workplaceWith({
  rows = 300,
  flags = [],
  ...options
}: SandboxOptions & { readonly rows?: number; readonly flags?: readonly string[] } = {}): Promise<Workplace> {
  const sandbox = await sandboxWith({ rateLimit: null, latencyMs: 15, ...options });
  const cwd = temporaryFolder();
  writeFileSync(path.join(cwd, 'links.csv'), linkRows(rows));
  const pace = ['--rate', '1000', '--concurrency', '2', '--batch-size', '10', '--no-progress'];
  const argv = ['import', 'links.csv', '--from', 'contacts', '--to', 'companies', '--base-url', sandbox.url, ...pace];
  return { cwd, sandbox, argv: [...argv, ...flags], rows };
}

/** Starts the import, and waits until so many batches were written. */
export async function underWay({ cwd, sandbox, argv }: Workplace, batches = 6): Promise<Running> {
  const running = start(argv, { cwd, env, stdin: '' });
  let isOver = false;
  void running.ended.then(() => {
    isOver = true;
  });
  const written = (): number => sandbox.requests.filter(({ path: at }) => at.includes('batch/create')).length;
  while (written() < batches && !isOver) await new Promise((resolve) => setTimeout(resolve, 5));
  if (isOver) throw new Error(`over too early: ${(await running.ended).stderr}`);
  return running;
}

/** An import that SIGTERM stopped in the middle. */
export async function stoppedRun(options: Parameters<typeof workplaceWith>[0] = {}): Promise<Workplace> {
  const place = await workplaceWith(options);
  const running = await underWay(place);
  running.kill('SIGTERM');
  expect((await running.ended).code).toBe(143);
  return place;
}

/** Calls the command in the workplace. */
export function call({ cwd }: Pick<Workplace, 'cwd'>, ...argv: readonly string[]): Promise<Ended> {
  return run(argv, { cwd, env });
}

export function summaryOf(cwd: string, runPath = onlyRun(cwd)): RunSummary {
  const summary: RunSummary = JSON.parse(readFileSync(path.join(runPath, 'summary.json'), 'utf8'));
  return summary;
}

/** The statuses in `results.csv`, which must hold each row once, in order, and no half line. */
export function statusesOf(runPath: string): readonly string[] {
  const text = readFileSync(path.join(runPath, 'results.csv'), 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  const lines = text.trimEnd().split('\n').slice(1);
  expect(lines.map((line) => Number(line.split(',')[0]))).toEqual(lines.map((_, index) => index + 1));
  return lines.map((line) => line.split(',')[6] ?? '');
}

/** The summary says what `results.csv` holds, and how the process ended. */
export function expectTrueSummary(cwd: string, exitCode: number, runPath = onlyRun(cwd)): RunSummary {
  const summary = summaryOf(cwd, runPath);
  const statuses = statusesOf(runPath);
  expect(summary).toMatchObject({ exitCode, rows: { read: statuses.length } });
  for (const [status, count] of Object.entries(summary.rows)) {
    if (status !== 'read') expect([status, statuses.filter((one) => one === status).length]).toEqual([status, count]);
  }
  return summary;
}

/** Types a command as a person would, `hs-assoc` being on the path. */
export async function type(cwd: string, command: string | null): Promise<Ended> {
  const folder = path.join(cwd, 'bin');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'hs-assoc'), `#!/bin/sh\nexec "${process.execPath}" "${root}/dist/bin.js" "$@"\n`);
  chmodSync(path.join(folder, 'hs-assoc'), 0o755);
  return shell(`PATH="${folder}:$PATH" ${command ?? 'false # there is no next command'}`, cwd);
}

/** Runs a line of POSIX shell. */
export async function shell(script: string, cwd: string): Promise<Ended> {
  const { spawn } = await import('node:child_process');
  const child = spawn('/bin/sh', ['-c', script], { cwd, env: { PATH: process.env.PATH ?? '', ...env } });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  }
  child.stdin.end();
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...said }));
  });
}

/** The run is resumed by the command that its summary names, and ends as one that nothing stopped. */
export async function expectResumable({ cwd, sandbox, rows }: Workplace, runPath = onlyRun(cwd)): Promise<void> {
  const { code, stderr } = await type(cwd, summaryOf(cwd, runPath).next);
  expect({ code, stderr }).toMatchObject({ code: 1 });
  const summary = expectTrueSummary(cwd, 1, runPath);
  expect(summary).toMatchObject({ status: 'finished', stopped: null });
  expect(summary.rows).toMatchObject({ read: rows, created: (rows * 9) / 10, rejected: rows / 10 });
  expect(sandbox.store.size).toBe((rows * 9) / 10);
}
