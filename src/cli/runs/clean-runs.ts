/** Removes old runs: by age, by number, or by both; what could still be resumed stays unless it is asked for. */
import { findFalseStarts } from '../../adapters/run/false-starts.ts';
import { type RunDirectory, runLockPath } from '../../adapters/run/run-directory.ts';
import { type LockOwner, lockHolder } from '../../adapters/run/run-lock.ts';
import { removeRun, sizeOfRun } from '../../adapters/run/run-removal.ts';
import { coerceError, EXIT, HsAssocError } from '../../core/errors.ts';
import { all } from '../wording/numbers.ts';
import { listRuns } from './look-up-run.ts';
import { type JudgedRun, judgeRun } from './run-state.ts';
import type { CleanOptions } from './runs-options.ts';

/** A run that was removed, or, in a dry run, would be. */
export interface RemovedRun {
  readonly run: string;
  readonly bytes: number;
}

/** A run that is due but stays. */
export interface KeptRun {
  readonly run: string;
  readonly why: string;
}

/** What was done; the document of `runs clean --json`. */
export interface Cleaning {
  readonly dryRun: boolean;
  readonly removed: readonly RemovedRun[];
  readonly kept: readonly KeptRun[];
}

/** A run that is made ready has a directory before it has the lock, while it waits for another one. */
const READY_AFTER_MS = 60_000;

/** Removes the runs of the directory that are due. `nowMs` is of the clock on the wall. */
export async function cleanRuns(runsDir: string, options: CleanOptions, nowMs: number): Promise<Cleaning> {
  const removed: RemovedRun[] = [];
  const kept: KeptRun[] = [];
  const runs = await Promise.all((await listRuns(runsDir)).map(judgeRun));
  for (const run of runs.filter((candidate, index) => isDue(candidate, { index, nowMs, ...options }))) {
    const { path } = run.directory;
    const reason = reasonToKeep(run, options);
    if (reason !== null) {
      kept.push({ run: path, why: reason });
      continue;
    }
    await remove(run.directory, options, { removed, kept });
  }
  for (const { directory, changedMs } of await findFalseStarts(runsDir)) {
    const ageMs = nowMs - changedMs;
    if (ageMs <= Math.max(options.olderThanMs ?? 0, READY_AFTER_MS)) continue;
    const holder = await lockHolder(runLockPath(directory));
    if (holder === null) await remove(directory, options, { removed, kept });
    else kept.push({ run: directory.path, why: atWork(holder) });
  }
  return { dryRun: options.dryRun, removed, kept };
}

async function remove(
  directory: RunDirectory,
  { dryRun }: CleanOptions,
  { removed, kept }: { readonly removed: RemovedRun[]; readonly kept: KeptRun[] },
): Promise<void> {
  const { path } = directory;
  if (dryRun) {
    removed.push({ run: path, bytes: await sizeOfRun(directory) });
    return;
  }
  try {
    const { bytes, strangers } = await removeRun(directory);
    removed.push({ run: path, bytes });
    if (strangers.length > 0) kept.push({ run: path, why: `the directory stays, because it holds ${all(strangers)}` });
  } catch (thrown) {
    kept.push({ run: path, why: whyNot(thrown) });
  }
}

interface Due extends CleanOptions {
  /** 0 for the newest run. */
  readonly index: number;
  readonly nowMs: number;
}

/** What is unfinished takes a place among the newest as well. A run of unknown age is not old. */
function isDue({ summary, checkpoint }: JudgedRun, { index, nowMs, olderThanMs, keep }: Due): boolean {
  if (keep !== null && index < keep) return false;
  if (olderThanMs === null) return true;
  const endedMs = Date.parse(summary?.finishedAt ?? summary?.startedAt ?? checkpoint?.startedAt ?? '');
  return nowMs - endedMs > olderThanMs;
}

function reasonToKeep({ holder, isUnfinished }: JudgedRun, { unfinished }: CleanOptions): string | null {
  if (holder !== null) return atWork(holder);
  return isUnfinished && !unfinished ? 'it is unfinished; --unfinished removes it as well' : null;
}

function atWork({ pid, host }: LockOwner): string {
  return `process ${pid} on ${host} is at work on it`;
}

function whyNot(thrown: unknown): string {
  if (thrown instanceof HsAssocError && thrown.exitCode === EXIT.locked) return thrown.message;
  return coerceError(thrown).message;
}
