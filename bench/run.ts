/**
 * `npm run bench`: builds the command, runs every case against a server of its own, and prints medians and verdicts.
 * Options: `--only NAME` (or its beginning; may be repeated), `--quick` (two rounds, short cases), `--full` (long cases
 * and more rounds, too), `--strict` (exit 1 when a bound is missed), `--list`.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.ts';
import { allowanceCases } from './cases/allowance.ts';
import type { Case } from './cases/case.ts';
import { memoryCases } from './cases/memory.ts';
import { sittingCases } from './cases/sittings.ts';
import { speedCases } from './cases/speed.ts';
import { BenchFiles } from './files.ts';
import { type Medians, runCase } from './run-case.ts';
import { startServerProcess } from './server-process.ts';
import { caseTable, machine, type Verdict, verdictsOn } from './verdicts.ts';

const results = path.join(import.meta.dirname, 'results');
const everyCase: readonly Case[] = [...speedCases, ...memoryCases, ...allowanceCases, ...sittingCases];
const QUICK_ROUNDS = 2;
const QUICK_ROWS = 300_000;

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    strict: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
});

/** A case named by `--only` runs whether it is long or not. */
function chosenCases(): readonly Case[] {
  const { only, quick, full } = values;
  if (only.length > 0) return everyCase.filter(({ name }) => only.some((start) => name.startsWith(start)));
  if (quick) return everyCase.filter(({ file, isLong }) => file.rows <= QUICK_ROWS && isLong !== true);
  return everyCase.filter(({ isLong }) => full || isLong !== true);
}

async function main(): Promise<number> {
  if (values.list) {
    for (const { name, title, isLong } of everyCase) console.log(`${name}${isLong ? ' (--full)' : ''}: ${title}`);
    return 0;
  }
  const bin = build({ isBundled: true });
  const folder = mkdtempSync(path.join(tmpdir(), 'hs-assoc-bench-'));
  const server = await startServerProcess();
  const startedAt = new Date().toISOString();
  const medians = new Map<string, readonly Medians[]>();
  const verdicts: Verdict[] = [];
  try {
    const mostRounds = values.quick ? QUICK_ROUNDS : Number.POSITIVE_INFINITY;
    const surroundings = { server, files: new BenchFiles(folder), folder, bin, mostRounds, isFull: values.full };
    for (const one of chosenCases()) {
      medians.set(one.name, await runCase(one, surroundings));
      const own = verdictsOn(one, medians);
      verdicts.push(...own);
      console.log(caseTable(one, medians.get(one.name) ?? [], own));
    }
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
    const cases = Object.fromEntries(medians);
    mkdirSync(results, { recursive: true });
    const document = {
      schemaVersion: 1,
      startedAt,
      endedAt: new Date().toISOString(),
      machine: machine(),
      cases,
      verdicts,
    };
    writeFileSync(path.join(results, 'latest.json'), `${JSON.stringify(document, null, 2)}\n`);
  }
  const missed = verdicts.filter(({ isMet }) => !isMet);
  console.log(`\n${JSON.stringify(machine())}`);
  console.log(`${verdicts.length - missed.length} of ${verdicts.length} bounds met; bench/results/latest.json`);
  return values.strict && missed.length > 0 ? 1 : 0;
}

process.exitCode = await main();
