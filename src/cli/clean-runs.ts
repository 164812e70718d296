/** Removes old runs: by age, by number, or by both; what could still be resumed stays unless it is asked for. */
import { removeRun, sizeOfRun } from '../adapters/run-removal.ts';
import { coerceError, EXIT, HsAssocError } from '../core/errors.ts';
import { listRuns } from './look-up-run.ts';
import { type JudgedRun, judgeRun } from './run-state.ts';
import type { CleanOptions } from './runs-options.ts';
import { all } from './wording/numbers.ts';

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
    if (options.dryRun) {
      removed.push({ run: path, bytes: await sizeOfRun(run.directory) });
      continue;
    }
    try {
      const { bytes, strangers } = await removeRun(run.directory);
      removed.push({ run: path, bytes });
      if (strangers.length > 0)
        kept.push({ run: path, why: `the directory stays, because it holds ${all(strangers)}` });
    } catch (thrown) {
      kept.push({ run: path, why: whyNot(thrown) });
    }
  }
  return { dryRun: options.dryRun, removed, kept };
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
  if (holder !== null) return `process ${holder.pid} on ${holder.host} is at work on it`;
  return isUnfinished && !unfinished ? 'it is unfinished; --unfinished removes it as well' : null;
}

function whyNot(thrown: unknown): string {
  if (thrown instanceof HsAssocError && thrown.exitCode === EXIT.locked) return thrown.message;
  return coerceError(thrown).message;
}
