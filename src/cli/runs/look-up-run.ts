/** Finds a run to look at, whatever state it is in. */
import type { RunDirectory } from '../../adapters/run/run-directory.ts';
import type { FoundRun } from '../../adapters/run/runs.ts';
import { findRuns } from '../../adapters/run/runs.ts';
import { HsAssocError } from '../../core/errors.ts';
import type { ImportCheckpoint } from '../import/run-outputs.ts';
import { importCheckpoint, namedRun } from '../resume/resumable-run.ts';
import type { RunSummary } from '../screen/run-summary.ts';
import { readSavedSummary } from './saved-summary.ts';

/** A run as its directory tells it. */
export interface KnownRun {
  readonly directory: RunDirectory;
  /** Null when it is missing, or of no use. */
  readonly checkpoint: ImportCheckpoint | null;
  /** Null when it is missing, or of no use. */
  readonly summary: RunSummary | null;
}

/** The run named, by its path or its name in `runsDir`; without a name, the newest. Throws when there is none. */
export async function lookUpRun(name: string | null, runsDir: string): Promise<KnownRun> {
  if (name === null) {
    const [newest] = await listRuns(runsDir);
    if (newest !== undefined) return newest;
    const message = `there is no run in ${runsDir}`;
    throw new HsAssocError('RUN_NOT_FOUND', { message, hint: 'runs elsewhere? --runs-dir DIR' });
  }
  return known(await namedRun(name, runsDir));
}

/** All runs in the directory, the one that started last first. */
export async function listRuns(runsDir: string): Promise<readonly KnownRun[]> {
  const runs = await Promise.all((await findRuns(runsDir)).map(known));
  return runs.sort((a, b) => startOf(b).localeCompare(startOf(a)));
}

/** ISO 8601; empty when neither file is of use. */
export function startOf({ checkpoint, summary }: KnownRun): string {
  return summary?.startedAt ?? checkpoint?.startedAt ?? '';
}

async function known(found: FoundRun): Promise<KnownRun> {
  const { directory } = found;
  return { directory, checkpoint: importCheckpoint(found), summary: await readSavedSummary(directory.summary) };
}
