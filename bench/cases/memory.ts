/** Memory must not depend on the file, nor on how slow HubSpot is. */
import * as who from '../contenders.ts';
import { unthrottled } from '../server/settings.ts';
import { type Case, memoryBound, narrow, OURS, ratio, TEN_IN_FLIGHT } from './case.ts';

/** Memory varies little from one run to the next, so that one round is enough. */
const once = { server: unthrottled, rounds: 1 };

/** Memory in every case that may make it grow. */
export const memoryCases: readonly Case[] = [
  {
    ...once,
    name: 'memory-64',
    title: '1,000,000 rows, 64 in flight, 300 ms latency',
    file: narrow(1_000_000),
    server: { ...unthrottled, latencyMs: 300 },
    contenders: [who.ours(OURS, ['--concurrency', '64'])],
    bounds: [memoryBound(350)],
  },
  {
    ...once,
    name: 'memory-broken',
    title: '1,000,000 rows, every one broken',
    file: { shape: 'broken', rows: 1_000_000 },
    contenders: [who.ours(OURS, TEN_IN_FLIGHT, { exitCode: 1 })],
    bounds: [memoryBound(260)],
  },
  {
    ...once,
    name: 'memory-missing',
    title: '100,000 rows, every one refused because its record is missing',
    file: { shape: 'missing', rows: 100_000 },
    contenders: [who.ours(OURS, TEN_IN_FLIGHT, { exitCode: 1 })],
    bounds: [memoryBound(260)],
  },
  {
    ...once,
    name: 'memory-mixed',
    title: '300,000 rows of 200 object pairs in turn',
    file: { shape: 'mixed', rows: 300_000 },
    contenders: [who.oursForPairs(OURS, TEN_IN_FLIGHT)],
    bounds: [memoryBound(260)],
  },
  {
    ...once,
    name: 'memory-wide',
    title: '100,000 rows of 100 columns',
    file: { shape: 'wide', rows: 100_000 },
    contenders: [who.ours(OURS, TEN_IN_FLIGHT)],
    bounds: [memoryBound(260)],
  },
  {
    ...once,
    name: 'memory-slow',
    title: '200,000 rows, a server that answers in 10 s',
    file: narrow(200_000),
    server: { ...unthrottled, latencyMs: 10_000 },
    contenders: [who.ours(OURS)],
    isLong: true,
    bounds: [memoryBound(350)],
  },
  {
    ...once,
    name: 'memory-10m',
    title: '10,000,000 rows, no limit',
    file: narrow(10_000_000),
    contenders: [who.ours(OURS, TEN_IN_FLIGHT)],
    isLong: true,
    bounds: [
      memoryBound(260),
      {
        what: 'peak memory ÷ that at 1,000,000 rows',
        most: 1.15,
        figure: (results) => ratio(results(OURS), results(OURS, 'unthrottled'), ({ rssBytes }) => rssBytes),
      },
    ],
  },
];
