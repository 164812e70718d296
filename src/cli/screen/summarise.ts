/** Builds `summary.json` from the account of a run. */
import type { ExitCode } from '../../core/errors.ts';
import { EXIT } from '../../core/errors.ts';
import { errorRows } from '../../core/guards.ts';
import type { Report } from '../../core/report.ts';
import type { StopReason } from '../../core/stops.ts';
import { exitCodeOf } from '../../core/stops.ts';
import type { RequestTally } from '../../pipeline/tally.ts';
import { adviceFor } from '../wording/advice.ts';
import { describeStop } from '../wording/stops.ts';
import type { RunSummary } from './run-summary.ts';

/** What a summary is built from. */
export interface SummaryFacts {
  readonly run: string;
  readonly input: RunSummary['input'];
  readonly report: Report;
  readonly tally: RequestTally;
  readonly stop: StopReason | null;
  readonly isDryRun: boolean;
  readonly plan: RunSummary['plan'];
  /** False while the run goes on: what a killed process leaves behind. */
  readonly isOver: boolean;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly now: Date;
  /** Over all sittings. */
  readonly elapsedMs: number;
  /** The command to type now. */
  readonly nextCommand: (exitCode: ExitCode | null) => string | null;
}

/** The exit code of a run that is over. */
function exitCode({ stop, report, isDryRun }: SummaryFacts): ExitCode {
  if (stop !== null) return exitCodeOf(stop);
  // What a dry run does not send is ready.
  const unfinished = isDryRun ? errorRows(report.rows) : report.unfinished;
  return unfinished > 0 ? EXIT.rowsNeedAHand : EXIT.ok;
}

/** The summary of a run, over or going on. */
export function summarise(facts: SummaryFacts): RunSummary {
  const { report, tally, stop, isOver, elapsedMs, now } = facts;
  const code = isOver ? exitCode(facts) : null;
  const finished = facts.isDryRun ? 'dry_run' : 'finished';
  const seconds = elapsedMs / 1_000;
  return {
    schemaVersion: 1,
    run: facts.run,
    status: isOver ? (stop === null ? finished : 'stopped') : 'running',
    exitCode: code,
    stopped: stop === null ? null : describeStop(stop, now),
    input: facts.input,
    rows: report.rows,
    numErrors: tally.numErrors,
    requests: tally.counts,
    startedAt: facts.startedAt,
    finishedAt: isOver ? now.toISOString() : null,
    elapsedMs: Math.round(elapsedMs),
    rowsPerSecond: seconds > 0 ? Math.round((report.rows.read / seconds) * 10) / 10 : 0,
    errors: report.errors
      .filter((group) => !(facts.isDryRun && group.code === 'DRY_RUN'))
      .map((group) => ({ ...group, advice: adviceFor(group.code, group.status) })),
    next: facts.nextCommand(code),
    ...(facts.plan === undefined ? {} : { plan: facts.plan }),
  };
}
