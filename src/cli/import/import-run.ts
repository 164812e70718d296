/** Starts an import, or takes one up again where its checkpoint says. */
import { existsSync } from 'node:fs';
import { discardRunDirectory, type RunDirectory } from '../../adapters/run/run-directory.ts';
import { HsAssocError } from '../../core/errors.ts';
import type { ResumableRun } from '../resume/resumable-run.ts';
import { findResumableRun, verifyInput, verifyOutputs } from '../resume/resumable-run.ts';
import { wordsForHeaderRow, wordsForOverlooked, wordsForPipe } from '../wording/notices.ts';
import { type ImportFile, openImportFile } from './import-file.ts';
import type { ImportRun, ImportSurroundings } from './import-run-types.ts';
import { ImportSession } from './import-session.ts';
import type { ImportSettings, SittingSettings } from './import-settings.ts';
import { type KeptPipe, keepPipe } from './kept-pipe.ts';
import { resumeCommand } from './next-command.ts';
import { takeRunLocks } from './run-locks.ts';
import { leavePlace, takePlace } from './run-place.ts';

/** Opens the file, checks its header, and starts. Rejects with an `HsAssocError` before anything is sent. */
export async function startImport(settings: ImportSettings, surroundings: ImportSurroundings): Promise<ImportRun> {
  const call = { settings, surroundings };
  if (settings.file !== '-' || !settings.keepInput) return startFrom(settings.file, null, call);
  const kept = await keepPipe(settings, surroundings);
  return startFrom(kept.place.directory.input, kept, call).finally(kept.unwatch);
}

interface Call {
  readonly settings: ImportSettings;
  readonly surroundings: ImportSurroundings;
}

/** The place of a run goes again when the run cannot start. */
async function startFrom(
  inputPath: string,
  kept: KeptPipe | null,
  { settings, surroundings }: Call,
): Promise<ImportRun> {
  let place = kept?.place ?? null;
  let file: ImportFile | null = null;
  try {
    file = await openImportFile({ ...settings, file: inputPath }, surroundings.stdin);
    if (file.csv.totalBytes === null) surroundings.notice(wordsForPipe(settings.file));
    if (file.idsInHeader.length > 0) surroundings.notice(wordsForHeaderRow(file.idsInHeader));
    if (file.overlooked.length > 0) surroundings.notice(wordsForOverlooked(file.overlooked));
    place ??= await takePlace(settings, inputPath, surroundings);
    kept?.assertGoesOn();
    const run = new ImportSession({ settings, surroundings, file, ...place, earlier: null, inputPath }).start();
    return kept === null ? withoutFalseStart(run, place.directory) : run;
  } catch (thrown) {
    await file?.csv.close();
    if (place !== null) await leavePlace(place);
    throw thrown;
  }
}

/** The run, which leaves nothing behind when it ends before its first checkpoint: it has sent nothing, and no command would see it. */
function withoutFalseStart(run: ImportRun, directory: RunDirectory): ImportRun {
  const done = run.done.catch(async (thrown: unknown) => {
    if (!existsSync(directory.checkpoint)) await discardRunDirectory(directory);
    throw thrown;
  });
  return { ...run, done };
}

/**
 * Takes a run up again, with its own settings but for those given `anew`. Rejects with an `HsAssocError` when its input has
 * changed, or another process holds it.
 */
export async function resumeImport(
  run: ResumableRun,
  surroundings: ImportSurroundings,
  anew?: Partial<SittingSettings>,
): Promise<ImportRun> {
  const { directory } = run;
  const { token, notice } = surroundings;
  const { settings: before, input } = run.checkpoint;
  const inputPath = input?.path ?? before.file;
  const locks = await takeRunLocks({ settings: before, inputPath, token, runDirectory: directory.path, notice });
  let file: ImportFile | null = null;
  try {
    // Only now nobody else writes to it: what was read before the lock may be old.
    const { checkpoint } = await findResumableRun(directory.path, before.runsDir);
    const settings = { ...checkpoint.settings, ...anew };
    file = await openInputOf(run, { ...settings, file: inputPath }, surroundings);
    await verifyInput(run, file.csv);
    await verifyOutputs({ directory, checkpoint });
    return new ImportSession({
      settings,
      surroundings,
      file,
      directory,
      earlier: checkpoint,
      locks,
      inputPath,
    }).start();
  } catch (thrown) {
    // A file left open is closed by the garbage collector some day, which newer Node.js takes for a bug.
    await file?.csv.close();
    await locks.release();
    throw thrown;
  }
}

/** The file that the run began with. One that is gone is told with the run: its path was not typed just now. */
async function openInputOf(
  { directory }: ResumableRun,
  settings: ImportSettings,
  { stdin }: ImportSurroundings,
): Promise<ImportFile> {
  try {
    return await openImportFile(settings, stdin);
  } catch (thrown) {
    if (!(thrown instanceof HsAssocError) || thrown.code !== 'FILE_NOT_FOUND') throw thrown;
    throw new HsAssocError('FILE_NOT_FOUND', {
      message: `${settings.file}: there is no such file any more, and the run ${directory.path} began with it`,
      hint: `bring it back to this place, then: ${resumeCommand(directory.path, settings)}`,
      cause: thrown,
    });
  }
}
