/** Under HubSpot's limit: the allowance must be used up at any latency, without a single refusal. */
import type { Contender } from '../contenders.ts';
import * as who from '../contenders.ts';
import type { FileSpec } from '../files.ts';
import type { ServerSettings } from '../server/settings.ts';
import { type Bound, type Case, narrow, noThrottling, OURS, ratio, WINDOW } from './case.ts';

const JITTER_MS = 150;

/** HubSpot's window, told in headers, and answers that jitter. */
export function withHeaders(latencyMs: number): ServerSettings {
  return { latencyMs, jitterMs: JITTER_MS, limit: WINDOW, headers: true };
}

/** Without headers nothing is known of the window, so that requests are spaced evenly. */
const evenly = who.ours('hs-assoc, evenly paced', ['--rate', String(WINDOW.max)], { server: { headers: false } });

/** Those that do not take hours. */
const quickPeers = [who.officialLimiter, who.fetchLimited];

/** 200,000 rows are 100 requests, which fit into one window: going by the headers saves the time of spacing them. */
function burst(latencyMs: number, most: number, peers: readonly Contender[]): Case {
  return {
    name: `burst-${latencyMs}`,
    title: `200,000 rows, 190 per 10 s, ${latencyMs} ms and up to ${JITTER_MS} more`,
    file: narrow(200_000),
    server: withHeaders(latencyMs),
    contenders: [who.ours(OURS), evenly, ...peers],
    rounds: 5,
    bounds: [
      {
        what: `time of ${OURS} ÷ evenly paced`,
        most,
        figure: (results) => ratio(results(OURS), results(evenly.name), ({ wallMs }) => wallMs),
      },
      noThrottling,
      { ...noThrottling, what: '429s when evenly paced', figure: (results) => throttled(results(evenly.name)) },
    ],
  };
}

function throttled(medians: { readonly mostThrottled: number } | null): number | null {
  return medians?.mostThrottled ?? null;
}

/** The fewest windows that admit the requests, and one answer. */
function idealMs(requests: number, latencyMs: number): number {
  return Math.floor((requests - 1) / WINDOW.max) * WINDOW.intervalMs + latencyMs;
}

/** Holds the time to the fewest windows that admit the requests. */
export function idealBound(latencyMs: number, most = 1.06): Bound {
  return {
    what: `time of ${OURS} ÷ ideal`,
    most,
    figure: (results) => {
      const medians = results(OURS);
      return medians === null ? null : medians.wallMs / idealMs(medians.requests, latencyMs);
    },
  };
}

interface ManyWindows {
  readonly file: FileSpec;
  readonly latencyMs: number;
  readonly flags?: readonly string[];
  readonly peers?: readonly Contender[];
  readonly isLong?: boolean;
  readonly fullRounds?: number;
  /** How many times the ideal it may take. */
  readonly most?: number;
}

/** Several windows: what counts is how soon a window is used up again. */
function manyWindows(name: string, settings: ManyWindows): Case {
  const { file, latencyMs, flags = [], peers = quickPeers, isLong = false, fullRounds = 5, most } = settings;
  return {
    name,
    title: `${[`${file.rows.toLocaleString('en')} rows`, ...flags].join(' ')}, 190 per 10 s, ${latencyMs} ms`,
    file,
    server: withHeaders(latencyMs),
    contenders: [who.ours(OURS, flags), ...peers],
    rounds: 1,
    fullRounds,
    isLong,
    bounds: [idealBound(latencyMs, most), noThrottling],
  };
}

const paced: Case = {
  name: 'paced',
  title: '1,000,000 rows, 190 per 10 s but no headers, --rate 190, 50 ms',
  file: narrow(1_000_000),
  server: { ...withHeaders(50), headers: false },
  contenders: [
    who.ours(OURS, ['--rate', String(WINDOW.max)]),
    ...quickPeers.map((peer) => ({ ...peer, isFullOnly: true })),
  ],
  rounds: 1,
  fullRounds: 5,
  bounds: [
    {
      what: `time of ${OURS} ÷ (requests ÷ rate)`,
      most: 1.05,
      figure: (results) => {
        const medians = results(OURS);
        return medians === null ? null : medians.wallMs / ((medians.requests * WINDOW.intervalMs) / WINDOW.max);
      },
    },
    noThrottling,
  ],
};

const everyPeer = [...quickPeers, who.oneByOne, who.putPerRow];
const million = narrow(1_000_000);

/** Every case under a limit. */
export const allowanceCases: readonly Case[] = [
  burst(50, 0.25, everyPeer),
  burst(300, 0.35, everyPeer),
  burst(1_500, 0.85, quickPeers),
  paced,
  manyWindows('million-300', { file: million, latencyMs: 300 }),
  manyWindows('million-50', { file: million, latencyMs: 50, isLong: true }),
  manyWindows('million-1500', { file: million, latencyMs: 1_500, isLong: true }),
  manyWindows('small-batches', {
    file: narrow(100_000),
    latencyMs: 300,
    flags: ['--batch-size', '100'],
    peers: [...who.peersOfSmallBatches, who.oneByOne],
    isLong: true,
  }),
  // What a migration of 4,800,000 rows in full batches asks for. A margin, a shade of caution and the last answer are above the ideal.
  manyWindows('windows-13', {
    file: narrow(240_000),
    latencyMs: 1_500,
    flags: ['--batch-size', '100'],
    peers: [],
    isLong: true,
    fullRounds: 2,
    most: 1.15,
  }),
];
