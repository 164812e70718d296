/** `hs-assoc import`: reads the options, starts the run, shows it, and ends with its exit code. */
import { runLockPath } from '../../adapters/run/run-directory.ts';
import { lockHolder } from '../../adapters/run/run-lock.ts';
import { HsAssocError } from '../../core/errors.ts';
import type { CommandCall } from '../commands.ts';
import { joinSources, type Sources } from '../options/option-sources.ts';
import { parseArguments } from '../options/parse-arguments.ts';
import { unfinishedRunOf } from '../resume/resumable-run.ts';
import { readWatched, showWatchedRun } from '../watch/watched-run.ts';
import { watchersOf } from '../watch/watchers.ts';
import { wordsForNotResuming, wordsForResuming, wordsForUnfinished } from '../wording/notices.ts';
import { openImportFile } from './import-file.ts';
import { importHelp } from './import-flags.ts';
import { type ImportOptions, readImportOptions } from './import-options.ts';
import { resumeImport, startImport } from './import-run.ts';
import type { ImportRun, ImportSurroundings } from './import-run-types.ts';
import { DEFAULT_BASE_URL, type ImportSettings, sittingSettings } from './import-settings.ts';
import { resumeCommand, typedCommand } from './next-command.ts';

/** Runs one import. Rejects with an `HsAssocError` before anything is sent, or with a bug. */
export async function runImportCommand({ argv, environment, allFlags }: CommandCall): Promise<number> {
  const parsed = parseArguments(argv, importHelp.flags);
  const sources = { parsed, environment, flags: importHelp.flags, allFlags };
  const options = await readWatched(
    () => readCall(sources),
    () => watchersOf(sources),
  );
  return showWatchedRun({
    ...options,
    environment,
    tokenFile: options.settings.tokenFile ?? null,
    command: typedCommand('import', argv),
    canRehearse: options.settings.baseUrl === DEFAULT_BASE_URL,
    checkWithoutToken: () => checkInput(options.settings),
    start: (surroundings) => startOrResume(options, surroundings),
  });
}

/** Throws an `HsAssocError` for a file that is of no use. A pipe can be read only once, so it is not touched. */
async function checkInput(settings: ImportSettings): Promise<void> {
  if (settings.file !== '-') await (await openImportFile(settings, process.stdin)).csv.close();
}

function readCall(sources: Sources): ImportOptions {
  const given = joinSources(sources);
  for (const warning of given.warnings) process.stderr.write(`note: ${warning}\n`);
  return readImportOptions(sources.parsed, given);
}

/** A new run, unless the last one of the same import is unfinished and `--auto-resume` is given. */
async function startOrResume(
  { settings, autoResume }: ImportOptions,
  surroundings: ImportSurroundings,
): Promise<ImportRun> {
  const unfinished = settings.file === '-' || settings.dryRun ? null : await unfinishedRunOf(settings);
  if (unfinished === null) return startImport(settings, surroundings);
  const { path } = unfinished.directory;
  if (!autoResume || !unfinished.isSameImport) {
    // One that is at work is not to be finished by hand; where it is in the way, its lock says so.
    const holder = await lockHolder(runLockPath(unfinished.directory));
    const { tokenFile = null } = settings;
    const command = resumeCommand(path, { ...unfinished.checkpoint.settings, tokenFile });
    if (holder === null) surroundings.notice(wordsForUnfinished(command, unfinished));
    return startImport(settings, surroundings);
  }
  try {
    const run = await resumeImport(unfinished, surroundings, sittingSettings(settings));
    surroundings.remark?.(wordsForResuming(path, unfinished.checkpoint.rowsDone));
    return run;
  } catch (thrown) {
    // The night's file differs from yesterday's as a rule: then the old run has nothing to go on with.
    if (!(thrown instanceof HsAssocError) || !NEW_RUN_CODES.has(thrown.code)) throw thrown;
    surroundings.notice(wordsForNotResuming(path, thrown.message));
    return startImport(settings, surroundings);
  }
}

/** Failures to resume after which a new run is right. */
const NEW_RUN_CODES: ReadonlySet<string> = new Set([
  'INPUT_CHANGED',
  'OUTPUT_MISSING',
  'OUTPUT_SHORTENED',
  'CHECKPOINT_UNUSABLE',
]);
