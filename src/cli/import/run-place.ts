/** The place of a run that is to begin: its directory, and the locks that keep others away. */
import { createRunDirectory, discardRunDirectory, type RunDirectory } from '../../adapters/run/run-directory.ts';
import type { ImportSurroundings } from './import-run-types.ts';
import type { ImportSettings } from './import-settings.ts';
import { type RunLocks, takeRunLocks } from './run-locks.ts';

/** A directory, held. */
export interface RunPlace {
  readonly directory: RunDirectory;
  readonly locks: RunLocks;
}

/** Makes the directory and takes the locks. `inputPath`: null for the copy that is to be kept in the directory itself. */
export async function takePlace(
  settings: ImportSettings,
  inputPath: string | null,
  { token, notice }: Pick<ImportSurroundings, 'token' | 'notice'>,
): Promise<RunPlace> {
  const directory = await createRunDirectory(settings, new Date());
  try {
    const paths = { inputPath: inputPath ?? directory.input, runDirectory: directory.path };
    return { directory, locks: await takeRunLocks({ settings, token, notice, ...paths }) };
  } catch (thrown) {
    await discardRunDirectory(directory);
    throw thrown;
  }
}

/** Leaves nothing of a place at which no run began. */
export async function leavePlace({ directory, locks }: RunPlace): Promise<void> {
  await locks.release();
  await discardRunDirectory(directory);
}
