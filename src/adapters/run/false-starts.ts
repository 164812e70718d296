/**
 * Finds run directories whose process was killed before the run began: they hold a copy of a pipe at most, and nothing was
 * sent from them. A directory with anything else in it is none, whatever its name.
 */
import { lstat, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type RunDirectory, runDirectoryAt, runLockPath } from './run-directory.ts';
import { lockRemains } from './run-lock.ts';

/** A run that never began. */
export interface FalseStart {
  readonly directory: RunDirectory;
  /** When something was last written, in milliseconds since the epoch. */
  readonly changedMs: number;
}

/** As `createRunDirectory` names them. */
const RUN_NAME = /^\d{8}T\d{6}Z-[0-9a-f]{4}$/;

/** The false starts in a directory; none when there is no such directory. */
export async function findFalseStarts(runsDir: string): Promise<readonly FalseStart[]> {
  const names = await readdir(runsDir).catch((): string[] => []);
  const found = names
    .filter((name) => RUN_NAME.test(name))
    .sort()
    .map((name) => falseStartAt(join(runsDir, name)));
  return (await Promise.all(found)).filter((one) => one !== null);
}

async function falseStartAt(path: string): Promise<FalseStart | null> {
  const directory = runDirectoryAt(path);
  const known = new Set(
    [directory.log, directory.input, ...lockRemains(runLockPath(directory))].map((one) => basename(one)),
  );
  try {
    if (!(await lstat(path)).isDirectory() || !(await readdir(path)).every((name) => known.has(name))) return null;
    const log = await lstat(directory.log);
    // The first request stands in it, and is sent after there is a checkpoint.
    if (!log.isFile() || log.size > 0) return null;
    const input = await lstat(directory.input).catch(() => null);
    return { directory, changedMs: Math.max(log.mtimeMs, input?.mtimeMs ?? 0) };
  } catch {
    return null;
  }
}
