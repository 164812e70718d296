/** `hs-assoc limits set|clear <file>`: many limits, with the files and exit codes of an import. */
import { AppendFile } from '../../adapters/run/append-file.ts';
import { replaceJson } from '../../adapters/run/atomic-file.ts';
import { RowFiles } from '../../adapters/run/row-files.ts';
import type { RunDirectory } from '../../adapters/run/run-directory.ts';
import { createRunDirectory, discardRunDirectory } from '../../adapters/run/run-directory.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import { coerceError, EXIT, HsAssocError } from '../../core/errors.ts';
import type { LimitRow } from '../../core/limit-rows.ts';
import { Report } from '../../core/report.ts';
import { pathWord } from '../../core/shell-word.ts';
import { pairName } from '../../core/terms.ts';
import type { LimitVerb } from '../../pipeline/limit-delivery.ts';
import { deliverLimits } from '../../pipeline/limit-delivery.ts';
import { type AccountUse, type OpenAccount, withAccount } from '../account/account-session.ts';
import { formatFlags, placeFlags } from '../import/setting-flags.ts';
import type { RunSummary } from '../screen/run-summary.ts';
import { summarise } from '../screen/summarise.ts';
import { tellSummary } from '../screen/tell-summary.ts';
import { wordsForCode } from '../wording/outcomes.ts';
import { type LimitFile, openLimitFile, readLimitRows } from './limit-file.ts';

/** The file and where its run directory goes. */
export interface LimitFileSettings {
  readonly file: string;
  readonly delimiter: string | null;
  readonly encoding: string | null;
  readonly runsDir: string;
  readonly out: string | null;
}

/** Sets or clears the limits that a file lists; returns the exit code. */
export async function changeLimitsOfFile(
  verb: LimitVerb,
  settings: LimitFileSettings,
  use: AccountUse,
): Promise<number> {
  const file = await openLimitFile(verb, settings);
  const directory = await createRunDirectory(settings, new Date());
  const [startedAt, startedMs] = [new Date().toISOString(), systemClock.nowMs()];
  let isUnderWay = false;
  try {
    const summary = await withAccount({ ...use, logPath: directory.log }, async (account) => {
      const rows = await readLimitRows(file, verb, account);
      isUnderWay = true;
      return changeAll(rows, { verb, settings, file, directory, account, use, startedAt, startedMs });
    });
    const { json, verbose, sandbox } = use.options;
    tellSummary(summary, { directory: directory.path, isSandbox: sandbox, view: { json, quiet: false, verbose } });
    return summary.exitCode ?? EXIT.ok;
  } catch (thrown) {
    // Once something may have been sent, the log is all that tells of it.
    if (!isUnderWay) await discardRunDirectory(directory);
    throw thrown;
  } finally {
    await file.csv.close();
  }
}

interface Change {
  readonly verb: LimitVerb;
  readonly settings: LimitFileSettings;
  readonly file: LimitFile;
  readonly directory: RunDirectory;
  readonly account: OpenAccount;
  readonly use: AccountUse;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly startedMs: number;
}

async function changeAll(rows: readonly LimitRow[], change: Change): Promise<RunSummary> {
  const { verb, file, directory, account, startedAt, startedMs } = change;
  for (const group of byPair(rows).values()) await deliverLimits(group, verb, account);
  const report = new Report(wordsForCode);
  for (const row of rows) report.add(row);
  report.assertConserved();
  await writeRows(rows, file, directory).catch((thrown: unknown) => {
    throw unwritten(thrown, change);
  });
  const { bytes, sha256 } = file.csv.fingerprint ?? { bytes: null, sha256: null };
  const { tally, stopper } = account.context;
  const summary = summarise({
    run: directory.name,
    input: { path: change.settings.file, bytes, sha256 },
    report,
    tally,
    stop: stopper.reason,
    isDryRun: false,
    plan: undefined,
    isOver: true,
    startedAt,
    now: new Date(),
    elapsedMs: Math.round(systemClock.nowMs() - startedMs),
    nextCommand: (code) => (code === 0 ? null : commandFor(directory.failed, change)),
  });
  await replaceJson(directory.summary, summary, { isDurable: true });
  return summary;
}

function byPair(rows: readonly LimitRow[]): ReadonlyMap<string, readonly LimitRow[]> {
  const groups = new Map<string, LimitRow[]>();
  for (const row of rows) {
    const group = groups.get(pairName(row.pair));
    if (group === undefined) groups.set(pairName(row.pair), [row]);
    else group.push(row);
  }
  return groups;
}

/** What a report that cannot be written leaves to say. */
function unwritten(thrown: unknown, change: Change): HsAssocError {
  const again = commandFor(change.settings.file, change, formatFlags(change.settings));
  return new HsAssocError('OUTPUT_FAILED', {
    message: `${coerceError(thrown).message}. The limits were changed before that, as far as they could be`,
    hint: `${again}\n\nWhat is done already is left as it is.`,
    exitCode: EXIT.resumable,
    cause: thrown,
  });
}

/** The same for another file. */
function commandFor(path: string, { verb, settings, use }: Change, format: readonly string[] = []): string {
  const place = placeFlags({ ...use.options, runsDir: settings.runsDir });
  return [`hs-assoc limits ${verb}`, pathWord(path), ...format, ...place].join(' ');
}

async function writeRows(rows: readonly LimitRow[], { csv }: LimitFile, directory: RunDirectory): Promise<void> {
  const files = {
    results: await AppendFile.create(directory.results),
    failed: await AppendFile.create(directory.failed),
  };
  const writer = new RowFiles(files, { original: csv, wordsForCode });
  await writer.writeHeaders();
  await writer.write(rows);
  for (const file of [files.results, files.failed]) {
    await file.sync();
    await file.close();
  }
}
