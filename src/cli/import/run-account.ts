/** The account of a run over all its sittings: rows, requests and time, and what summary and checkpoint say of them. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { overwriteJson, replaceJson } from '../../adapters/run/atomic-file.ts';
import { failedHeader } from '../../adapters/run/row-files.ts';
import type { RunDirectory } from '../../adapters/run/run-directory.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import { findLayout } from '../../core/delimiter.ts';
import { coerceError, EXIT, HsAssocError } from '../../core/errors.ts';
import { Report } from '../../core/report.ts';
import type { StopReason } from '../../core/stops.ts';
import { RequestTally } from '../../pipeline/tally.ts';
import type { RunPlan, RunSummary } from '../screen/run-summary.ts';
import { summarise } from '../screen/summarise.ts';
import { MetricsFile } from '../watch/metrics-file.ts';
import { wordsForCode } from '../wording/outcomes.ts';
import type { ImportFile } from './import-file.ts';
import type { ImportSurroundings } from './import-run-types.ts';
import type { ImportSettings } from './import-settings.ts';
import { nextCommand, sameImport } from './next-command.ts';
import type { CheckpointContext, ImportCheckpoint } from './run-outputs.ts';

/** Whose account it is. */
export interface AccountParts {
  readonly settings: ImportSettings;
  readonly surroundings: Pick<ImportSurroundings, 'notice'>;
  readonly file: ImportFile;
  readonly directory: RunDirectory;
  readonly earlier: ImportCheckpoint | null;
  /** Where the input is: the file, or the copy that was kept of a pipe, or `-`. */
  readonly inputPath: string;
}

/** Counts rows and requests, and writes `summary.json`. */
export class RunAccount {
  readonly report: Report;
  readonly tally: RequestTally;
  /** The id of the HubSpot account that the run goes to; null until it is known. */
  portalId: string | null;
  readonly #parts: AccountParts;
  readonly #metrics: MetricsFile | null;
  readonly #startedAt: string;
  readonly #startedMs = systemClock.nowMs();

  constructor(parts: AccountParts) {
    const { earlier } = parts;
    this.#parts = parts;
    this.#metrics = MetricsFile.of(parts.settings, parts.surroundings.notice);
    this.report = new Report(wordsForCode, earlier?.report);
    this.tally = new RequestTally(earlier ?? undefined);
    this.portalId = earlier?.portalId ?? null;
    this.#startedAt = earlier?.startedAt ?? new Date().toISOString();
  }

  /** Over all sittings. */
  get elapsedMs(): number {
    return Math.round((this.#parts.earlier?.elapsedMs ?? 0) + systemClock.nowMs() - this.#startedMs);
  }

  /** What a checkpoint says besides the state of the files. */
  checkpointContext(isFinished: boolean): CheckpointContext & Pick<ImportCheckpoint, 'portalId'> {
    const { settings, file, inputPath } = this.#parts;
    const { fingerprint } = file.csv;
    return {
      settings,
      input: fingerprint === null || !this.canResume ? null : { path: resolve(inputPath), ...fingerprint },
      ...(this.portalId === null ? {} : { portalId: this.portalId }),
      isFinished,
      startedAt: this.#startedAt,
      elapsedMs: this.elapsedMs,
      requests: this.tally.counts,
      numErrors: this.tally.numErrors,
    };
  }

  /** Writes the summary of a run that is over, or, without an end, of one that goes on. */
  async writeSummary(end?: {
    readonly stop: StopReason | null;
    readonly plan: RunPlan | undefined;
  }): Promise<RunSummary> {
    const { settings, file, directory } = this.#parts;
    const { bytes, sha256 } = file.csv.fingerprint ?? { bytes: null, sha256: null };
    const summary = summarise({
      run: directory.name,
      input: { path: settings.file, bytes, sha256 },
      report: this.report,
      tally: this.tally,
      stop: end?.stop ?? null,
      isDryRun: settings.dryRun,
      plan: end?.plan,
      isOver: end !== undefined,
      startedAt: this.#startedAt,
      now: new Date(),
      elapsedMs: this.elapsedMs,
      nextCommand: (code) =>
        nextCommand(code, { settings, directory, canResume: this.canResume, failedDelimiter: this.#failedDelimiter }),
    });
    await replaceJson(directory.summary, summary, { isDurable: end !== undefined }).catch(async (thrown: unknown) => {
      if (end === undefined) throw thrown;
      await overwriteJson(directory.summary, summary).catch(async () => {
        const isThere = await stat(directory.checkpoint).then(Boolean, () => false);
        throw withNext(thrown, summary, isThere ? summary.next : sameImport(settings));
      });
    });
    await this.#metrics?.write(summary);
    return summary;
  }

  /** Writes what ended the run, a mistake in the call or a bug, if that can be written: what is thrown matters more. */
  async writeFailure(thrown: unknown): Promise<void> {
    const isMistake = thrown instanceof HsAssocError && thrown.exitCode === EXIT.usage;
    const stop: StopReason = { kind: isMistake ? 'callWrong' : 'bug', message: coerceError(thrown).message };
    await this.writeSummary({ stop, plan: undefined }).catch(() => undefined);
  }

  get #failedDelimiter(): string | null {
    const { csv } = this.#parts.file;
    return findLayout(failedHeader(csv), { isComplete: true })?.delimiter === csv.delimiter ? null : csv.delimiter;
  }

  /** A pipe can be read once only, unless a copy was kept. */
  get canResume(): boolean {
    return this.#parts.file.csv.totalBytes !== null;
  }
}

/** Where even the summary cannot be written, what it would have said is said on the way out. */
function withNext(thrown: unknown, { stopped }: RunSummary, next: string | null): HsAssocError {
  const { message } = coerceError(thrown);
  const hint = next === null ? {} : { hint: `when that is mended: ${next}` };
  const what = stopped === null || stopped.includes(message) ? message : `${stopped}\n${message}`;
  return new HsAssocError('OUTPUT_FAILED', { message: what, ...hint, exitCode: EXIT.resumable, cause: thrown });
}
