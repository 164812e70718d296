/**
 * Runs one import undisturbed, and once more killed and resumed until it is done; tells every difference. The command is a
 * process of its own, HubSpot lives in this one and survives, and this process is the parent, so that whoever was killed
 * is gone for good when the next sitting looks for it.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { randomFrom } from '../../src/sandbox/random.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import type { RecordRef } from '../../src/sandbox/store.ts';
import type { KillCase } from './kill-files.ts';

const bin = path.resolve(import.meta.dirname, '../../dist/bin.js');

/** When a sitting is killed. */
type Trigger =
  | { readonly kind: 'time'; readonly delayMs: number }
  /** When so many requests have come, or were answered, and so much later. */
  | { readonly kind: 'request'; readonly count: number; readonly isAnswered: boolean; readonly delayMs: number }
  /** When a checkpoint's draft appears, for the nth time. */
  | { readonly kind: 'checkpoint'; readonly count: number; readonly delayMs: number };

/** What came of killing one import. */
export interface KillReport {
  readonly name: string;
  /** How many processes were killed, by trigger. */
  readonly kills: Readonly<Record<Trigger['kind'], number>>;
  /** Empty when the run that was killed equals the one that was not. */
  readonly differences: readonly string[];
  /** Where everything lies when there are differences; null otherwise. */
  readonly folder: string | null;
}

export interface KillOptions {
  readonly seed: number;
  /** Processes to kill, at most, before the run is let go to its end. */
  readonly kills: number;
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly said: string;
}

/** Imports the case's file twice, and compares. */
export async function killAndCompare(killCase: KillCase, { seed, kills }: KillOptions): Promise<KillReport> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hs-assoc-kill-'));
  const calm = await importIn(path.join(folder, 'calm'), killCase);
  const wild = await importIn(path.join(folder, 'wild'), killCase);
  try {
    const startedMs = performance.now();
    const end = await calm.sit(calm.importCall, null);
    const durationMs = performance.now() - startedMs;
    if (end.code !== 0 && end.code !== 1) throw new Error(`the undisturbed import ended with ${end.code}: ${end.said}`);
    const done = await killUntilDone(wild, { seed, kills, durationMs, requests: calm.sandbox.counts.total });
    const differences = [...done.problems, ...differencesOf(calm, wild)];
    if (differences.length === 0) rmSync(folder, { recursive: true });
    return {
      name: killCase.name,
      kills: done.kills,
      differences,
      folder: differences.length === 0 ? null : folder,
    };
  } finally {
    await calm.sandbox.close();
    await wild.sandbox.close();
  }
}

interface Place {
  readonly sandbox: Sandbox;
  readonly cwd: string;
  readonly importCall: readonly string[];
  /** Runs the command; with a trigger, until it is killed. */
  sit(argv: readonly string[], trigger: Trigger | null): Promise<Ended>;
}

async function importIn(cwd: string, killCase: KillCase): Promise<Place> {
  const sandbox = await startSandbox(killCase.sandbox);
  for (const { fromId, toId, typeId } of killCase.earlier) {
    const types = sandbox.types.between('0-1', '0-2').filter((type) => type.typeId === typeId || type.typeId === 279);
    const from = { objectTypeId: '0-1', id: fromId };
    sandbox.store.write(from, { objectTypeId: '0-2', id: toId }, { types, mode: 'add' });
  }
  mkdirSync(path.join(cwd, 'runs'), { recursive: true });
  writeFileSync(path.join(cwd, killCase.fileName), killCase.file);
  const shared = ['--base-url', sandbox.url, '--rate', '1000', '--concurrency', '4', '--no-progress'];
  const importCall = ['import', killCase.fileName, ...killCase.flags, ...shared];
  return { sandbox, cwd, importCall, sit: (argv, trigger) => sit(argv, { cwd, sandbox, trigger }) };
}

function sit(
  argv: readonly string[],
  { cwd, sandbox, trigger }: { readonly cwd: string; readonly sandbox: Sandbox; readonly trigger: Trigger | null },
): Promise<Ended> {
  const env = { PATH: process.env.PATH ?? '', HUBSPOT_ACCESS_TOKEN: 'pat-kill-test' };
  const child = spawn(process.execPath, [bin, ...argv], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const disarm = trigger === null ? () => {} : arm(trigger, { cwd, sandbox, kill: () => void child.kill('SIGKILL') });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      disarm();
      resolve({ code, signal, said });
    });
  });
}

interface Target {
  readonly cwd: string;
  readonly sandbox: Sandbox;
  readonly kill: () => void;
}

/** Waits for the moment; the returned function stops waiting. */
function arm(trigger: Trigger, target: Target): () => void {
  const timers: NodeJS.Timeout[] = [];
  const killSoon = (): void => {
    if (trigger.delayMs === 0) target.kill();
    else timers.push(setTimeout(target.kill, trigger.delayMs));
  };
  const stopWatching = watchFor(trigger, target, killSoon);
  return () => {
    stopWatching();
    for (const timer of timers) clearTimeout(timer);
  };
}

function watchFor(trigger: Trigger, { cwd, sandbox }: Target, killSoon: () => void): () => void {
  if (trigger.kind === 'time') {
    killSoon();
    return () => {};
  }
  if (trigger.kind === 'request') {
    const answered = (): number => sandbox.requests.filter(({ endedAtMs }) => endedAtMs !== null).length;
    const count = (): number => (trigger.isAnswered ? answered() : sandbox.requests.length);
    const goal = count() + trigger.count;
    const poll = setInterval(() => {
      if (count() < goal) return;
      clearInterval(poll);
      killSoon();
    }, 1);
    return () => clearInterval(poll);
  }
  let left = trigger.count;
  const watcher = watch(path.join(cwd, 'runs'), { recursive: true }, (_event, file) => {
    if (!String(file).endsWith('checkpoint.json.new')) return;
    left -= 1;
    if (left === 0) killSoon();
  });
  return () => watcher.close();
}

interface Killing extends KillOptions {
  /** Of the undisturbed run. */
  readonly durationMs: number;
  readonly requests: number;
}

async function killUntilDone(
  wild: Place,
  options: Killing,
): Promise<{ readonly kills: KillReport['kills']; readonly problems: readonly string[] }> {
  const random = randomFrom(options.seed);
  const kills = { time: 0, request: 0, checkpoint: 0 };
  for (let sitting = 0; sitting < options.kills * 3; sitting += 1) {
    const killed = kills.time + kills.request + kills.checkpoint;
    const trigger = killed < options.kills ? nextTrigger(random, options) : null;
    const isBegun = hasRun(wild.cwd);
    const resumeCall = random() < 0.5 ? ['resume', '--no-progress'] : [...wild.importCall, '--auto-resume'];
    const end = await wild.sit(isBegun ? resumeCall : wild.importCall, trigger);
    if (end.signal === 'SIGKILL' && trigger !== null) {
      kills[trigger.kind] += 1;
      if (isFinished(wild.cwd)) return { kills, problems: [] };
    } else if (end.code === 0 || end.code === 1) return { kills, problems: [] };
    else if (end.code !== 6)
      return { kills, problems: [`a sitting ended with ${end.code ?? end.signal}: ${end.said}`] };
    else await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return { kills, problems: ['the run did not come to its end'] };
}

/** Whether there is a run that can be taken up; a process killed before its first checkpoint has sent nothing. */
function hasRun(cwd: string): boolean {
  return runNames(cwd).length > 0;
}

/** Whether the process was killed when everything was done: another import would be another run. */
function isFinished(cwd: string): boolean {
  const [name] = runNames(cwd);
  if (name === undefined) return false;
  return JSON.parse(readFileSync(path.join(cwd, 'runs', name, 'checkpoint.json'), 'utf8')).isFinished;
}

function runNames(cwd: string): readonly string[] {
  return readdirSync(path.join(cwd, 'runs')).filter((name) =>
    existsSync(path.join(cwd, 'runs', name, 'checkpoint.json')),
  );
}

function nextTrigger(random: () => number, { durationMs, requests }: Killing): Trigger {
  const kind = random();
  const delayMs = random() < 0.5 ? 0 : random() * 10;
  // The start of the process, and anywhere: a sitting is shorter than the whole, so most moments lie in its first part.
  if (kind < 0.15) return { kind: 'time', delayMs: random() * 250 };
  if (kind < 0.5) return { kind: 'time', delayMs: random() * random() * durationMs * 1.5 };
  if (kind < 0.8) {
    return {
      kind: 'request',
      count: 1 + Math.floor(random() * random() * requests),
      isAnswered: random() < 0.5,
      delayMs,
    };
  }
  return { kind: 'checkpoint', count: 1 + Math.floor(random() * 4), delayMs: random() < 0.5 ? 0 : random() * 3 };
}

/** What two imports of one file left behind that is not alike, in words. */
function differencesOf(calm: Place, wild: Place): readonly string[] {
  const names = runNames(wild.cwd);
  if (names.length !== 1) return [`not one run with a checkpoint but ${names.length}`];
  const [before, after] = [readRun(calm.cwd), readRun(wild.cwd)];
  return [
    ...lineDifferences('results.csv', before.results, after.results),
    ...lineDifferences('failed.csv', before.failed, after.failed),
    ...lineDifferences('summary.json', before.summary, after.summary),
    ...lineDifferences('the account', holdings(calm.sandbox), holdings(wild.sandbox)),
  ];
}

interface RunFiles {
  readonly results: readonly string[];
  readonly failed: readonly string[];
  readonly summary: readonly string[];
}

function readRun(cwd: string): RunFiles {
  const [name = ''] = runNames(cwd);
  const read = (file: string): string => readFileSync(path.join(cwd, 'runs', name, file), 'utf8');
  const results: Record<string, string>[] = parse(read('results.csv'), { columns: true });
  const { status, exitCode, stopped, input, rows, errors, next } = JSON.parse(read('summary.json'));
  const summary = { status, exitCode, stopped, sha256: input.sha256, rows, errors, hasNext: next !== null };
  return {
    results: results.map(withoutExchange),
    failed: read('failed.csv').split('\n'),
    summary: JSON.stringify(summary, (key, value: unknown) => (key === 'correlationId' ? '' : value), 1).split('\n'),
  };
}

/**
 * A line of `results.csv` without what belongs to the exchange that happened to decide: a batch of which some rows were
 * reported before is answered with 201 where the whole batch was answered with 207.
 */
function withoutExchange({ attempts: _attempts, correlation_id: _id, ...line }: Record<string, string>): string {
  const isSuccess = ['created', 'exists', 'duplicate'].includes(line.status ?? '');
  return JSON.stringify(isSuccess ? { ...line, http_status: '2xx' } : line);
}

/** Every association of the account, told from the same side whichever was named first. */
function holdings({ store }: Sandbox): readonly string[] {
  const lines: string[] = [];
  for (const pair of store.all()) {
    const isTurned = nameOf(pair.from) > nameOf(pair.to);
    const [from, to] = isTurned ? [pair.to, pair.from] : [pair.from, pair.to];
    const types = store.typesOf(from, to).map(({ category, typeId }) => `${category}:${typeId}`);
    lines.push(`${nameOf(from)} ${nameOf(to)} ${types.sort().join(';')}`);
  }
  return lines.sort();
}

function nameOf({ objectTypeId, id }: RecordRef): string {
  return `${objectTypeId}/${id}`;
}

const MOST_TOLD = 5;

function lineDifferences(what: string, before: readonly string[], after: readonly string[]): readonly string[] {
  if (what === 'the account') {
    const [first, second] = [new Set(before), new Set(after)];
    const gone = before.filter((line) => !second.has(line)).map((line) => `${what}: only undisturbed: ${line}`);
    const more = after.filter((line) => !first.has(line)).map((line) => `${what}: only killed: ${line}`);
    return [...gone.slice(0, MOST_TOLD), ...more.slice(0, MOST_TOLD)];
  }
  const told: string[] = [];
  if (before.length !== after.length) told.push(`${what}: ${before.length} lines undisturbed, ${after.length} killed`);
  before.forEach((line, index) => {
    if (line !== after[index] && told.length < MOST_TOLD) {
      told.push(`${what}, line ${index + 1}:\n  undisturbed ${line}\n  killed      ${after[index]}`);
    }
  });
  return told;
}
