/** Who runs: the importer in its variants, and the peers that people use today. Each is a command line for Node. */
import path from 'node:path';
import type { Command } from './measure.ts';
import type { ServerSettings } from './server/settings.ts';

/** What a contender needs to know about one run. */
export interface RunPlace {
  readonly file: string;
  readonly url: string;
  /** A run directory that does not exist yet. */
  readonly out: string;
  /** The built command. */
  readonly bin: string;
}

/** Somebody who runs in a case. */
export interface Contender {
  readonly name: string;
  /** `ours` must account for every row; everybody must end with `exitCode`. */
  readonly kind: 'ours' | 'peer' | 'node';
  readonly command: (place: RunPlace) => Command;
  /** Only the first rows of the case's file, for peers that would take hours; times are then scaled up. */
  readonly rows?: number;
  /** Default: 0. */
  readonly exitCode?: number;
  /** What happens before it is measured. `inputsSoFar`: what the server has been sent. */
  readonly prepare?: (place: RunPlace, inputsSoFar: () => Promise<number>) => Promise<void>;
  /** What is different about the server for this one. */
  readonly server?: Partial<ServerSettings>;
  /** Rounds in which it runs, at most; for peers that only stand beside. */
  readonly rounds?: number;
  /** Runs with `--full` only: it takes long, and no bound asks for it. */
  readonly isFullOnly?: boolean;
}

const PEERS = path.join(import.meta.dirname, 'peers');
const environment = { HUBSPOT_ACCESS_TOKEN: 'pat-bench' };

/** The importer with further flags. */
export function ours(name: string, flags: readonly string[] = [], more: Partial<Contender> = {}): Contender {
  return { ...more, name, kind: 'ours', command: (place) => importCommand(place, flags) };
}

/** The importer for files that name their object types themselves. */
export function oursForPairs(name: string, flags: readonly string[] = []): Contender {
  return { name, kind: 'ours', command: (place) => importCommand(place, flags, []) };
}

/** The rest of a run that `first` left in the run's directory. */
export function resumed(name: string, first: NonNullable<Contender['prepare']>): Contender {
  const command = ({ bin, out }: RunPlace): Command => ({ args: [bin, 'resume', out, ...SILENT], environment });
  return { name, kind: 'ours', command, prepare: first };
}

const SILENT = ['--no-progress', '--quiet'];

/** The command line of an import. */
export function importCommand(
  { bin, file, url, out }: RunPlace,
  flags: readonly string[],
  types = ['--from', 'contacts', '--to', 'companies'],
): Command {
  // No peer looks what is there before it writes, so the importer does not either.
  const existing = flags.includes('--existing') ? [] : ['--existing', 'replace'];
  const args = [bin, 'import', file, ...types, '--base-url', url, '--out', out, ...existing, ...SILENT, ...flags];
  return { args, environment };
}

function peer(name: string, script: string, more: Partial<Contender> & { readonly args?: readonly string[] } = {}) {
  const { args = [], ...rest } = more;
  const command = ({ file, url }: RunPlace): Command => ({ args: [path.join(PEERS, script), file, url, ...args] });
  return { ...rest, name, kind: 'peer' as const, command };
}

/** Peer 1: the official client, batches of 100, one at a time. */
export const oneByOne = peer('1 official client, 100, one by one', 'one-by-one.mjs', { rows: 2_000, rounds: 1 });

/** Peer 2: the official client, batches of 2,000, its own limiter and retries. */
export const officialLimiter = peer('2 official client, 2000, its limiter', 'official-limiter.mjs', { rounds: 1 });

/** Peer 3: fetch, p-limit and a reservoir. */
export const fetchLimited = peer('3 fetch, p-limit, reservoir', 'fetch-limited.mjs', { rounds: 1 });

/** Peers 2 and 3 with batches of 100. */
export const peersOfSmallBatches = [
  peer('2 official client, 100, its limiter', 'official-limiter.mjs', { args: ['100'], rounds: 1, isFullOnly: true }),
  peer('3 fetch, p-limit, reservoir, 100', 'fetch-limited.mjs', {
    args: ['limited', '100'],
    rounds: 1,
    isFullOnly: true,
  }),
];

/** Peer 3 without its reservoir: its own speed. */
export const fetchUnlimited = peer('3 fetch, p-limit', 'fetch-limited.mjs', { args: ['unlimited'] });

/** Peer 4: one PUT per row. */
export const putPerRow = peer('4 one PUT per row', 'put-per-row.mjs', { rows: 20, rounds: 1 });

/** csv-parse and nothing else. */
export const csvParseAlone = peer('csv-parse alone', 'csv-parse-alone.mjs');
