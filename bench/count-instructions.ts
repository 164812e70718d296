/** Counts the instructions of a process, where valgrind is installed: nearly the same on every machine, however busy. */
import { spawn, spawnSync } from 'node:child_process';
import type { Command } from './measure.ts';

const COUNTING = ['--tool=cachegrind', '--cache-sim=no', '--cachegrind-out-file=/dev/null'];

/** Whether there is a valgrind to count with. */
export function canCountInstructions(): boolean {
  return spawnSync('valgrind', ['--version']).status === 0;
}

/** Instructions of `node` with these arguments, all threads, the kernel's left out. Throws when it fails. Takes about ten times as long. */
export async function countInstructions({ args, environment }: Command): Promise<number> {
  const child = spawn('valgrind', [...COUNTING, process.execPath, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const exitCode = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const counted = /\bI +refs: +([\d,]+)/.exec(said)?.[1];
  if (exitCode !== 0 || counted === undefined)
    throw new Error(`node ${args.join(' ')} ended with ${exitCode}: ${said}`);
  return Number(counted.replaceAll(',', ''));
}
