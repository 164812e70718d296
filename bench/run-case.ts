/** Runs one case: its contenders in turn, round after round, so that a noisy minute hits all of them alike. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Case } from './cases/case.ts';
import type { Contender } from './contenders.ts';
import type { BenchFiles } from './files.ts';
import { measure } from './measure.ts';
import type { ServerStats } from './server/settings.ts';
import type { ServerProcess } from './server-process.ts';

/** One run of one contender. */
export interface Run {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly server: ServerStats;
}

/** The medians of a contender's runs. Times of peers that ran on a part of the file are scaled up to the whole. */
export interface Medians {
  readonly contender: string;
  readonly rounds: number;
  readonly isScaled: boolean;
  readonly rows: number;
  readonly wallMs: number;
  readonly rowsPerSecond: number;
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly requests: number;
  /** Of the requests, those that read what is there. */
  readonly reads: number;
  /** The most of all rounds. */
  readonly mostThrottled: number;
  readonly mostInFlight: number;
  /** The server's processor time per wall time: 1 would mean that the server was the bottleneck. */
  readonly serverShare: number;
  /** The slowest round ÷ the fastest. */
  readonly spread: number;
}

/** What cases are run with. */
export interface CaseSurroundings {
  readonly server: ServerProcess;
  readonly files: BenchFiles;
  readonly folder: string;
  readonly bin: string;
  /** At most so many rounds. */
  readonly mostRounds: number;
  /** Whether what takes long runs, too. */
  readonly isFull: boolean;
}

/** Runs a case; throws when a contender fails or loses a row. */
export async function runCase(one: Case, surroundings: CaseSurroundings): Promise<readonly Medians[]> {
  const { isFull, mostRounds } = surroundings;
  const rounds = Math.min(isFull ? (one.fullRounds ?? one.rounds) : one.rounds, mostRounds);
  const contenders = one.contenders.filter(({ isFullOnly = false }) => isFull || !isFullOnly);
  const runs = new Map<Contender, Run[]>(contenders.map((contender) => [contender, []]));
  for (let round = 0; round < rounds; round += 1) {
    // Every other round goes backwards: who runs first on a machine that warms up is not always the same.
    const order = round % 2 === 0 ? contenders : contenders.toReversed();
    for (const contender of order) {
      if (round >= (contender.rounds ?? rounds)) continue;
      runs.get(contender)?.push(await runOnce(one, contender, surroundings));
    }
  }
  return [...runs].map(([contender, own]) => mediansOf(one, contender, own));
}

async function runOnce(one: Case, contender: Contender, surroundings: CaseSurroundings): Promise<Run> {
  const { server, files, folder, bin } = surroundings;
  const rows = contender.rows ?? one.file.rows;
  const file = files.path({ ...one.file, rows });
  const place = mkdtempSync(path.join(folder, 'run-'));
  const out = path.join(place, 'run');
  await server.reset({ ...one.server, ...contender.server });
  const inputsSoFar = async (): Promise<number> => (await server.stats()).inputs;
  await contender.prepare?.({ file, url: server.url, out, bin }, inputsSoFar);
  const command = contender.command({ file, url: server.url, out, bin });
  const { exitCode, said, ...usage } = await measure(command, { folder: place, isBare: one.isBare ?? false });
  const stats = await server.stats();
  const problem =
    exitCode === (contender.exitCode ?? 0) ? unaccounted(contender, out, rows) : `ended with ${exitCode}: ${said}`;
  rmSync(place, { recursive: true });
  if (problem !== null) throw new Error(`${one.name}: ${contender.name} ${problem}`);
  return { ...usage, server: stats };
}

/** A fast importer that loses rows is none. */
function unaccounted(contender: Contender, out: string, rows: number): string | null {
  if (contender.kind !== 'ours') return null;
  const summary: unknown = JSON.parse(readFileSync(path.join(out, 'summary.json'), 'utf8'));
  const told = JSON.stringify(summary);
  return told.includes(`"read":${rows},`) ? null : `did not account for ${rows} rows: ${told.slice(0, 500)}`;
}

function mediansOf(one: Case, contender: Contender, runs: readonly Run[]): Medians {
  const rows = one.file.rows;
  const scale = rows / (contender.rows ?? rows);
  const of = (pick: (run: Run) => number): number => median(runs.map(pick));
  const walls = runs.map(({ wallMs }) => wallMs);
  // Only the time of the requests grows with the rows: start-up is the same for ten rows and ten million.
  const wallMs = of((run) => run.wallMs + run.server.busyMs * (scale - 1));
  return {
    contender: contender.name,
    rounds: runs.length,
    isScaled: scale !== 1,
    rows,
    wallMs,
    rowsPerSecond: (rows / wallMs) * 1000,
    cpuMs: of((run) => run.cpuMs),
    rssBytes: of((run) => run.rssBytes),
    requests: Math.round(of((run) => run.server.requests) * scale),
    reads: of((run) => run.server.reads),
    mostThrottled: Math.max(...runs.map(({ server }) => server.throttled)),
    mostInFlight: Math.max(...runs.map(({ server }) => server.mostInFlight)),
    serverShare: of((run) => run.server.cpuMs / run.wallMs),
    spread: Math.max(...walls) / Math.min(...walls),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1] ?? 0, sorted[sorted.length >> 1] ?? 0];
  return (low + high) / 2;
}
