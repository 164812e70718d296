/** Runs one import of the model property over real HTTP, and collects what it reported and what the server saw. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import { startImport } from '../../src/cli/import/import-run.ts';
import type { ImportRun } from '../../src/cli/import/import-run-types.ts';
import type { ImportSettings } from '../../src/cli/import/import-settings.ts';
import type { RunSummary } from '../../src/cli/screen/run-summary.ts';
import { HsAssocError } from '../../src/core/errors.ts';
import type { RetryPolicy } from '../../src/core/retry.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { startSandbox } from '../../src/sandbox/server.ts';
import type { ModelCase, ModelFile } from './model-case.ts';
import { headerOf, MISSING_FOR_ONE_TYPE } from './model-universe.ts';

/** A line of `results.csv`, by its columns' names. */
export type ResultLine = Readonly<Record<string, string>>;

/** What a run left behind. */
export type Observed =
  | {
      readonly kind: 'over';
      readonly summary: RunSummary;
      readonly results: readonly ResultLine[];
      /** The fields of `failed.csv`, its header first. */
      readonly failed: readonly (readonly string[])[];
    }
  /** It ended with an error before anything was reported. */
  | { readonly kind: 'thrown'; readonly error: Error };

/** Waits so short that a run with a dozen faults takes milliseconds. */
const RETRY_POLICY: RetryPolicy = {
  maxAttempts: 1,
  maxThrottles: 4,
  maxWaitMs: 1_000,
  baseDelayMs: 1,
  maxDelayMs: 3,
  lockedMs: 1,
};

/** Long enough for a busy machine; short where a script hangs, since each hanging request costs it. */
const TIMEOUT_MS = 30_000;
const TIMEOUT_WHERE_HANGING_MS = 250;

/** A sandbox as the case wants it, with the associations that were there before. */
export async function sandboxOf(modelCase: ModelCase, faults: ModelCase['faults']): Promise<Sandbox> {
  const sandbox = await startSandbox({
    switches: modelCase.switches,
    faults: faults.map(({ fault }) => fault),
    rateLimit: null,
    dailyLimit: null,
    missing: MISSING_FOR_ONE_TYPE,
  });
  for (const { pair, fromId, toId, name } of modelCase.earlier) {
    const types = sandbox.types.between(pair.fromTypeId, pair.toTypeId);
    const unlabelled = sandbox.types.unlabelled(pair.fromTypeId, pair.toTypeId);
    const wanted = types.filter((type) => `${type.category}:${type.typeId}` === name || type === unlabelled);
    const from = { objectTypeId: pair.fromTypeId, id: fromId };
    sandbox.store.write(from, { objectTypeId: pair.toTypeId, id: toId }, { types: wanted, mode: 'add' });
  }
  if (modelCase.limit !== null) await setLimit(sandbox, modelCase.limit);
  return sandbox;
}

async function setLimit(sandbox: Sandbox, max: number): Promise<void> {
  const path = '/crm/associations/2026-03/definitions/configurations/contacts/companies/batch/create';
  const body = JSON.stringify({ inputs: [{ category: 'USER_DEFINED', typeId: 28, maxToObjectIds: max }] });
  const headers = { authorization: 'Bearer pat-test', 'content-type': 'application/json' };
  const answer = await fetch(`${sandbox.url}${path}`, { method: 'POST', body, headers });
  if (answer.status !== 201) throw new Error(`the limit was not set: ${answer.status} ${await answer.text()}`);
}

/** The text of a CSV file. */
export function csvText(file: ModelFile): string {
  const quoted = (field: string): string =>
    /["\r\n,;\t|]|^\s|\s$/.test(field) || field === '' ? `"${field.replaceAll('"', '""')}"` : field;
  return [headerOf(file), ...file.rows]
    .map((fields) => fields.map(quoted).join(file.delimiter) + file.newline)
    .join('');
}

/** Imports the text into the sandbox. */
export async function importText(
  text: string,
  modelCase: ModelCase,
  { sandbox, stop }: { readonly sandbox: Sandbox; readonly stop: ModelCase['stop'] },
): Promise<Observed> {
  const directory = await mkdtemp(join(tmpdir(), 'hs-assoc-model-'));
  try {
    const path = join(directory, 'in.csv');
    await writeFile(path, text);
    return await importFile(settingsOf(modelCase, path, { directory, baseUrl: sandbox.url }), stop);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function settingsOf(
  { file, settings, faults }: ModelCase,
  path: string,
  { directory, baseUrl }: { readonly directory: string; readonly baseUrl: string },
): ImportSettings {
  const isHanging = faults.some(({ fault }) => fault.hang !== undefined);
  return {
    ...settings,
    file: path,
    from: file.defaultPair.from,
    to: file.defaultPair.to,
    type: file.defaultType,
    map: {},
    delimiter: null,
    encoding: null,
    rate: 1_000_000,
    timeoutMs: isHanging ? TIMEOUT_WHERE_HANGING_MS : TIMEOUT_MS,
    maxErrors: null,
    maxDurationMs: null,
    dryRun: false,
    sandbox: false,
    baseUrl,
    runsDir: directory,
    out: join(directory, 'run'),
    logFile: null,
    keepInput: false,
  };
}

async function importFile(settings: ImportSettings, stop: ModelCase['stop']): Promise<Observed> {
  let run: ImportRun | null = null;
  let requests = 0;
  const stopIfDue = (): void => {
    if (stop === null || requests !== stop.afterRequests) return;
    run?.stop({ kind: 'interrupted', signal: 'SIGINT' });
    if (stop.isHard) run?.abandon();
  };
  // Each request writes one line into the log, so a run can be stopped at every one of them.
  const logEcho = new Writable({
    write: (_chunk, _encoding, done) => {
      requests += 1;
      stopIfDue();
      done();
    },
  });
  try {
    run = await startImport(settings, {
      token: 'pat-test',
      stdin: Readable.from([]),
      logEcho,
      retryPolicy: RETRY_POLICY,
      notice: () => {},
    });
    stopIfDue();
    const summary = await run.done;
    const results: ResultLine[] = parse(await readFile(join(run.directory, 'results.csv')), { columns: true });
    const failed: string[][] = parse(await readFile(join(run.directory, 'failed.csv')), {
      delimiter: (await readFile(settings.file, 'utf8')).charAt('from'.length),
      relax_column_count: true,
    });
    return { kind: 'over', summary, results, failed };
  } catch (thrown) {
    if (thrown instanceof HsAssocError) return { kind: 'thrown', error: thrown };
    throw thrown;
  }
}

/** Resolves when every request that reached the sandbox has taken effect. */
export async function settled(sandbox: Sandbox): Promise<void> {
  // What a caller that left has sent may still lie in a socket's buffer; a request behind it, which no fault strikes,
  // tells that it was read.
  await fetch(`${sandbox.url}/definitions`, { headers: { authorization: 'Bearer pat-test' } }).then((answer) =>
    answer.text(),
  );
  while (sandbox.requests.some(({ endedAtMs }) => endedAtMs === null)) await new Promise(setImmediate);
}
