/** Finds the run to take up again, and makes sure that its input is still the same. */
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { CsvFile } from '../../adapters/file/csv-source.ts';
import { hashPrefix } from '../../adapters/file/prefix-hash.ts';
import { assertHolds } from '../../adapters/run/append-file.ts';
import { readCheckpoint } from '../../adapters/run/checkpoint.ts';
import type { RunDirectory } from '../../adapters/run/run-directory.ts';
import type { FoundRun } from '../../adapters/run/runs.ts';
import { findRun, findRuns } from '../../adapters/run/runs.ts';
import { HsAssocError } from '../../core/errors.ts';
import { readRequestCounts } from '../../pipeline/tally.ts';
import type { ImportSettings } from '../import/import-settings.ts';
import type { ImportCheckpoint } from '../import/run-outputs.ts';
import { readSavedSettings } from '../import/saved-settings.ts';
import { readSavedSummary } from '../runs/saved-summary.ts';
import { quoted } from '../wording/numbers.ts';

/** A run that can be taken up again. */
export interface ResumableRun {
  readonly directory: RunDirectory;
  readonly checkpoint: ImportCheckpoint;
}

/** The checkpoint of a found run as an import's, or null when it is of no use. */
export function importCheckpoint({ checkpoint }: FoundRun): ImportCheckpoint | null {
  const settings = readSavedSettings(checkpoint?.settings);
  const requests = readRequestCounts(checkpoint?.requests);
  return checkpoint === null || settings === null || requests === null ? null : { ...checkpoint, settings, requests };
}

/**
 * The run named, by its path or its name in `runsDir`; without a name, the newest unfinished one. Throws an
 * `HsAssocError` when there is none, when it is finished, or when it cannot be resumed.
 */
export async function findResumableRun(name: string | null, runsDir: string): Promise<ResumableRun> {
  const found = name === null ? await newestUnfinished(runsDir) : await namedRun(name, runsDir);
  const checkpoint = importCheckpoint(found);
  if (checkpoint === null) {
    await refuseWhatKeepsNoCheckpoint(found);
    // Reading it again tells what is wrong with it.
    await readCheckpoint(found.directory.checkpoint);
    const message = `the checkpoint ${found.directory.checkpoint} is of another version, or was edited`;
    throw new HsAssocError('CHECKPOINT_UNUSABLE', { message, hint: 'import the file anew' });
  }
  if (checkpoint.isFinished) throw finished(found);
  if (checkpoint.input === null) {
    throw new HsAssocError('RUN_NOT_RESUMABLE', {
      message: `the run ${found.directory.path} read standard input, which cannot be read twice`,
      hint: 'send the input again: hs-assoc import - …; with --keep-input a run from a pipe can be resumed',
    });
  }
  return { directory: found.directory, checkpoint };
}

/** How a run stands of which no checkpoint can be used: one that changed limits never has any. */
async function stateWithoutCheckpoint({ directory }: FoundRun): Promise<'finished' | 'limits' | 'unclear'> {
  const summary = await readSavedSummary(directory.summary);
  if (summary?.status === 'finished' || summary?.status === 'dry_run') return 'finished';
  return summary?.next?.startsWith('hs-assoc limits ') === true ? 'limits' : 'unclear';
}

async function refuseWhatKeepsNoCheckpoint(found: FoundRun): Promise<void> {
  const state = await stateWithoutCheckpoint(found);
  if (state === 'finished') throw finished(found);
  if (state === 'unclear') return;
  throw new HsAssocError('RUN_NOT_RESUMABLE', {
    message: `the run ${found.directory.path} changes limits, and is not resumed: the rows that it did not come to are in its failed.csv`,
    hint: (await readSavedSummary(found.directory.summary))?.next ?? '',
  });
}

function finished({ directory }: FoundRun): HsAssocError {
  const message = `the run ${directory.path} is finished: there is nothing to resume`;
  return new HsAssocError('RUN_FINISHED', { message, exitCode: 0 });
}

/** The run at this path, or of this name in `runsDir`. Throws an `HsAssocError` when there is none. */
export async function namedRun(name: string, runsDir: string): Promise<FoundRun> {
  const found = (await findRun(name)) ?? (await findRun(join(runsDir, name)));
  if (found !== null) return found;
  throw new HsAssocError('RUN_NOT_FOUND', {
    message: `there is no run ${quoted(name)}, neither as a path nor in ${runsDir}`,
    hint: 'see what there is: hs-assoc runs list',
  });
}

async function newestUnfinished(runsDir: string): Promise<FoundRun> {
  const runs = await findRuns(runsDir);
  const unfinished = runs.find(({ checkpoint }) => checkpoint !== null && !checkpoint.isFinished);
  if (unfinished !== undefined) return unfinished;
  // Said later as what it is: a run whose checkpoint is damaged may well be unfinished.
  for (const run of runs) {
    if (run.checkpoint === null && (await stateWithoutCheckpoint(run)) === 'unclear') return run;
  }
  const message = `there is no unfinished run in ${runsDir}`;
  throw new HsAssocError('RUN_NOT_FOUND', { message, hint: 'see what there is: hs-assoc runs list', exitCode: 0 });
}

/** An unfinished run of a file. */
export interface UnfinishedRun extends ResumableRun {
  /** Whether it imports the same into the same account, as far as options tell. */
  readonly isSameImport: boolean;
}

/**
 * The newest run of the same import when it is unfinished, null when it is finished; where there is none, the newest run of
 * the same file if that is unfinished: it went elsewhere, or made other associations.
 */
export async function unfinishedRunOf(settings: ImportSettings): Promise<UnfinishedRun | null> {
  const path = resolve(settings.file);
  const there = settings.out === null ? null : await findRun(settings.out);
  let newest: UnfinishedRun | null | undefined;
  for (const found of there === null ? await findRuns(settings.runsDir) : [there]) {
    const checkpoint = importCheckpoint(found);
    if (checkpoint?.input?.path !== path || checkpoint.settings.dryRun) continue;
    const isSameImport = isSame(settings, checkpoint.settings);
    const run = checkpoint.isFinished ? null : { directory: found.directory, checkpoint, isSameImport };
    if (isSameImport) return run;
    if (newest === undefined) newest = run;
  }
  return newest ?? null;
}

/** Whether both say the same of what is made of a file's rows, and where. How fast, how long and how loud is left aside. */
function isSame(one: ImportSettings, other: ImportSettings): boolean {
  return isDeepStrictEqual(importedBy(one), importedBy(other));
}

function importedBy(settings: ImportSettings): unknown {
  const { from, to, type, map, delimiter, encoding, existing, sandbox, baseUrl, apiVersion } = settings;
  const createsLabels = (settings.createLabels ?? null) !== null;
  const checksLimits = settings.checkLimits ?? false;
  const asTold = { from, to, type, map, delimiter, encoding, existing, createsLabels, checksLimits };
  return { ...asTold, sandbox, baseUrl, apiVersion };
}

/** Throws an `HsAssocError` when an output is gone, or shorter than the checkpoint says. */
export async function verifyOutputs({ directory, checkpoint }: ResumableRun): Promise<void> {
  for (const name of ['results', 'failed', 'additions'] as const) {
    if (checkpoint.bytes[name] > 0) await assertHolds(directory[name], checkpoint.bytes[name]);
  }
}

/** Throws an `HsAssocError` unless the input is byte for byte what it was, saying what became of it. */
export async function verifyInput({ directory, checkpoint }: ResumableRun, csv: CsvFile): Promise<void> {
  const before = checkpoint.input;
  const now = csv.fingerprint;
  if (before === null || now === null || now.sha256 === before.sha256) return;
  const isAppended = now.bytes > before.bytes && (await hashPrefix(before.path, before.bytes)) === before.sha256;
  const change = isAppended
    ? `${now.bytes - before.bytes} bytes were appended`
    : now.bytes === before.bytes
      ? 'its content was changed'
      : `it had ${before.bytes} bytes and has ${now.bytes}`;
  throw new HsAssocError('INPUT_CHANGED', {
    message: `${before.path} is not the file that the run ${directory.path} began with: ${change}`,
    hint: 'bring the old file back, or import the new one: what is there already is not made twice',
  });
}
