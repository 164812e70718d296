/** Runs a command as a process of its own and tells what it took, seen from outside. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A command line for Node, without `node` itself. */
export interface Command {
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** What one process took. */
export interface Usage {
  readonly exitCode: number | null;
  /** From the start of the process to its end. */
  readonly wallMs: number;
  /** User and system time; 0 when it was not measured. */
  readonly cpuMs: number;
  /** The most memory it held; 0 when it was not measured. */
  readonly rssBytes: number;
  /** The end of what it said on standard error. */
  readonly said: string;
}

const PRELOAD = path.join(import.meta.dirname, 'report-usage.cjs');
const SAID_KEPT = 2_000;

/**
 * Runs `node` with these arguments and waits for its end. `isBare` measures nothing but time, and loads nothing into the
 * process. `folder` takes a file for a moment.
 */
export async function measure(
  command: Command,
  { folder, isBare }: { readonly folder: string; readonly isBare: boolean },
): Promise<Usage> {
  const file = path.join(folder, 'usage.json');
  const args = isBare ? command.args : ['--require', PRELOAD, ...command.args];
  const startedMs = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...command.environment, HS_BENCH_USAGE: file, NO_COLOR: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-SAID_KEPT);
  });
  const [exitCode, wallMs] = await new Promise<[number | null, number]>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve([code, performance.now() - startedMs]));
  });
  const usage = isBare ? { cpuMs: 0, rssBytes: 0 } : readUsage(file);
  return { exitCode, wallMs, ...usage, said };
}

function readUsage(file: string): { cpuMs: number; rssBytes: number } {
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof parsed === 'object' && parsed !== null && 'cpuMs' in parsed && 'rssBytes' in parsed) {
    return { cpuMs: Number(parsed.cpuMs), rssBytes: Number(parsed.rssBytes) };
  }
  throw new Error(`${file} tells no usage`);
}
