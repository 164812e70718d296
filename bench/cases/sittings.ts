/** What is dear where a run is not the first: taking one up again, and reading what is there already. */
import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunPlace } from '../contenders.ts';
import * as who from '../contenders.ts';
import { unthrottled } from '../server/settings.ts';
import { idealBound, withHeaders } from './allowance.ts';
import { type Case, narrow, noThrottling, OURS, ratio, TEN_IN_FLIGHT } from './case.ts';

const POLL_MS = 5;
/** Exit code of a run that Ctrl-C stopped. */
const INTERRUPTED = 130;

/** Imports until it is enough, and stops it as Ctrl-C does. */
async function sitFirst(place: RunPlace, isEnough: () => Promise<boolean>): Promise<void> {
  const { args, environment } = who.importCommand(place, TEN_IN_FLIGHT);
  const child = spawn(process.execPath, args, { env: { ...process.env, ...environment }, stdio: 'ignore' });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  while (child.exitCode === null && !(await isEnough())) await delay(POLL_MS);
  child.kill('SIGINT');
  const exitCode = await ended;
  if (exitCode !== INTERRUPTED) throw new Error(`the first sitting ended with ${exitCode}`);
}

/** The whole, and the rest of a run that was stopped when the server had nine tenths of the rows. */
function resume(name: string, rows: number, more: Pick<Case, 'rounds' | 'fullRounds' | 'isLong'>): Case {
  const secondSitting = who.resumed('resume at 90 %', (place, inputsSoFar) =>
    sitFirst(place, async () => (await inputsSoFar()) >= 0.9 * rows),
  );
  return {
    ...more,
    name,
    title: `${rows.toLocaleString('en')} narrow rows, no limit: the whole, and the rest of a run that was stopped at 90 %`,
    file: narrow(rows),
    server: unthrottled,
    contenders: [who.ours(OURS, TEN_IN_FLIGHT), secondSitting],
    bounds: [
      {
        what: 'time of the rest ÷ the whole',
        most: 0.15,
        figure: (results) => ratio(results(secondSitting.name), results(OURS), ({ wallMs }) => wallMs),
      },
    ],
  };
}

const KEPT_ROWS = 300_000;
const LATENCY_MS = 300;

/** As many requests as `--existing keep` makes of these rows: a write for each 2,000, and a read for each 1,000. */
const withoutReading = who.ours('as many requests, no reads', ['--batch-size', '667']);

const keep: Case = {
  name: 'keep',
  title: `${KEPT_ROWS.toLocaleString('en')} rows, --existing keep, 190 per 10 s, ${LATENCY_MS} ms`,
  file: narrow(KEPT_ROWS),
  server: withHeaders(LATENCY_MS),
  contenders: [who.ours(OURS, ['--existing', 'keep']), withoutReading],
  rounds: 1,
  fullRounds: 5,
  bounds: [
    {
      what: 'reads per 1,000 records',
      most: 1,
      figure: (results) => {
        const medians = results(OURS);
        return medians === null ? null : (medians.reads * 1_000) / KEPT_ROWS;
      },
    },
    {
      what: 'time ÷ as many requests without reading',
      most: 1.06,
      figure: (results) => ratio(results(OURS), results(withoutReading.name), ({ wallMs }) => wallMs),
    },
    idealBound(LATENCY_MS),
    noThrottling,
  ],
};

/** Every case of a run that is not the first. */
export const sittingCases: readonly Case[] = [
  resume('resume', 1_000_000, { rounds: 3, fullRounds: 5 }),
  resume('resume-10m', 10_000_000, { rounds: 1, fullRounds: 3, isLong: true }),
  keep,
];
