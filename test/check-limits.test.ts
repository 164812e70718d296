// `import --check-limits`: rows that the account's limits have no room for are named before anything is sent.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { Sandbox, SandboxOptions } from '../src/sandbox/server.ts';
import { type Ended, run } from './cli/support.ts';
import { ask, sandboxWith } from './sandbox/support.ts';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

interface Checked extends Ended {
  readonly results: readonly Readonly<Record<string, string>>[];
  /** `created` or `invalid`, row by row. */
  readonly statuses: readonly string[];
}

async function importRows(sandbox: Sandbox, rows: readonly string[], ...flags: string[]): Promise<Checked> {
  const cwd = mkdtempSync(path.join(tmpdir(), 'hs-assoc-limits-'));
  folders.push(cwd);
  writeFileSync(path.join(cwd, 'links.csv'), `from,to,type\n${rows.join('\n')}\n`);
  const argv = ['import', 'links.csv', '--from', 'contacts', '--to', 'companies', '--check-limits', '--out', 'run'];
  const env = { HUBSPOT_ACCESS_TOKEN: 'pat-test' };
  const ended = await run([...argv, ...flags, '--base-url', sandbox.url], { cwd, env });
  const results: Readonly<Record<string, string>>[] =
    ended.code === 2 || ended.code === 4
      ? []
      : parse(readFileSync(path.join(cwd, 'run', 'results.csv')), { columns: true });
  return { ...ended, results, statuses: results.map(({ status = '' }) => status) };
}

/** An account in which a company may have so many decision makers. */
async function accountWith(max: number, options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await sandboxWith(options);
  const inputs = [{ category: 'USER_DEFINED', typeId: 31, maxToObjectIds: max }];
  await ask(sandbox, 'POST /crm/associations/2026-03/definitions/configurations/companies/contacts/batch/create', {
    body: { inputs },
  });
  return sandbox;
}

function hold(sandbox: Sandbox, contact: string, company: string, ...typeIds: number[]): void {
  const types = sandbox.types.between('0-1', '0-2').filter(({ typeId }) => [279, ...typeIds].includes(typeId));
  const to = { objectTypeId: '0-2', id: company };
  sandbox.store.write({ objectTypeId: '0-1', id: contact }, to, { types, mode: 'add' });
}

function writesOf(sandbox: Sandbox): number {
  return sandbox.requests.filter(({ path: one }) => /batch\/(?:create|associate\/default)$/.test(one)).length;
}

describe('one decision maker per company', () => {
  test('lets the first row of a company pass and names the others, with limit, record and rows', async () => {
    const sandbox = await accountWith(1);
    const rows = ['1,51,Decision maker', '2,52,Decision maker', '3,51,Decision maker', '3,51,Billing contact'];
    const { code, results, statuses, stderr } = await importRows(sandbox, rows);
    expect([code, statuses]).toEqual([1, ['created', 'created', 'invalid', 'created']]);
    expect(results[2]).toMatchObject({
      code: 'LIMIT_WOULD_BE_EXCEEDED',
      message:
        'Not sent, because the account allows at most 1 of contacts as "Decision maker" (USER_DEFINED:31) for one of ' +
        'companies: 51 has 0 in HubSpot, and row 1 before this one.',
    });
    expect(stderr).toContain('1 row would break a limit and is not sent:');
  });

  test('counts what the account holds, and a row that is there already breaks nothing', async () => {
    const sandbox = await accountWith(1);
    hold(sandbox, '9', '51', 30);
    hold(sandbox, '1', '52', 30);
    hold(sandbox, '8', '53');
    const rows = ['1,51,Decision maker', '1,52,Decision maker', '1,53,Decision maker'];
    const { statuses, results } = await importRows(sandbox, rows);
    expect(statuses).toEqual(['invalid', 'exists', 'created']);
    expect(results[0]?.message).toContain('51 has 1 in HubSpot.');
  });

  test('holds for what the sandbox itself enforces: nothing that passes is refused', async () => {
    const sandbox = await accountWith(3);
    const rows = Array.from({ length: 60 }, (_, index) => `${index + 1},${500 + (index % 7)},Decision maker`);
    hold(sandbox, '777', '503', 30);
    const { statuses } = await importRows(sandbox, rows, '--batch-size', '10');
    expect(statuses.filter((status) => status === 'created')).toHaveLength(3 * 7 - 1);
    expect(new Set(statuses)).toEqual(new Set(['created', 'invalid']));
  });

  test('is told by a dry run as well, which writes nothing', async () => {
    const sandbox = await accountWith(1);
    const { statuses, stderr } = await importRows(sandbox, ['1,51,Decision maker', '2,51,Decision maker'], '-n');
    expect(statuses).toEqual(['not_sent', 'invalid']);
    expect(stderr).toContain('would break a limit');
    expect(writesOf(sandbox)).toBe(1);
  });

  test('is told before the first write', async () => {
    const sandbox = await accountWith(1);
    hold(sandbox, '9', '51', 30);
    const { code, statuses } = await importRows(sandbox, ['1,51,Decision maker']);
    expect([code, statuses, writesOf(sandbox)]).toEqual([1, ['invalid'], 1]);
  });
});

test('a row that breaks one limit takes no place under another', async () => {
  const sandbox = await accountWith(1);
  const inputs = [{ category: 'USER_DEFINED', typeId: 30, maxToObjectIds: 1 }];
  await ask(sandbox, 'POST /crm/associations/2026-03/definitions/configurations/contacts/companies/batch/create', {
    body: { inputs },
  });
  const rows = ['1,51,Decision maker', '2,51,Decision maker', '2,52,Decision maker'];
  expect((await importRows(sandbox, rows)).statuses).toEqual(['created', 'invalid', 'created']);
});

test('a record that is full by HubSpot’s own limit gets no more, and others cost no reading', async () => {
  const sandbox = await sandboxWith({ recordLimit: 20 });
  for (let contact = 1; contact <= 19; contact += 1) hold(sandbox, String(contact), '51');
  const { statuses, results } = await importRows(sandbox, ['101,51,', '102,51,', '103,52,']);
  expect(statuses).toEqual(['created', 'invalid', 'created']);
  expect(results[1]?.message).toContain('at most 20 of contacts for one of companies: 51 has 19 in HubSpot, and row 1');
  const reads = sandbox.requests.filter(({ path: one }) => one.endsWith('/batch/read'));
  expect(reads.map(({ inputCount }) => inputCount)).toEqual([1]);
});

test('without limits in the account the check costs two requests for each direction, and no row', async () => {
  const sandbox = await sandboxWith();
  const { code } = await importRows(sandbox, ['1,51,Decision maker'], '--existing', 'replace');
  expect(code).toBe(0);
  expect(sandbox.requests.filter(({ path: one }) => /configurations|\/limits\//.test(one))).toHaveLength(4);
});

test.each([
  ['several at once', [], 4],
  ['one after the other with --concurrency 1', ['--concurrency', '1'], 1],
])('what many records have already is read by requests under way %s', async (_how, flags, most) => {
  const sandbox = await accountWith(1, { latencyMs: 150, rateLimit: null });
  hold(sandbox, '7', '3700', 30);
  const rows = Array.from({ length: 3_900 }, (_, index) => `${10_000 + index},${index + 1},Decision maker`);
  const { statuses } = await importRows(sandbox, rows, '--dry-run', '--rate', '1000', ...flags);
  expect(statuses.flatMap((status, index) => (status === 'invalid' ? [index] : []))).toEqual([3_699]);
  const reads = sandbox.requests.filter(({ path: one }) => one.endsWith('/batch/read'));
  expect(reads.map(({ inputCount }) => inputCount)).toEqual([1_000, 1_000, 1_000, 900]);
  const underWay = reads.map(
    ({ startedAtMs }) =>
      reads.filter((one) => one.startedAtMs <= startedAtMs && (one.endedAtMs ?? 0) > startedAtMs).length,
  );
  expect(Math.max(...underWay)).toBe(most);
});

describe('records that HubSpot does not tell of are named as unchecked, after a few requests', () => {
  const error = { status: 'error', category: 'INTERNAL_ERROR', message: 'internal error', context: { id: ['51'] } };
  test.each([
    ['a page that comes again', 200, { results: [{ from: { id: '51' }, to: [], paging: { next: { after: '500' } } }] }],
    ['an error of another kind', 207, { status: 'COMPLETE', results: [], numErrors: 1, errors: [error] }],
    ['an answer that is not finished', 200, { status: 'PROCESSING', results: [] }],
  ])('%s', async (_name, status, body) => {
    const faults = [{ match: { path: '/batch/read' }, times: 'always' as const, status, body }];
    const sandbox = await accountWith(1, { faults });
    const { code, statuses, stderr } = await importRows(sandbox, ['1,51,Decision maker'], '--existing', 'replace');
    expect([code, statuses]).toEqual([0, ['created']]);
    expect(stderr).toContain('does not tell what 1 record has already (companies→contacts)');
    expect(sandbox.requests.filter(({ path: one }) => one.endsWith('/batch/read'))).toHaveLength(2);
  });

  test('and their rows are left to HubSpot: one of them may be there already', async () => {
    const sandbox = await accountWith(1, { faults: [{ match: { path: '/batch/read' }, status: 400, times: 2 }] });
    hold(sandbox, '2', '51', 30);
    const rows = ['1,51,Decision maker', '2,51,Decision maker', '3,52,Decision maker'];
    const { statuses } = await importRows(sandbox, rows, '--existing', 'replace', '--batch-size', '1');
    expect(statuses).toEqual(['rejected', 'created', 'created']);
  });

  test('but not those that answers leave out without a word: they have nothing', async () => {
    const faults = [
      { match: { path: '/batch/read' }, times: 2, status: 200, body: { status: 'COMPLETE', results: [] } },
    ];
    const { code, stderr } = await importRows(await accountWith(1, { faults }), ['1,51,Decision maker']);
    expect(code).toBe(0);
    expect(stderr).not.toContain('does not tell');
  });
});

test('limits that cannot be read end the import before anything is sent', async () => {
  const faults = [{ match: { path: 'configurations' }, times: 'always' as const, status: 404 }];
  const sandbox = await sandboxWith({ faults });
  const { code, stderr } = await importRows(sandbox, ['1,51,Decision maker']);
  expect(code).toBe(2);
  expect(stderr).toContain('--check-limits');
  const refused = await sandboxWith({ faults: [{ match: { path: 'configurations' }, status: 403 }] });
  expect((await importRows(refused, ['1,51,Decision maker'])).code).toBe(4);
});

test('limits that cannot be read because HubSpot is out of order stop the import, which can be resumed', async () => {
  const faults = [{ match: { path: 'configurations' }, times: 'always' as const, status: 503 }];
  const sandbox = await sandboxWith({ faults });
  const { code, stderr } = await importRows(sandbox, ['1,51,Decision maker'], '--max-attempts', '1');
  expect([code, writesOf(sandbox)]).toEqual([5, 0]);
  expect(stderr).toContain('HubSpot does not answer (HTTP_503)');
  expect(stderr).toContain('hs-assoc resume run');
});
