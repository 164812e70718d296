/** Holds the medians to the bounds, and puts both into tables for people and JSON for scripts. */
import { cpus, totalmem } from 'node:os';
import type { Bound, Case } from './cases/case.ts';
import type { Medians } from './run-case.ts';

/** A bound and what came of it. */
export interface Verdict {
  readonly case: string;
  readonly what: string;
  readonly least: number | null;
  readonly most: number | null;
  readonly figure: number;
  readonly isMet: boolean;
}

/** The medians of every case that ran, in order. */
export type AllResults = ReadonlyMap<string, readonly Medians[]>;

/** What became of the bounds of a case; bounds whose contenders did not run are left out. */
export function verdictsOn(one: Case, results: AllResults): readonly Verdict[] {
  const find = (contender: string, caseName = one.name): Medians | null =>
    results.get(caseName)?.find((medians) => medians.contender === contender) ?? null;
  return one.bounds.flatMap((bound) => {
    const figure = bound.figure(find);
    return figure === null || Number.isNaN(figure) ? [] : [judge(one, bound, figure)];
  });
}

function judge({ name }: Case, bound: Bound, figure: number): Verdict {
  const { what } = bound;
  const least = bound.least ?? null;
  const most = bound.most ?? null;
  const isMet = (least === null || figure >= least) && (most === null || figure <= most);
  return { case: name, what, least, most, figure, isMet };
}

const COLUMNS = ['', 'rows/s', 'seconds', 'CPU s', 'RSS MB', 'requests', '429', 'in flight', 'server', 'spread'];

/** A case as lines of text. Times that were scaled up from a part of the file have a `≈`. */
export function caseTable(one: Case, medians: readonly Medians[], verdicts: readonly Verdict[]): string {
  const lines = medians.map((entry) => {
    const about = entry.isScaled ? '≈' : '';
    return [
      entry.contender,
      `${about}${Math.round(entry.rowsPerSecond).toLocaleString('en')}`,
      `${about}${seconds(entry.wallMs)}`,
      one.isBare || entry.isScaled ? '' : seconds(entry.cpuMs),
      one.isBare ? '' : `${Math.round(entry.rssBytes / 1024 / 1024)}`,
      `${about}${entry.requests}`,
      `${entry.mostThrottled}`,
      `${entry.mostInFlight}`,
      `${Math.round(entry.serverShare * 100)}%`,
      entry.rounds === 1 ? '' : `×${entry.spread.toFixed(2)}`,
    ];
  });
  const title = `\n${one.name}: ${one.title} (medians of ${Math.max(...medians.map(({ rounds }) => rounds))})`;
  return [title, ...aligned([COLUMNS, ...lines]), ...verdicts.map(verdictLine)].join('\n');
}

/** `MET  time of … 0.24 (at most 0.25)`. */
export function verdictLine({ what, figure, least, most, isMet }: Verdict): string {
  const bound = least === null ? `at most ${most}` : `at least ${least}`;
  return `  ${isMet ? 'met   ' : 'MISSED'}  ${what}: ${figure.toFixed(figure < 10 ? 2 : 0)} (${bound})`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(ms < 1_000 ? 3 : ms < 100_000 ? 2 : 0);
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    });
    return `  ${cells.join('  ').trimEnd()}`;
  });
}

/** What figures are worth nothing without. */
export function machine(): Readonly<Record<string, unknown>> {
  const [processor] = cpus();
  const { platform, arch, version } = process;
  const memoryGb = Math.round(totalmem() / 1024 ** 3);
  return { processor: processor?.model.trim() ?? '', cores: cpus().length, memoryGb, platform, arch, node: version };
}
