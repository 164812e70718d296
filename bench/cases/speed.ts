/** How much the pipeline manages when nothing holds it back, and how long the command takes to start. */
import type { Contender } from '../contenders.ts';
import * as who from '../contenders.ts';
import { unthrottled } from '../server/settings.ts';
import { type Case, memoryBound, narrow, OURS, ratio, TEN_IN_FLIGHT } from './case.ts';

const millionRows: Case = {
  name: 'unthrottled',
  title: '1,000,000 narrow rows, no limit',
  file: narrow(1_000_000),
  server: unthrottled,
  contenders: [who.ours(OURS, TEN_IN_FLIGHT), who.fetchUnlimited, who.csvParseAlone],
  rounds: 5,
  bounds: [
    {
      what: `rows/s of ${OURS} ÷ peer 3`,
      least: 2,
      figure: (results) => ratio(results(who.fetchUnlimited.name), results(OURS), ({ wallMs }) => wallMs),
    },
    {
      what: `rows/s of ${OURS} ÷ csv-parse alone`,
      least: 0.36,
      figure: (results) => ratio(results(who.csvParseAlone.name), results(OURS), ({ wallMs }) => wallMs),
    },
    {
      what: `CPU of ${OURS} ÷ csv-parse alone`,
      most: 3.3,
      figure: (results) => ratio(results(OURS), results(who.csvParseAlone.name), ({ cpuMs }) => cpuMs),
    },
    memoryBound(260),
  ],
};

const labels: Case = {
  name: 'labels',
  title: '1,000,000 narrow rows with a label as type, no limit',
  file: { shape: 'labels', rows: 1_000_000 },
  server: unthrottled,
  contenders: [who.ours(OURS, TEN_IN_FLIGHT)],
  rounds: 1,
  bounds: [],
};

/** What csv-parse has to read: no other file of the bench has a quote. */
const quoted: Case = {
  name: 'quoted',
  title: '1,000,000 narrow rows with every field in quotes, no limit',
  file: { shape: 'quoted', rows: 1_000_000 },
  server: unthrottled,
  contenders: [who.ours(OURS, TEN_IN_FLIGHT), who.csvParseAlone],
  rounds: 1,
  bounds: [memoryBound(260)],
};

function start(name: string, args: readonly string[]): Contender {
  return { name, kind: 'node', command: ({ bin }) => ({ args: args.map((arg) => (arg === 'BIN' ? bin : arg)) }) };
}

const nothing = start('node -e 0', ['-e', '0']);

const startUp: Case = {
  name: 'start-up',
  title: 'start-up, against a Node that does nothing',
  file: narrow(1),
  server: unthrottled,
  contenders: [nothing, start('hs-assoc --version', ['BIN', '--version']), start('hs-assoc --help', ['BIN', '--help'])],
  rounds: 15,
  isBare: true,
  bounds: ['hs-assoc --version', 'hs-assoc --help'].map((name) => ({
    what: `time of ${name} ÷ node -e 0`,
    most: 1.5,
    figure: (results) => ratio(results(name), results(nothing.name), ({ wallMs }) => wallMs),
  })),
};

/** Start-up and speed. */
export const speedCases: readonly Case[] = [startUp, millionRows, labels, quoted];
