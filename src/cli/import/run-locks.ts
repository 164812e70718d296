/** The locks of an import: one process for each run directory, and one run at a time for each input and account. */
import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { runLockPath } from '../../adapters/run/run-directory.ts';
import type { HeldLock } from '../../adapters/run/run-lock.ts';
import { takeLock } from '../../adapters/run/run-lock.ts';
import { wordsForTakeover } from '../wording/notices.ts';
import type { ImportSettings } from './import-settings.ts';

/** Locks that are held together. */
export interface RunLocks {
  /** Aborted when another process took one of the locks over: nothing may be written any more. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

interface LockParts {
  readonly settings: ImportSettings;
  /** Where the input is: a run may be resumed from another folder than it was started in. */
  readonly inputPath: string;
  readonly token: string | null;
  readonly runDirectory: string;
  readonly notice: (text: string) => void;
}

/** Takes the locks, or throws an `HsAssocError` (exit 6). */
export async function takeRunLocks(parts: LockParts): Promise<RunLocks> {
  const { inputPath, runDirectory, notice } = parts;
  const lost = new AbortController();
  const held: HeldLock[] = [];
  const release = async (): Promise<void> => {
    for (const lock of held.reverse()) await lock.release();
  };
  const take = async (path: string, what: string): Promise<void> => {
    const lock = await takeLock(path, { what, onLost: () => lost.abort() });
    const isFirst = held.every(({ takenOverFrom }) => takenOverFrom === null);
    held.push(lock);
    if (lock.takenOverFrom !== null && isFirst) notice(wordsForTakeover(what, lock.takenOverFrom));
  };
  try {
    const inputLock = await inputLockPath(parts);
    if (inputLock !== null) await take(inputLock, `an import of ${inputPath} into this account`);
    await take(runLockPath({ path: runDirectory }), `the run ${runDirectory}`);
  } catch (thrown) {
    await release();
    throw thrown;
  }
  return { lost: lost.signal, release };
}

/** Null where nothing can overlap: a pipe, a dry run, a sandbox of this process. */
async function inputLockPath({ settings, inputPath, token, runDirectory }: LockParts): Promise<string | null> {
  if (settings.file === '-' || settings.dryRun || settings.sandbox) return null;
  const input = await realpath(inputPath).catch(() => resolve(inputPath));
  const key = createHash('sha256')
    .update(`${input}\0${settings.baseUrl}\0${token ?? ''}`)
    .digest('hex');
  return join(dirname(runDirectory), '.locks', key.slice(0, 16));
}
