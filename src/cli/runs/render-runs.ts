/** Runs as a table, and what a cleaning did, as lines for stdout. */

import { unfinishedRows } from '../../core/report.ts';
import type { Colors } from '../screen/colors.ts';
import { bytes, count, counted, duration, oneLine } from '../wording/numbers.ts';
import type { Cleaning } from './clean-runs.ts';
import { startOf } from './look-up-run.ts';
import type { JudgedRun } from './run-state.ts';

const LONGEST_FILE = 30;
const LONGEST_REASON = 90;
const HEAD = ['RUN', 'STARTED (UTC)', 'TIME', 'ROWS', 'FILE', 'ENDED'];
const RIGHT_ALIGNED: ReadonlySet<number> = new Set([2, 3]);

/** A line for each run, below a head. */
export function renderRunList(runs: readonly JudgedRun[], colors: Colors): string {
  const lines = runs.map((run) => [...cells(run), endOf(run)]);
  const widths = HEAD.map((head, index) => Math.max(head.length, ...lines.map((line) => (line[index] ?? '').length)));
  const join = (line: readonly string[]): string =>
    line
      .map((cell, index) =>
        RIGHT_ALIGNED.has(index) ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return `${[colors.dim(join(HEAD)), ...lines.map(join)].join('\n')}\n`;
}

function cells(run: JudgedRun): readonly string[] {
  const { directory, summary, checkpoint } = run;
  const file = summary?.input.path ?? checkpoint?.settings.file ?? '';
  const rows = summary?.rows.read ?? checkpoint?.rowsDone;
  const elapsedMs = summary?.elapsedMs ?? checkpoint?.elapsedMs;
  return [
    directory.path,
    startOf(run).slice(0, 16).replace('T', ' '),
    elapsedMs === undefined ? '' : duration(elapsedMs),
    rows === undefined ? '' : count(rows),
    file.length > LONGEST_FILE ? `…${oneLine(file, 1_000).slice(1 - LONGEST_FILE)}` : oneLine(file, LONGEST_FILE),
  ];
}

function endOf({ state, holder, summary }: JudgedRun): string {
  switch (state) {
    case 'running':
      return `running: process ${holder?.pid ?? '?'}`;
    case 'finished':
      return `finished${handsOf(summary)}`;
    case 'dry_run':
      return 'dry run';
    case 'stopped':
      return `stopped (${summary?.exitCode ?? '?'}): ${oneLine(summary?.stopped ?? '', LONGEST_REASON)}`;
    case 'unfinished':
      return 'unfinished: its process is gone';
    case 'unreadable':
      return 'its files cannot be read';
  }
}

function handsOf(summary: JudgedRun['summary']): string {
  const hands = summary === null ? 0 : unfinishedRows(summary.rows);
  return hands === 0 ? '' : `, ${counted(hands, 'row')} ${hands === 1 ? 'needs' : 'need'} a hand`;
}

/** A run as `runs list --json` tells it. */
export function runEntry(run: JudgedRun): Readonly<Record<string, unknown>> {
  const { directory, state, holder, summary, checkpoint } = run;
  return {
    run: directory.name,
    path: directory.path,
    state,
    pid: holder?.pid ?? null,
    exitCode: summary?.exitCode ?? null,
    stopped: summary?.stopped ?? null,
    input: summary?.input.path ?? checkpoint?.settings.file ?? null,
    startedAt: startOf(run) || null,
    finishedAt: summary?.finishedAt ?? null,
    elapsedMs: summary?.elapsedMs ?? checkpoint?.elapsedMs ?? null,
    rows: summary?.rows ?? checkpoint?.report.rows ?? null,
    next: state === 'running' ? null : (summary?.next ?? null),
  };
}

/** What was removed and what stays, a line for each. */
export function renderCleaning({ dryRun, removed, kept }: Cleaning): string {
  const verb = dryRun ? 'would remove' : 'removed';
  const sum = removed.reduce((total, run) => total + run.bytes, 0);
  return [
    ...removed.map((run) => `${verb} ${run.run} (${bytes(run.bytes)})`),
    ...kept.map(({ run, why }) => `kept ${run}: ${why}`),
    removed.length === 0 ? 'Nothing to remove.' : `${verb} ${counted(removed.length, 'run')}, ${bytes(sum)}`,
    '',
  ].join('\n');
}
