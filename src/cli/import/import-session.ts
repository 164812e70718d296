/** One sitting of an import, from the first question to the last line of its files: wires what it takes, and lets go of it. */
import { MOST_IN_FLIGHT } from '../../adapters/hubspot/dispatcher.ts';
import type { RunDirectory } from '../../adapters/run/run-directory.ts';
import { discardRunDirectory } from '../../adapters/run/run-directory.ts';
import type { OpenRunLog } from '../../adapters/run/run-log.ts';
import { EXIT, HsAssocError, systemCode } from '../../core/errors.ts';
import { DEFAULT_RETRY_POLICY } from '../../core/retry.ts';
import { RowSet } from '../../core/row-ranges.ts';
import type { StopReason } from '../../core/stops.ts';
import { FIRST_EPOCH } from '../../pipeline/epochs.ts';
import { runStages } from '../../pipeline/import.ts';
import { Stopper } from '../../pipeline/stopper.ts';
import type { Connection } from '../connection.ts';
import { connect, SANDBOX_TOKEN } from '../connection.ts';
import { exitCodeOfError } from '../screen/render-error.ts';
import type { RunSummary } from '../screen/run-summary.ts';
import { wordsForPrimary } from '../wording/notices.ts';
import { describeStop } from '../wording/stops.ts';
import type { BatchWriting } from './batch-writing.ts';
import { createGuards } from './guards.ts';
import type { ImportFile } from './import-file.ts';
import type { ImportRun, ImportSurroundings, Progress } from './import-run-types.ts';
import type { ImportSettings } from './import-settings.ts';
import { openLogs } from './open-logs.ts';
import { prepareImport } from './prepare-import.ts';
import { Reading } from './reading.ts';
import { RunAccount } from './run-account.ts';
import type { RunLocks } from './run-locks.ts';
import type { ImportCheckpoint } from './run-outputs.ts';
import { RunOutputs } from './run-outputs.ts';
import { planRun } from './run-plan.ts';
import { TokenAccount } from './token-account.ts';
import { Upkeep } from './upkeep.ts';

/** What a sitting is made of. */
export interface SessionParts {
  readonly settings: ImportSettings;
  readonly surroundings: ImportSurroundings;
  readonly file: ImportFile;
  readonly directory: RunDirectory;
  /** Where the sittings before this one got to; null for the first. */
  readonly earlier: ImportCheckpoint | null;
  readonly locks: RunLocks;
  /** Where the input is: the file, or the copy that was kept of a pipe. */
  readonly inputPath: string;
}

/** One sitting. */
export class ImportSession {
  readonly #parts: SessionParts;
  readonly #stopper = new Stopper();
  readonly #account: RunAccount;
  readonly #log: OpenRunLog;
  #connection: Connection | null = null;
  #tokenAccount: TokenAccount | null = null;
  #writing: BatchWriting | null = null;
  /** Why the run stopped, with what was found out about it. */
  #stop: StopReason | null = null;
  #reading: Reading | null = null;

  constructor(parts: SessionParts) {
    const { directory, settings, surroundings } = parts;
    this.#parts = parts;
    this.#account = new RunAccount(parts);
    this.#log = openLogs(settings, directory, surroundings);
    parts.locks.lost.addEventListener('abort', () => this.#giveUp({ kind: 'lockLost' }), { once: true });
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
      rows: this.#account.report.rows,
      rowsRead: this.#reading?.rowsRead ?? 0,
      bytesRead: this.#reading?.bytesRead ?? 0,
      totalBytes: this.#parts.file.csv.totalBytes,
      requests: this.#account.tally.counts,
      elapsedMs: this.#account.elapsedMs,
      pausedMs: this.#connection?.dispatcher.pausedMs ?? 0,
    };
  }

  /** Runs to the end, whatever the end is, and lets go of everything. */
  async #run(): Promise<RunSummary> {
    try {
      return (await this.#sit()) ?? (await this.#writeLastSummary());
    } finally {
      await this.#log.close();
      await this.#parts.file.csv.close();
      await this.#parts.locks.release();
    }
  }

  #writeLastSummary(): Promise<RunSummary> {
    const plan = this.#writing?.plan() ?? null;
    const { settings } = this.#parts;
    const planned = plan === null ? undefined : planRun(plan, this.#connection?.dispatcher ?? null, settings);
    return this.#account.writeSummary({ stop: this.#stop ?? this.#stopper.reason, plan: planned });
  }

  /** The summary of a finished run, else null: what stops the run early is not thrown, but stands in the summary. */
  async #sit(): Promise<RunSummary | null> {
    const { settings } = this.#parts;
    let outputs: RunOutputs | null = null;
    let upkeep: Upkeep | null = null;
    let sandbox: { readonly url: string; close(): Promise<void> } | null = null;
    const limit = this.#limitDuration();
    try {
      sandbox = settings.sandbox ? await (await import('../../sandbox/server.ts')).startSandbox() : null;
      this.#connection = this.#connect(sandbox?.url ?? settings.baseUrl);
      this.#tokenAccount = new TokenAccount(this.#connection, { ...this.#parts, account: this.#account });
      if (this.#parts.earlier !== null) await this.#tokenAccount.assertSame();
      outputs = await this.#openOutputs();
      await this.#account.writeSummary();
      upkeep = new Upkeep({ outputs, account: this.#account, assertLocked: () => this.#assertLocked() });
      await this.#import(upkeep, this.#connection, this.#tokenAccount);
      await upkeep.end();
      this.#stop = await this.#tokenAccount.afterStop(this.#stopper.reason);
      this.#assertLocked();
      if (outputs.primaryRows.all > 0) this.#parts.surroundings.notice(wordsForPrimary(outputs.primaryRows));
      return await this.#end(outputs);
    } catch (thrown) {
      await upkeep?.end();
      await this.#afterFailure(thrown);
      return null;
    } finally {
      clearTimeout(limit);
      await upkeep?.end();
      await this.#tokenAccount?.end();
      await this.#connection?.close();
      await this.#writing?.close();
      await outputs?.close();
      await sandbox?.close();
    }
  }

  /** A run counts as finished when its summary says so: one that is killed in between is resumed, and writes it again. */
  async #end(outputs: RunOutputs): Promise<RunSummary | null> {
    if (this.#stopper.stopped) {
      await outputs.save('stopped');
      return null;
    }
    await outputs.sync();
    const summary = await this.#writeLastSummary();
    await outputs.save('finished');
    return summary;
  }

  /** `--max-duration` counts this sitting alone: it is the time that cron leaves for it. */
  #limitDuration(): NodeJS.Timeout | undefined {
    const { maxDurationMs } = this.#parts.settings;
    if (maxDurationMs === null) return undefined;
    return setTimeout(() => this.#stopper.stop({ kind: 'maxDuration', limitMs: maxDurationMs }), maxDurationMs).unref();
  }

  #giveUp(reason: StopReason): void {
    this.#stopper.stop(reason);
    this.#stopper.abandon();
  }

  /** Whoever took the run over writes its files now. */
  #assertLocked(): void {
    if (!this.#parts.locks.lost.aborted) return;
    const message = describeStop({ kind: 'lockLost' });
    throw new HsAssocError('LOCK_LOST', { message, exitCode: EXIT.locked });
  }

  #openOutputs(): Promise<RunOutputs> {
    const { directory, file, earlier } = this.#parts;
    const parts = {
      directory,
      original: file.csv,
      report: this.#account.report,
      primaryRows: earlier?.primaryRows ?? 0,
      unfinished: earlier?.unfinished ?? '',
      doubtful: earlier?.doubtful ?? '',
      context: (isFinished: boolean) => this.#account.checkpointContext(isFinished),
      noteBytes: () => this.#writing?.noteBytes() ?? earlier?.bytes.additions ?? 0,
    };
    return earlier === null ? RunOutputs.create(parts) : RunOutputs.reopen(parts, earlier);
  }

  #connect(baseUrl: string): Connection {
    const { settings, surroundings } = this.#parts;
    const token = surroundings.token ?? SANDBOX_TOKEN;
    const retryPolicy = surroundings.retryPolicy ?? DEFAULT_RETRY_POLICY;
    const parts = { token, stopper: this.#stopper, tally: this.#account.tally, log: this.#log };
    return connect({ ...settings, baseUrl, retryPolicy }, parts);
  }

  async #import(upkeep: Upkeep, connection: Connection, tokenAccount: TokenAccount): Promise<void> {
    const { settings, file, earlier, surroundings } = this.#parts;
    const epoch = earlier?.resumeAt ?? FIRST_EPOCH;
    this.#reading = new Reading(file.csv, epoch.readFrom);
    const stopper = this.#stopper;
    const { directory, reader, writing, requests } = await prepareImport(this.#reading, {
      ...this.#parts,
      connection,
      epoch,
      stopper,
    });
    this.#writing = writing;
    tokenAccount.askAhead(requests);
    const { dispatcher } = connection;
    const concurrency = (): number =>
      settings.concurrency ?? Math.min(MOST_IN_FLIGHT, dispatcher.wantedInFlight * writing.requestsInTurn);
    await runStages({
      blocks: upkeep.covered(this.#reading.blocks()),
      reader,
      directory,
      epoch,
      firstUnreported: (earlier?.rowsDone ?? 0) + 1,
      unfinished: new RowSet(earlier?.unfinished ?? ''),
      batchSize: settings.batchSize,
      concurrency,
      stopper,
      deliver: writing.deliver,
      report: this.#account.report,
      output: upkeep,
      watch: createGuards(settings, {
        report: this.#account.report,
        stopper,
        notice: surroundings.notice,
      }),
    });
  }

  /** A file that cannot be written stops the run, resumable; a mistake in the call leaves nothing behind of a new one. */
  async #afterFailure(thrown: unknown): Promise<void> {
    if (thrown instanceof HsAssocError && thrown.code === 'OUTPUT_FAILED') {
      this.#giveUp({ kind: 'outputFailed', code: systemCode(thrown.cause) ?? thrown.code, message: thrown.message });
      return;
    }
    const { earlier, directory, locks } = this.#parts;
    const exitCode = exitCodeOfError(thrown);
    if (exitCode === EXIT.usage && earlier === null) await discardRunDirectory(directory);
    // Before it reads, a sitting has written no summary; what another process took over is not this one's to write.
    else if (this.#reading !== null && !locks.lost.aborted) await this.#account.writeFailure(thrown);
    throw thrown;
  }
}
