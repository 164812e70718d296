/** `hs-assoc limits set|clear <file>`: many limits, with the files and exit codes of an import. */
import { AppendFile } from '../../adapters/run/append-file.ts';
import { replaceJson } from '../../adapters/run/atomic-file.ts';
import { RowFiles } from '../../adapters/run/row-files.ts';
import type { RunDirectory } from '../../adapters/run/run-directory.ts';
import { createRunDirectory, discardRunDirectory } from '../../adapters/run/run-directory.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import type { LimitRow } from '../../core/limit-rows.ts';
import { outcome, settle } from '../../core/outcomes.ts';
import { Report } from '../../core/report.ts';
import { pathWord } from '../../core/shell-word.ts';
import { pairName } from '../../core/terms.ts';
import type { LimitVerb } from '../../pipeline/limit-delivery.ts';
import { deliverLimits } from '../../pipeline/limit-delivery.ts';
import { type AccountUse, type OpenAccount, withAccount } from '../account/account-session.ts';
import { placeFlags } from '../import/setting-flags.ts';
import { colorsFor } from '../screen/colors.ts';
import { renderSummary } from '../screen/render-summary.ts';
import { renderVerdict } from '../screen/render-verdict.ts';
import type { RunSummary } from '../screen/run-summary.ts';
import { summarise } from '../screen/summarise.ts';
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
  try {
    const summary = await withAccount({ ...use, logPath: directory.log }, (account) =>
      changeAll({ verb, settings, file, directory, account, use }),
    );
    tell(summary, directory, use);
    return summary.exitCode ?? 0;
  } catch (thrown) {
    await discardRunDirectory(directory);
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
}

async function changeAll(change: Change): Promise<RunSummary> {
  const { verb, file, directory, account } = change;
  const [startedAt, startedMs] = [new Date().toISOString(), systemClock.nowMs()];
  const rows = await readLimitRows(file, verb, account);
  const byPair = new Map<string, LimitRow[]>();
  for (const row of rows) byPair.set(pairName(row.pair), [...(byPair.get(pairName(row.pair)) ?? []), row]);
  for (const group of byPair.values()) await deliverLimits(group, verb, account);
  const report = new Report(wordsForCode);
  for (const row of rows) {
    if (row.outcome === null) settle(row, outcome('not_sent', { code: 'RUN_STOPPED' }));
    report.add(row);
  }
  report.assertConserved();
  await writeRows(rows, file, directory);
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
    nextCommand: (code) => (code === 0 ? null : nextCommand(change)),
  });
  await replaceJson(directory.summary, summary, { isDurable: true });
  return summary;
}

function nextCommand({ verb, settings, directory, use }: Change): string {
  const place = placeFlags({ ...use.options, runsDir: settings.runsDir });
  return [`hs-assoc limits ${verb}`, pathWord(directory.failed), ...place].join(' ');
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

function tell(summary: RunSummary, { path }: RunDirectory, { options, environment }: AccountUse): void {
  const { json, verbose, sandbox } = options;
  const colors = colorsFor(process.stdout, environment);
  if (json) process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
  else process.stdout.write(renderSummary(summary, { directory: path, colors, verbose }));
  process.stderr.write(
    renderVerdict(summary, { directory: path, isSandbox: sandbox, colors: colorsFor(process.stderr, environment) }),
  );
}
