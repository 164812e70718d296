/** How a run stands: by what its files say, and by whether a process is at work on it. */

import { runLockPath } from '../../adapters/run/run-directory.ts';
import type { LockOwner } from '../../adapters/run/run-lock.ts';
import { lockHolder } from '../../adapters/run/run-lock.ts';
import type { KnownRun } from './look-up-run.ts';

/** `unfinished`: its process is gone without a word. `unreadable`: its files say nothing that can be used. */
export type RunState = 'running' | 'finished' | 'stopped' | 'dry_run' | 'unfinished' | 'unreadable';

/** A run and how it stands. */
export interface JudgedRun extends KnownRun {
  readonly state: RunState;
  /** Who is at work on it; null unless it is running. */
  readonly holder: LockOwner | null;
  /** Whether resuming it would go on with something: what `runs clean` leaves alone. */
  readonly isUnfinished: boolean;
}

/** Looks at the run's lock and its files. */
export async function judgeRun(run: KnownRun): Promise<JudgedRun> {
  const holder = await lockHolder(runLockPath(run.directory));
  return { ...run, holder, state: holder === null ? stateOf(run) : 'running', isUnfinished: isUnfinished(run) };
}

function stateOf({ summary, checkpoint }: KnownRun): RunState {
  if (summary === null) return checkpoint === null ? 'unreadable' : 'unfinished';
  return summary.status === 'running' ? 'unfinished' : summary.status;
}

/** A dry run has done nothing that could be lost. */
function isUnfinished({ summary, checkpoint }: KnownRun): boolean {
  if (checkpoint !== null) return !checkpoint.isFinished && !checkpoint.settings.dryRun;
  return summary === null || summary.status === 'running' || summary.status === 'stopped';
}
