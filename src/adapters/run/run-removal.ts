/**
 * Removes a run directory, and nothing that is not a run's: its own files by their names, and then the directory, which
 * fails when there is anything else in it.
 */
import { lstat, readdir, rm, rmdir } from 'node:fs/promises';
import { type RunDirectory, runLockPath } from './run-directory.ts';
import { lockRemains, takeLock } from './run-lock.ts';

/** What was removed, and what is left. */
export interface Removal {
  readonly bytes: number;
  /** Names of files that are not the run's; the directory is left with them. */
  readonly strangers: readonly string[];
}

/** Removes the run while it holds its lock. Throws an `HsAssocError` (exit 6) when another process holds it. */
export async function removeRun(directory: RunDirectory): Promise<Removal> {
  const lockPath = runLockPath(directory);
  const lock = await takeLock(lockPath, { what: `the run ${directory.path}`, onLost: () => undefined });
  let bytes = 0;
  try {
    for (const path of ownFiles(directory)) {
      bytes += (await lstat(path).catch(() => null))?.size ?? 0;
      await rm(path, { force: true });
    }
  } finally {
    await lock.release();
  }
  for (const path of lockRemains(lockPath)) await rm(path, { recursive: true, force: true });
  const strangers = await readdir(directory.path);
  if (strangers.length === 0) await rmdir(directory.path);
  return { bytes, strangers };
}

/** Bytes that the run's own files take. */
export async function sizeOfRun(directory: RunDirectory): Promise<number> {
  const sizes = ownFiles(directory).map(async (path) => (await lstat(path).catch(() => null))?.size ?? 0);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** The summary goes last: as long as it is there, what is left of a removal that was cut short is still a run. */
function ownFiles(directory: RunDirectory): readonly string[] {
  const { path: _path, name: _name, wasThere: _wasThere, summary, ...others } = directory;
  return [...Object.values(others), summary].flatMap((path) => [`${path}.new`, path]);
}
