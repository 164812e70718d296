// What a pair of records has survives an import, whether HubSpot replaces labels or adds to them, and costs few requests.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { startImport } from '../src/cli/import/import-run.ts';
import type { ImportSettings } from '../src/cli/import/import-settings.ts';
import type { RunSummary } from '../src/cli/screen/run-summary.ts';
import { DEFAULT_RETRY_POLICY } from '../src/core/retry.ts';
import type { Fault } from '../src/sandbox/faults.ts';
import type { Sandbox, SandboxOptions } from '../src/sandbox/server.ts';
import { run, start, temporaryFolder } from './cli/support.ts';
import { sandboxWith } from './sandbox/support.ts';

const HUB = '900000';
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const settingsOfAll: Omit<ImportSettings, 'file' | 'baseUrl' | 'out'> = {
  from: 'contacts',
  to: 'companies',
  type: null,
  map: {},
  delimiter: null,
  encoding: null,
  batchSize: 2_000,
  rate: null,
  concurrency: null,
  timeoutMs: 5_000,
  maxAttempts: 2,
  maxErrors: null,
  maxDurationMs: null,
  existing: null,
  dryRun: false,
  sandbox: false,
  keepInput: false,
  apiVersion: '2026-03',
  runsDir: 'runs',
  logFile: null,
};

const retryPolicy = { ...DEFAULT_RETRY_POLICY, baseDelayMs: 1, maxDelayMs: 5, lockedMs: 5 };

interface Imported {
  readonly summary: RunSummary;
  readonly results: readonly Readonly<Record<string, string>>[];
  readonly writes: number;
  readonly reads: number;
}

function accountWith(options: SandboxOptions = {}): Promise<Sandbox> {
  return sandboxWith({ rateLimit: null, magicIds: false, ...options });
}

/** Imports the text into the sandbox, and counts the requests that it took. */
async function importInto(sandbox: Sandbox, text: string, settings: Partial<ImportSettings> = {}): Promise<Imported> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hs-assoc-keep-'));
  folders.push(folder);
  const [file, out] = [path.join(folder, 'links.csv'), path.join(folder, 'run')];
  writeFileSync(file, text);
  const earlier = sandbox.requests.length;
  const started = await startImport(
    { ...settingsOfAll, ...settings, file, out, baseUrl: sandbox.url },
    { token: 'pat-test', stdin: Readable.from([]), logEcho: null, retryPolicy, notice: () => {} },
  );
  const summary = await started.done;
  const paths = sandbox.requests.slice(earlier).map((entry) => entry.path);
  return {
    summary,
    results: parse(readFileSync(path.join(out, 'results.csv')), { columns: true }),
    writes: paths.filter((one) => /\/batch\/(?:create|associate\/default)$/.test(one)).length,
    reads: paths.filter((one) => one.endsWith('/batch/read')).length,
  };
}

/** Gives a contact and a company these types, beside the unlabelled one. */
function hold(sandbox: Sandbox, contact: string, company: string, ...typeIds: number[]): void {
  const types = sandbox.types.between('0-1', '0-2').filter(({ typeId }) => [279, ...typeIds].includes(typeId));
  const to = { objectTypeId: '0-2', id: company };
  sandbox.store.write({ objectTypeId: '0-1', id: contact }, to, { types, mode: 'add' });
}

/** The type ids between two records, in the direction asked for. */
function heldBy(sandbox: Sandbox, from: string, to: string, [fromType, toType] = ['0-1', '0-2']): readonly number[] {
  const types = sandbox.store.typesOf({ objectTypeId: fromType, id: from }, { objectTypeId: toType, id: to });
  return types.map(({ typeId }) => typeId).sort((a, b) => a - b);
}

function csvOf(rows: readonly (readonly string[])[], header = 'from,to,type'): string {
  return `${[header, ...rows.map((row) => row.join(','))].join('\n')}\n`;
}

function range(count: number, first = 1): readonly number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

describe.each(['replace', 'add'] as const)('where HubSpot would %s labels', (labels) => {
  test('the label of a pair survives an import that gives it another', async () => {
    const sandbox = await accountWith({ switches: { labels } });
    hold(sandbox, '11', '21', 30);
    const { results } = await importInto(sandbox, csvOf([['11', '21', 'Billing contact']]));
    expect(results[0]).toMatchObject({ status: 'created' });
    expect(results[0]?.types?.split(';')).toEqual(expect.arrayContaining(['USER_DEFINED:28', 'USER_DEFINED:30']));
    expect(heldBy(sandbox, '11', '21')).toEqual([28, 30, 279]);
  });

  test('labels survive at a company that has 20,000 contacts on pages of 500', async () => {
    const sandbox = await accountWith({ switches: { labels } });
    for (const contact of range(20_000, 100_000)) hold(sandbox, String(contact), HUB, contact % 2 === 0 ? 30 : 32);
    const contacts = range(2_000, 100_000).map(String);
    const asked = csvOf(contacts.map((contact) => [contact, HUB, 'Billing contact']));
    const { summary, writes, reads } = await importInto(sandbox, asked);
    expect(summary.rows).toMatchObject({ read: 2_000, created: 2_000 });
    expect({ writes, reads }).toEqual({ writes: 1, reads: 2 });
    expect(contacts.filter((contact) => heldBy(sandbox, contact, HUB).length !== 3)).toEqual([]);
  });

  test('the same holds for rows that begin at the company', async () => {
    const sandbox = await accountWith({ switches: { labels } });
    for (const contact of range(20_000, 100_000)) hold(sandbox, String(contact), HUB, 30);
    const asked = csvOf([
      [HUB, '119999', 'Geschäftsführer'],
      [HUB, '100000', 'Geschäftsführer'],
    ]);
    const { summary, reads } = await importInto(sandbox, asked, { from: 'companies', to: 'contacts' });
    expect(summary.rows).toMatchObject({ created: 2 });
    // One from the contacts, and one page from the company, which tells whose other half a label is.
    expect(reads).toBe(2);
    expect(heldBy(sandbox, '119999', HUB)).toEqual([30, 32, 279]);
  });

  test('a label with another text in each direction survives when it was read from the other side', async () => {
    const sandbox = await accountWith({ switches: { labels } });
    const contacts = range(1_500).map(String);
    for (const contact of contacts) hold(sandbox, contact, '21', 28);
    const rows = contacts.map((contact, index) => [contact, index < 1_490 ? `5${index % 38}` : '21', 'Decision maker']);
    const { summary } = await importInto(sandbox, csvOf(rows));
    expect(summary.rows).toMatchObject({ created: 1_500 });
    expect(heldBy(sandbox, '1500', '21')).toEqual([28, 30, 279]);
  });

  test('rows of one pair in different batches do not cost each other their labels', async () => {
    const sandbox = await accountWith({ switches: { labels }, latencyMs: 5, jitterMs: 20 });
    const cells = ['Billing contact', 'Decision maker', 'Geschäftsführer'];
    const rows = cells.flatMap((cell) => range(10).map((id) => [String(id), String(50 + id), cell]));
    const { summary } = await importInto(sandbox, csvOf(rows), { batchSize: 10, concurrency: 8 });
    expect(summary.rows).toMatchObject({ created: 30 });
    for (const id of range(10)) expect(heldBy(sandbox, String(id), String(50 + id))).toEqual([28, 30, 32, 279]);
  });

  test('rows that name one pair from either side do not cost each other their labels', async () => {
    const sandbox = await accountWith({ switches: { labels }, latencyMs: 5, jitterMs: 20 });
    const there = range(20).map((id) => ['contacts', String(id), 'companies', String(50 + id), 'Billing contact']);
    const back = range(20).map((id) => ['companies', String(50 + id), 'contacts', String(id), 'Decision maker']);
    const text = csvOf([...there, ...back], 'from_type,from,to_type,to,type');
    const { summary } = await importInto(sandbox, text, { from: null, to: null, batchSize: 5, concurrency: 8 });
    expect(summary.rows).toMatchObject({ created: 40 });
    for (const id of range(20)) expect(heldBy(sandbox, String(id), String(50 + id))).toEqual([28, 30, 279]);
  });

  test('two contacts that are named in both directions of one batch keep what each row asks for', async () => {
    const sandbox = await accountWith({ switches: { labels } });
    const rows = [
      ['7', '8', 'Manager'],
      ['8', '7', 'Manager'],
    ];
    const { summary } = await importInto(sandbox, csvOf(rows), { to: 'contacts' });
    expect(summary.rows).toMatchObject({ created: 2 });
    expect(heldBy(sandbox, '7', '8', ['0-1', '0-1'])).toEqual([36, 37, 449]);
  });
});

test('a label given to the former primary company does not take that place back', async () => {
  const sandbox = await accountWith();
  hold(sandbox, '1', '51', 1);
  const rows = [
    ['1', '52', 'Primary'],
    ['1', '51', 'Decision maker'],
  ];
  await importInto(sandbox, csvOf(rows));
  expect([heldBy(sandbox, '1', '51'), heldBy(sandbox, '1', '52')]).toEqual([
    [30, 279],
    [1, 279],
  ]);
});

describe('what an import with --existing keep costs', () => {
  test('is nothing but reads when the same file comes again', async () => {
    const sandbox = await accountWith();
    const text = csvOf(range(3_000).map((id) => [String(id), String(50_000 + (id % 700)), 'Decision maker']));
    const first = await importInto(sandbox, text);
    expect(first.summary.rows).toMatchObject({ created: 3_000 });
    const second = await importInto(sandbox, text);
    expect(second.writes).toBe(0);
    expect(second.summary.rows).toMatchObject({ read: 3_000, exists: 3_000 });
    expect(second.summary.exitCode).toBe(0);
  });

  test('is at most one read for each 1,000 records of a batch, as the dry run says', async () => {
    const sandbox = await accountWith();
    const text = csvOf(range(6_000).map((id) => [String(id), String(50_000 + id), 'Decision maker']));
    const { summary } = await importInto(sandbox, text, { dryRun: true });
    expect(summary.plan).toMatchObject({ writeRequests: 3, readRequests: 6 });
    const { reads, writes } = await importInto(sandbox, text);
    expect({ reads, writes }).toEqual({ reads: 6, writes: 3 });
  });

  test('is no read at all for rows without a type, nor with --existing replace', async () => {
    const sandbox = await accountWith();
    const plain = await importInto(sandbox, csvOf([['1', '51']], 'from,to'));
    const replaced = await importInto(sandbox, csvOf([['1', '51', 'Decision maker']]), { existing: 'replace' });
    expect([plain.reads, replaced.reads]).toEqual([0, 0]);
  });
});

describe('when reading fails', () => {
  test('the rows are failed as EXISTING_UNREADABLE, and nothing is written', async () => {
    const faults = [{ match: { path: '/batch/read' }, times: 'always' as const, status: 500 }];
    const sandbox = await accountWith({ faults });
    const { summary, results, writes } = await importInto(sandbox, csvOf([['1', '51', 'Decision maker']]));
    expect(results).toMatchObject([{ status: 'failed', code: 'EXISTING_UNREADABLE' }]);
    expect(results[0]?.message).toContain('could not be read');
    expect({ writes, exitCode: summary.exitCode }).toEqual({ writes: 0, exitCode: 1 });
  });

  test('for batch after batch, the run stops instead of failing the whole file', async () => {
    const faults = [{ match: { path: '/batch/read' }, times: 'always' as const, status: 500 }];
    const sandbox = await accountWith({ faults });
    const text = csvOf(range(100).map((id) => [String(id), String(500 + id), 'Decision maker']));
    const { summary, writes } = await importInto(sandbox, text, { batchSize: 1, concurrency: 1 });
    expect({ writes, exitCode: summary.exitCode, status: summary.status }).toEqual({
      writes: 0,
      exitCode: 5,
      status: 'stopped',
    });
  });

  test('a reading that HubSpot refuses record by record ends after a few requests', async () => {
    const faults = [{ match: { path: '/batch/read' }, times: 'always' as const, status: 400 }];
    const sandbox = await accountWith({ faults });
    const text = csvOf(range(2_000).map((id) => [String(id), String(5_000 + id), 'Decision maker']));
    const { summary, reads, writes } = await importInto(sandbox, text);
    expect(summary.rows).toMatchObject({ failed: 2_000 });
    expect(writes).toBe(0);
    expect(reads).toBeLessThan(60);
  });
});

test('a run that is killed between HubSpot’s answer and the report says created, not exists, after it resumes', async () => {
  const faults = [{ match: { path: '/batch/create', containsId: '7' }, hang: 'after' as const }];
  const sandbox = await accountWith({ faults });
  hold(sandbox, '6', '56', 30);
  const cwd = temporaryFolder();
  const rows = range(9).map((id) => [String(id), String(50 + id), 'Decision maker']);
  writeFileSync(path.join(cwd, 'links.csv'), csvOf(rows));
  const env = { HUBSPOT_ACCESS_TOKEN: 'pat-test' };
  const argv = ['import', 'links.csv', '--from', 'contacts', '--to', 'companies', '--base-url', sandbox.url];
  const child = start([...argv, '--out', 'run', '--batch-size', '3', '--concurrency', '1'], { cwd, env, stdin: '' });
  await until(() => heldBy(sandbox, '7', '57').length > 0);
  child.kill('SIGKILL');
  await child.ended;
  const resumed = await run(['resume', 'run', '--json'], { cwd, env });
  expect(resumed.code).toBe(0);
  const results: Readonly<Record<string, string>>[] = parse(readFileSync(path.join(cwd, 'run', 'results.csv')), {
    columns: true,
  });
  expect(results.map(({ status }) => status)).toEqual([
    ...Array.from({ length: 5 }, () => 'created'),
    'exists',
    ...Array.from({ length: 3 }, () => 'created'),
  ]);
});

describe('a row that a killed sitting may have written is never called failed when the next one', () => {
  const killedAt = { match: { path: '/batch/create' }, hang: 'after' as const };
  const read = { match: { path: '/batch/read' } };
  test.each([
    ['cannot read', [killedAt, { ...read, delayMs: 0 }, { ...read, times: 'always', status: 400 }], 'unknown'],
    [
      'is told that it is locked',
      [killedAt, { match: { path: '/batch/create' }, times: 'always', status: 423 }],
      'created',
    ],
    ['has it refused', [killedAt, { match: { path: '/batch/create' }, times: 'always', status: 400 }], 'created'],
    ['may not go on', [killedAt, { ...read, delayMs: 0 }, { ...read, status: 401 }], 'unknown'],
  ] satisfies [string, Fault[], string][])('%s', async (_name, faults, status) => {
    const sandbox = await accountWith({ faults });
    const cwd = temporaryFolder();
    writeFileSync(path.join(cwd, 'links.csv'), csvOf([['7', '57', 'Decision maker']]));
    const env = { HUBSPOT_ACCESS_TOKEN: 'pat-test' };
    const argv = ['import', 'links.csv', '--from', 'contacts', '--to', 'companies', '--base-url', sandbox.url];
    const child = start([...argv, '--out', 'run', '--max-attempts', '2'], { cwd, env, stdin: '' });
    await until(() => heldBy(sandbox, '7', '57').length > 0);
    child.kill('SIGKILL');
    await child.ended;
    await run(['resume', 'run'], { cwd, env });
    const results = readFileSync(path.join(cwd, 'run', 'results.csv'));
    expect(parse(results, { columns: true })).toMatchObject([{ row: '1', status }]);
  });
});

/** Looks until it holds; the test's own time limit ends it. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
