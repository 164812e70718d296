/** Finds runs in the runs directory. A run is a folder with a `checkpoint.json`. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../../core/errors.ts';
import type { Checkpoint } from './checkpoint.ts';
import { readCheckpoint } from './checkpoint.ts';
import type { RunDirectory } from './run-directory.ts';
import { runDirectoryAt } from './run-directory.ts';

/** A run that was found. */
export interface FoundRun {
  readonly directory: RunDirectory;
  /** Null when it cannot be used. */
  readonly checkpoint: Checkpoint<unknown, unknown> | null;
}

/** The runs in a directory, newest first: their names begin with the time of their start. None when there is no directory. */
export async function findRuns(runsDir: string): Promise<readonly FoundRun[]> {
  let names: readonly string[];
  try {
    names = await readdir(runsDir);
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT' || systemCode(thrown) === 'ENOTDIR') return [];
    throw thrown;
  }
  const found: FoundRun[] = [];
  for (const name of [...names].sort().reverse()) {
    const run = await findRun(join(runsDir, name));
    if (run !== null) found.push(run);
  }
  return found;
}

/** The run at a path, or null when there is none. */
export async function findRun(path: string): Promise<FoundRun | null> {
  const directory = runDirectoryAt(path);
  if (!(await exists(directory.checkpoint)) && !(await exists(directory.summary))) return null;
  const checkpoint = await readCheckpoint(directory.checkpoint).catch(() => null);
  return { directory, checkpoint };
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
