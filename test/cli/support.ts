/** The built command in a folder of its own, as a real process. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach } from '@jest/globals';

export const root = path.resolve(import.meta.dirname, '../..');
const bin = path.join(root, 'dist', 'bin.js');

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'hs-assoc-'));
  folders.push(folder);
  return folder;
}

/** How a process ended and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process under way. */
export interface Running {
  readonly ended: Promise<Ended>;
  readonly pid: number;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when the text was said on stdout or stderr; rejects when the process ends without it. */
  said(text: string | RegExp): Promise<string>;
  /** Sends more to stdin, which stays open. */
  feed(text: string): void;
  /** Stops reading stdout, as `| head` does. */
  closeStdout(): void;
}

export interface CallOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Buffer;
}

/** Starts `hs-assoc` with these arguments; of the environment only PATH is handed on. */
export function start(argv: readonly string[], { cwd, env = {}, stdin }: CallOptions): Running {
  if (!existsSync(bin)) throw new Error('dist/bin.js is missing: npm run build');
  const child = spawn(process.execPath, [bin, ...argv], { cwd, env: { PATH: process.env.PATH ?? '', ...env } });
  const said = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
      for (const listener of listeners) listener();
    });
  }
  child.stdin.on('error', () => undefined);
  if (stdin !== undefined) child.stdin.end(stdin);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...said }));
  });
  return {
    ended,
    pid: child.pid ?? 0,
    kill: (signal) => void child.kill(signal),
    feed: (text) => void child.stdin.write(text),
    closeStdout: () => void child.stdout.destroy(),
    said: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const all = said.stdout + said.stderr;
          if (typeof text === 'string' ? all.includes(text) : text.test(all)) resolve(all);
        };
        listeners.add(look);
        look();
        void ended.then(() => reject(new Error(`ended without ${String(text)}: ${said.stdout}${said.stderr}`)));
      }),
  };
}

/** Runs `hs-assoc` to its end. */
export function run(argv: readonly string[], options: CallOptions): Promise<Ended> {
  return start(argv, { stdin: '', ...options }).ended;
}

/** The path of the only run directory below `runs`. */
export function onlyRun(cwd: string): string {
  const [name, ...others] = readdirSync(path.join(cwd, 'runs')).filter((entry) => !entry.startsWith('.'));
  if (name === undefined || others.length > 0) throw new Error(`not one run but ${others.length + 1}`);
  return path.join(cwd, 'runs', name);
}

/** Whether any file below the folder holds the text. */
export function anyFileHolds(folder: string, text: string): boolean {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .some((entry) => readFileSync(path.join(entry.parentPath, entry.name)).includes(text));
}

/** A CSV with so many rows, all of them good. */
export function goodRows(count: number): string {
  const rows = Array.from({ length: count }, (_, index) => `${1_000 + index},${9_000 + index}`);
  return `from,to\n${rows.join('\n')}\n`;
}
