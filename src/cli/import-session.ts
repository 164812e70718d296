/** One sitting of an import: the composition root that joins the adapters to the pipeline, from first to last line. */
import { replaceJson } from '../adapters/atomic-file.ts';
import type { RunDirectory } from '../adapters/run-directory.ts';
import { discardRunDirectory } from '../adapters/run-directory.ts';
import type { OpenRunLog } from '../adapters/run-log.ts';
import { openRunLog } from '../adapters/run-log.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { EXIT, HsAssocError } from '../core/errors.ts';
import type { ResumePoint } from '../core/ports.ts';
import { Report } from '../core/report.ts';
import { DEFAULT_RETRY_POLICY } from '../core/retry.ts';
import { RowReader } from '../core/rows.ts';
import { deliver } from '../pipeline/delivery.ts';
import { runStages } from '../pipeline/import.ts';
import { PairDirectory } from '../pipeline/pair-directory.ts';
import { Planner } from '../pipeline/plan.ts';
import { Stopper } from '../pipeline/stopper.ts';
import { RequestTally } from '../pipeline/tally.ts';
import { checkTypes, distance } from './check-types.ts';
import type { Connection } from './connection.ts';
import { connect } from './connection.ts';
import type { ImportFile } from './import-file.ts';
import type { ImportRun, ImportSurroundings, Progress } from './import-run-types.ts';
import type { ImportSettings } from './import-settings.ts';
import { nextCommand } from './next-command.ts';
import type { CheckpointContext, ImportCheckpoint } from './run-outputs.ts';
import { FIRST_EPOCH, RunOutputs } from './run-outputs.ts';
import type { RunPlan, RunSummary } from './run-summary.ts';
import { summarise } from './summarise.ts';
import { wordsForPrimary } from './wording/notices.ts';
import { describeProblems } from './wording/row-problems.ts';

/** What a sitting is made of. */
export interface SessionParts {
  readonly settings: ImportSettings;
  readonly surroundings: ImportSurroundings;
  readonly file: ImportFile;
  readonly directory: RunDirectory;
  /** Where the sittings before this one got to; null for the first. */
  readonly earlier: ImportCheckpoint | null;
}

/** One sitting. */
export class ImportSession {
  readonly #parts: SessionParts;
  readonly #stopper = new Stopper();
  readonly #tally: RequestTally;
  readonly #report: Report;
  readonly #startedAt: string;
  readonly #startedMs = systemClock.nowMs();
  readonly #log: OpenRunLog;
  readonly #planner = new Planner();
  #connection: Connection | null = null;
  #bytesRead = 0;

  constructor(parts: SessionParts) {
    const { directory, settings, surroundings, earlier } = parts;
    this.#parts = parts;
    this.#tally = new RequestTally(earlier ?? undefined);
    this.#report = new Report(earlier?.report);
    this.#startedAt = earlier?.startedAt ?? new Date().toISOString();
    const logs = [directory.log, ...(settings.logFile === null ? [] : [settings.logFile])];
    this.#log = openRunLog(logs, surroundings.logEcho);
  }

  /** Starts at once; the run is over when its `done` settles. */
  start(): ImportRun {
    return {
      directory: this.#parts.directory.path,
      progress: () => this.#progress(),
      stop: (reason) => this.#stopper.stop(reason),
      abandon: () => this.#stopper.abandon(),
      done: this.#run(),
    };
  }

  #progress(): Progress {
    return {
      rows: this.#report.rows,
      bytesRead: this.#bytesRead,
      totalBytes: this.#parts.file.csv.totalBytes,
      requests: this.#tally.counts,
      elapsedMs: this.#elapsedMs,
      pausedMs: this.#connection?.dispatcher.pausedMs ?? 0,
    };
  }

  /** Over all sittings. */
  get #elapsedMs(): number {
    return Math.round((this.#parts.earlier?.elapsedMs ?? 0) + systemClock.nowMs() - this.#startedMs);
  }

  /** Runs to the end, whatever the end is, and closes everything. */
  async #run(): Promise<RunSummary> {
    const { file, settings } = this.#parts;
    let outputs: RunOutputs | null = null;
    let sandbox: { readonly url: string; close(): Promise<void> } | null = null;
    try {
      sandbox = settings.sandbox ? await (await import('../sandbox/server.ts')).startSandbox() : null;
      await this.#writeSummary(false);
      outputs = await this.#openOutputs();
      this.#connection = this.#connect(sandbox?.url ?? settings.baseUrl);
      await this.#import(outputs, this.#connection);
      await outputs.save(this.#stopper.reason === null);
      if (outputs.primaryRows > 0) this.#parts.surroundings.notice(wordsForPrimary(outputs.primaryRows));
    } catch (thrown) {
      await this.#afterFailure(thrown);
    } finally {
      await this.#connection?.close();
      await outputs?.close();
      await sandbox?.close();
      await file.csv.close();
      this.#log.close();
    }
    return this.#writeSummary(true);
  }

  #openOutputs(): Promise<RunOutputs> {
    const { directory, file, earlier } = this.#parts;
    const parts = {
      directory,
      original: file.csv,
      report: this.#report,
      primaryRows: earlier?.primaryRows ?? 0,
      context: (isFinished: boolean) => this.#checkpointContext(isFinished),
    };
    return earlier === null ? RunOutputs.create(parts) : RunOutputs.reopen(parts, earlier);
  }

  #connect(baseUrl: string): Connection {
    const { settings, surroundings } = this.#parts;
    const token = surroundings.token ?? 'pat-sandbox';
    const retryPolicy = surroundings.retryPolicy ?? DEFAULT_RETRY_POLICY;
    const parts = { token, stopper: this.#stopper, tally: this.#tally, log: this.#log };
    return connect({ ...settings, baseUrl, retryPolicy }, parts);
  }

  async #import(outputs: RunOutputs, { context, dispatcher }: Connection): Promise<void> {
    const { settings, file, earlier } = this.#parts;
    const { apiVersion: version, batchSize } = settings;
    const directory = new PairDirectory(context, { version, bothDirections: file.hasTypes });
    const reader = new RowReader({
      header: file.csv.header,
      columns: file.columns,
      defaults: file.defaults,
      typesOf: (pair) => directory.typesOf(pair),
      describe: describeProblems,
      distance,
    });
    await checkTypes(file, { reader, directory, canReadTwice: file.csv.totalBytes !== null });
    const concurrency = (): number => settings.concurrency ?? dispatcher.wantedInFlight;
    const delivery = {
      ...context,
      version,
      typesOf: directory.knownTypesOf,
      acceptedPairs: new Set<string>(),
    };
    const epoch = earlier?.resumeAt ?? FIRST_EPOCH;
    await runStages({
      blocks: this.#blocks(epoch.readFrom),
      reader,
      directory,
      epoch,
      firstUnreported: (earlier?.rowsDone ?? 0) + 1,
      batchSize,
      concurrency,
      stopper: this.#stopper,
      deliver: settings.dryRun ? this.#planner.deliver : (batch) => deliver(batch, delivery),
      report: this.#report,
      output: outputs,
      watch: () => {},
    });
  }

  async *#blocks(from: ResumePoint): ReturnType<ImportFile['csv']['blocks']> {
    // At offset 0 there is the header, which only a reading from the beginning passes over.
    for await (const block of this.#parts.file.csv.blocks(from.offset === 0 ? undefined : from)) {
      this.#bytesRead = block.inputBytesRead;
      yield block;
    }
  }

  /** A file that cannot be written stops the run, resumable; a mistake in the call leaves nothing behind. */
  async #afterFailure(thrown: unknown): Promise<void> {
    if (!(thrown instanceof HsAssocError)) throw thrown;
    if (thrown.code === 'OUTPUT_FAILED') {
      this.#stopper.stop({ kind: 'outputFailed', code: thrown.code, message: thrown.message });
      this.#stopper.abandon();
      return;
    }
    if (thrown.exitCode === EXIT.usage && this.#parts.earlier === null)
      await discardRunDirectory(this.#parts.directory);
    throw thrown;
  }

  #checkpointContext(isFinished: boolean): CheckpointContext {
    const { settings, file } = this.#parts;
    const { fingerprint } = file.csv;
    return {
      settings,
      input: fingerprint === null ? null : { path: settings.file, ...fingerprint },
      isFinished,
      startedAt: this.#startedAt,
      elapsedMs: this.#elapsedMs,
      requests: this.#tally.counts,
      numErrors: this.#tally.numErrors,
    };
  }

  async #writeSummary(isOver: boolean): Promise<RunSummary> {
    const { settings, file, directory } = this.#parts;
    const { bytes, sha256 } = file.csv.fingerprint ?? { bytes: null, sha256: null };
    const summary = summarise({
      run: directory.name,
      input: { path: settings.file, bytes, sha256 },
      report: this.#report,
      tally: this.#tally,
      stop: this.#stopper.reason,
      isDryRun: settings.dryRun,
      plan: settings.dryRun && isOver ? this.#plan() : undefined,
      isOver,
      startedAt: this.#startedAt,
      now: new Date(),
      elapsedMs: this.#elapsedMs,
      nextCommand: (code) => nextCommand(code, settings, directory),
    });
    await replaceJson(directory.summary, summary);
    return summary;
  }

  #plan(): RunPlan {
    const { writeRequests, inputs } = this.#planner.plan;
    const estimatedMs = Math.round(this.#connection?.dispatcher.estimateMs(writeRequests) ?? 0);
    return { writeRequests, inputs, estimatedMs };
  }
}
