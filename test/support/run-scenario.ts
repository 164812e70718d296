/** Runs one scenario: the importer as it is, over real HTTP, against the local HubSpot that the scenario describes. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import { request } from 'undici';
import { startImport } from '../../src/cli/import/import-run.ts';
import type { ImportSettings } from '../../src/cli/import/import-settings.ts';
import type { RunSummary } from '../../src/cli/screen/run-summary.ts';
import { HsAssocError } from '../../src/core/errors.ts';
import { DEFAULT_RETRY_POLICY } from '../../src/core/retry.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import type { RequestLogEntry } from '../../src/sandbox/request-log.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { startSandbox } from '../../src/sandbox/server.ts';
import { csvOf } from './scenario-file.ts';
import type { LimitInput, Scenario } from './scenario-shape.ts';
import type { ResultRow } from './scenario-truth.ts';
import { linkOf, untruths } from './scenario-truth.ts';

/** What a run left behind. */
export interface ScenarioEnd {
  /** Null when the run was refused before it began. */
  readonly summary: RunSummary | null;
  readonly thrown: { readonly code: string; readonly exitCode: number } | null;
  readonly written: unknown;
  readonly results: readonly ResultRow[];
  /** The fields of the data records of the file and of `failed.csv`. */
  readonly records: readonly (readonly string[])[];
  readonly failed: readonly (readonly string[])[];
  /** The run's own requests, in the order of arrival. */
  readonly requests: readonly RequestLogEntry[];
  readonly unusedFaults: readonly Fault[];
  readonly untruths: readonly string[];
}

const settingsOfAll: Omit<ImportSettings, 'file' | 'baseUrl' | 'out'> = {
  from: 'contacts',
  to: 'companies',
  type: null,
  map: {},
  delimiter: null,
  encoding: null,
  batchSize: 2_000,
  rate: 1_000,
  concurrency: null,
  timeoutMs: 5_000,
  maxAttempts: 3,
  maxErrors: null,
  maxDurationMs: null,
  existing: 'replace',
  dryRun: false,
  sandbox: false,
  keepInput: false,
  apiVersion: '2026-03',
  runsDir: 'runs',
  logFile: null,
};

/** The waits of a scenario: short, since nobody watches. */
const retryOfAll = { ...DEFAULT_RETRY_POLICY, maxThrottles: 4, baseDelayMs: 5, maxDelayMs: 20, lockedMs: 10 };

/** Runs the scenario in a folder of its own. */
export async function runScenario(scenario: Scenario): Promise<ScenarioEnd> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'hs-assoc-scenario-'));
  const sandbox = await startSandbox({
    rateLimit: scenario.rateLimit === undefined ? { max: 100_000, intervalMs: 10_000 } : scenario.rateLimit,
    switches: scenario.switches ?? {},
    faults: scenario.faults ?? [],
    ...scenario.sandbox,
  });
  try {
    await prepare(scenario, sandbox);
    return await runIn(folder, scenario, sandbox);
  } finally {
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Puts the account into the state that the scenario begins with. */
async function prepare({ before = [], limits = [] }: Scenario, sandbox: Sandbox): Promise<void> {
  for (const [fromType, fromId, toType, toId, name] of before) {
    const [category = '', typeId = ''] = name.split(':');
    const types = sandbox.types
      .named(category, Number(typeId))
      .filter(({ from, to }) => from === fromType && to === toType);
    const [from, to] = [
      { objectTypeId: fromType, id: fromId },
      { objectTypeId: toType, id: toId },
    ];
    sandbox.store.write(from, to, { types, mode: 'add' });
  }
  for (const limit of limits) await setLimit(limit, sandbox);
}

async function setLimit({ pair, ...input }: LimitInput, { url }: Sandbox): Promise<void> {
  const answer = await request(`${url}/crm/associations/2026-03/definitions/configurations/${pair}/batch/create`, {
    method: 'POST',
    headers: { authorization: 'Bearer pat-test', 'content-type': 'application/json' },
    body: JSON.stringify({ inputs: [input] }),
  });
  await answer.body.text();
  if (answer.statusCode !== 201) throw new Error(`the limit of ${pair} was answered with ${answer.statusCode}`);
}

async function runIn(folder: string, scenario: Scenario, sandbox: Sandbox): Promise<ScenarioEnd> {
  const text = csvOf(scenario.file);
  const file = path.join(folder, 'input.csv');
  const out = path.join(folder, 'run');
  await writeFile(file, text);
  const earlierRequests = sandbox.requests.length;
  const before = new Set([...sandbox.store.all()].map(({ from, to }) => linkOf(asResult(from, to))));
  const settings = { ...settingsOfAll, ...scenario.settings, file, out, baseUrl: sandbox.url };
  const { summary, thrown } = await importInto(settings, scenario);
  const results = summary === null ? [] : await readResults(path.join(out, 'results.csv'));
  const records = recordsOf(text);
  return {
    summary,
    thrown,
    written: summary === null ? null : JSON.parse(await readFile(path.join(out, 'summary.json'), 'utf8')),
    results,
    records,
    failed: summary === null ? [] : recordsOf(await readFile(path.join(out, 'failed.csv'), 'utf8')),
    requests: sandbox.requests.slice(earlierRequests),
    unusedFaults: sandbox.unusedFaults(),
    untruths: untruths(results, {
      sandbox,
      before,
      keepsLabels: scenario.switches?.labels === 'add' || records.length <= settings.batchSize,
    }),
  };
}

type Imported = Pick<ScenarioEnd, 'summary' | 'thrown'>;

async function importInto(settings: ImportSettings, { token, retry }: Scenario): Promise<Imported> {
  try {
    const run = await startImport(settings, {
      token: token ?? 'pat-test',
      stdin: Readable.from([]),
      logEcho: null,
      retryPolicy: { ...retryOfAll, ...retry },
      notice: () => {},
    });
    return { summary: await run.done, thrown: null };
  } catch (error) {
    if (!(error instanceof HsAssocError)) throw error;
    return { summary: null, thrown: { code: error.code, exitCode: error.exitCode } };
  }
}

async function readResults(file: string): Promise<readonly ResultRow[]> {
  const rows: ResultRow[] = parse(await readFile(file), { columns: true });
  return rows;
}

/** The data records of a CSV text; blank lines are none. */
function recordsOf(text: string): readonly (readonly string[])[] {
  const records: string[][] = parse(text, { bom: true, skip_empty_lines: true, relax_column_count: true });
  return records.slice(1);
}

const pluralByTypeId: Readonly<Record<string, string>> = { '0-1': 'contacts', '0-2': 'companies', '0-3': 'deals' };

function asResult(from: { objectTypeId: string; id: string }, to: { objectTypeId: string; id: string }): ResultRow {
  const name = (typeId: string): string => pluralByTypeId[typeId] ?? typeId;
  return { from_type: name(from.objectTypeId), from_id: from.id, to_type: name(to.objectTypeId), to_id: to.id };
}
