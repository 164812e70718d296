// `hs-assoc limits`: the built command against a local HubSpot.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { shell } from '../kill/support.ts';
import { ask, sandboxWith } from '../sandbox/support.ts';
import { type Ended, onlyRun, root, run, start, temporaryFolder } from './support.ts';

const env = { HUBSPOT_ACCESS_TOKEN: 'pat-test' };

async function limits(sandbox: Sandbox, ...argv: string[]): Promise<Ended> {
  return run(['limits', ...argv, '--base-url', sandbox.url], { cwd: temporaryFolder(), env });
}

/** Runs a verb on a file in a folder of its own. */
async function onFile(sandbox: Sandbox, verb: 'set' | 'clear', lines: readonly string[]): Promise<FileEnd> {
  const cwd = temporaryFolder();
  writeFileSync(path.join(cwd, 'limits.csv'), `${lines.join('\n')}\n`);
  const ended = await run(['limits', verb, 'limits.csv', '--base-url', sandbox.url], { cwd, env });
  if (ended.code === 2) return { ...ended, cwd, results: [], failed: '' };
  const results: Readonly<Record<string, string>>[] = parse(readFileSync(path.join(onlyRun(cwd), 'results.csv')), {
    columns: true,
  });
  return { ...ended, cwd, results, failed: readFileSync(path.join(onlyRun(cwd), 'failed.csv'), 'utf8') };
}

type FileEnd = Ended & {
  readonly cwd: string;
  readonly results: readonly Readonly<Record<string, string>>[];
  readonly failed: string;
};

/** Sets a limit without asking for what is there. */
async function setDirectly(sandbox: Sandbox): Promise<void> {
  const inputs = [{ category: 'USER_DEFINED', typeId: 31, maxToObjectIds: 1 }];
  const call = 'POST /crm/associations/2026-03/definitions/configurations/companies/contacts/batch/create';
  await ask(sandbox, call, { body: { inputs } });
}

async function listed(sandbox: Sandbox): Promise<unknown> {
  const { stdout } = await limits(sandbox, 'list', 'companies', 'contacts', '--json');
  const { directions }: { directions: { from: string; limits: { label: string | null; max: number }[] }[] } =
    JSON.parse(stdout);
  return Object.fromEntries(
    directions.map(({ from, limits: own }) => [from, own.map(({ label, max }) => `${label}: ${max}`)]),
  );
}

function writesOf(sandbox: Sandbox): readonly string[] {
  const paths = sandbox.requests.filter(({ method }) => method === 'POST').map((entry) => entry.path);
  return paths.map((one) => one.split('/').at(-1) ?? '');
}

describe('one limit', () => {
  test('show a call that is right where the number is none', async () => {
    const { code, stderr } = await limits(await sandboxWith({}), 'set', 'companies', 'contacts', 'Decision maker', 'x');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('not "x"') });
    expect(stderr).toMatch(/ {2}hs-assoc limits set companies contacts .Decision maker. 1\n/);
    expect(stderr).not.toContain('hs-assoc labels');
  });

  test('of a file leave nothing to resume, and say so instead of missing a checkpoint', async () => {
    const ended = await onFile(await sandboxWith({}), 'set', ['from,to,type,max', 'companies,contacts,Boss,1']);
    expect(ended.code).toBe(1);
    const again = await run(['resume'], { cwd: ended.cwd, env });
    expect(again).toMatchObject({ code: 0, stderr: 'there is no unfinished run in runs\n' });
    const named = await run(['resume', onlyRun(ended.cwd)], { cwd: ended.cwd, env });
    expect(named).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('is finished: there is nothing to resume'),
    });
  });

  test('is set, listed, changed by an update, and cleared', async () => {
    const sandbox = await sandboxWith();
    const set = await limits(sandbox, 'set', 'companies', 'contacts', 'decision maker', '1');
    expect(set.stdout).toBe('set  companies → contacts USER_DEFINED:31: at most 1\n');
    const { stdout } = await limits(sandbox, 'list', 'companies', 'contacts');
    expect(stdout).toBe(
      [
        'companies → contacts',
        '  TYPE             LABEL           AT MOST',
        '  USER_DEFINED:31  Decision maker  1',
        '',
        'contacts → companies',
        '  no limits',
        '',
      ].join('\n'),
    );
    const changed = await limits(sandbox, 'set', 'companies', 'contacts', '31', '2');
    expect(changed.stdout).toContain('at most 2 (before: 1)');
    const cleared = await limits(sandbox, 'clear', 'companies', 'contacts', 'Decision maker');
    expect(cleared.stdout).toBe('cleared  companies → contacts USER_DEFINED:31: no limit (before: 2)\n');
    expect(writesOf(sandbox)).toEqual(['create', 'update', 'purge']);
    expect([set.code, changed.code, cleared.code]).toEqual([0, 0, 0]);
  });

  test('that is there already, or gone already, costs no write', async () => {
    const sandbox = await sandboxWith({ switches: { configurations: 'every' } });
    await limits(sandbox, 'set', 'companies', 'contacts', 'unlabelled', '50');
    const again = await limits(sandbox, 'set', 'companies', 'contacts', '', '50');
    const gone = await limits(sandbox, 'clear', 'companies', 'contacts', 'Decision maker');
    expect([again.stdout, gone.stdout].map((text) => text.split(' ')[0])).toEqual(['exists', 'exists']);
    expect(writesOf(sandbox)).toEqual(['create']);
  });

  test('is unknown when the run stops before it could be seen that it is gone', async () => {
    const read = { match: { method: 'GET', path: 'configurations' } };
    const sandbox = await sandboxWith({
      faults: [
        { ...read, delayMs: 0 },
        { ...read, status: 401 },
      ],
    });
    await setDirectly(sandbox);
    const { code, stdout } = await limits(sandbox, 'clear', 'companies', 'contacts', 'Decision maker', '--json');
    expect([code, JSON.parse(stdout).status]).toEqual([4, 'unknown']);
    expect(await listed(sandbox)).toEqual({ companies: [], contacts: [] });
  });

  test('is set when an attempt before the refused one set it', async () => {
    const create = { match: { path: 'batch/create' } };
    const sandbox = await sandboxWith({
      faults: [
        { ...create, reset: 'after' },
        { ...create, status: 400 },
      ],
    });
    const { code, stdout } = await limits(sandbox, 'set', 'companies', 'contacts', 'Decision maker', '2');
    expect([code, stdout.split(' ')[0]]).toEqual([0, 'set']);
  });

  test('is unknown when it may be set yet: by an attempt that is under way, or by one that was accepted only', async () => {
    const create = { match: { path: 'batch/create' } };
    const refused = [
      { ...create, reset: 'before' as const },
      { ...create, status: 400, body: '<html>blocked</html>' },
    ];
    const accepted = [{ ...create, status: 202, body: '' }];
    for (const faults of [refused, accepted]) {
      const sandbox = await sandboxWith({ faults });
      const { stdout } = await limits(sandbox, 'set', 'companies', 'contacts', 'Decision maker', '2', '--json');
      expect(JSON.parse(stdout).status).toBe('unknown');
    }
  });

  test.each([
    ['an empty answer', { status: 204 }],
    ['an answer without results', { status: 200, body: { status: 'COMPLETE' } }],
  ])('is not taken for gone by %s', async (_name, fault) => {
    const faults = [{ match: { method: 'GET', path: 'configurations' }, ...fault }];
    const sandbox = await sandboxWith({ faults });
    await setDirectly(sandbox);
    const { code, stdout } = await limits(sandbox, 'clear', 'companies', 'contacts', 'Decision maker');
    expect([code, stdout]).toEqual([0, 'cleared  companies → contacts USER_DEFINED:31: no limit (before: 1)\n']);
    expect(await listed(sandbox)).toEqual({ companies: [], contacts: [] });
  });

  test.each([
    ['set companies contacts Decison-maker 1', 'Decision maker'],
    ['set companies contacts 31 none', 'whole number from 1 on'],
    ['set companies contacts 31 0', 'whole number from 1 on'],
    ['set companies contacts 31', 'missing: <max>'],
    ['clear companies contacts', 'missing: <type>'],
    ['frobnicate', 'there are list, set and clear'],
    ['set companies compnies 31 1', 'did you mean companies'],
  ])('is refused before anything is sent for "limits %s"', async (words, said) => {
    const sandbox = await sandboxWith();
    const { code, stderr } = await limits(sandbox, ...words.split(' '));
    expect([code, writesOf(sandbox)]).toEqual([2, []]);
    expect(stderr).toContain(said);
  });

  test('ends with 4 for a token without scopes', async () => {
    const sandbox = await sandboxWith({ faults: [{ match: { path: 'configurations' }, status: 403 }] });
    expect((await limits(sandbox, 'list')).code).toBe(4);
    const again = await sandboxWith({ faults: [{ match: { path: 'configurations' }, status: 403 }] });
    expect((await limits(again, 'set', 'companies', 'contacts', '31', '1')).code).toBe(4);
  });
});

describe('a file of limits', () => {
  const good = [
    'From object type,To object type,Label,Max',
    'companies,contacts,Decision maker,1',
    'contacts,companies,Decision maker,5',
    'contacts,deals,Champion,3',
  ];

  test('is set, pair by pair, and a second run writes nothing', async () => {
    const sandbox = await sandboxWith();
    const first = await onFile(sandbox, 'set', good);
    expect(first.code).toBe(0);
    expect(first.results.map(({ status, types }) => `${status} ${types}`)).toEqual([
      'created USER_DEFINED:31',
      'created USER_DEFINED:30',
      'created USER_DEFINED:34',
    ]);
    expect(await listed(sandbox)).toEqual({ companies: ['Decision maker: 1'], contacts: ['Decision maker: 5'] });
    const writes = writesOf(sandbox).length;
    const second = await onFile(sandbox, 'set', good);
    expect(second.results.map(({ status }) => status)).toEqual(['exists', 'exists', 'exists']);
    expect(writesOf(sandbox)).toHaveLength(writes);
  });

  test('is cleared by the same file', async () => {
    const sandbox = await sandboxWith();
    await onFile(sandbox, 'set', good);
    const { code, results } = await onFile(sandbox, 'clear', good);
    expect(code).toBe(0);
    expect(results[0]).toMatchObject({ status: 'created', message: 'no limit (before: 1)' });
    expect(await listed(sandbox)).toEqual({ companies: [], contacts: [] });
  });

  test('says of each row what is wrong, ends with 1, and its failed.csv can be mended', async () => {
    const sandbox = await sandboxWith();
    const { code, results, failed, stderr } = await onFile(sandbox, 'set', [
      'from,to,type,max,why',
      'companies,contacts,Decision maker,1,first',
      'companies,contacts,Decision maker,1,again',
      'companies,contacts,Decision maker,2,contradicts',
      'companies,contacts,Boss,1,no label',
      'companies,nonsense things,Boss,1,no type',
      'companies,contacts,Billing contact of,many,no number',
    ]);
    expect(code).toBe(1);
    expect(results.map(({ status, code: why }) => `${status} ${why}`.trim())).toEqual([
      'created',
      'duplicate',
      'invalid LIMIT_CONTRADICTED',
      'invalid LABEL_UNKNOWN',
      'invalid OBJECT_TYPE_UNKNOWN',
      'invalid MAX_NOT_A_NUMBER',
    ]);
    expect(failed.split('\n')[0]).toBe('from,to,type,max,why,hs_assoc_code,hs_assoc_message');
    expect(failed).toContain('companies,contacts,Decision maker,2,contradicts,LIMIT_CONTRADICTED,');
    expect(stderr).toMatch(/hs-assoc limits set runs\/\S+\/failed\.csv/);
  });

  test('does not guess which field of a row that does not fit the header belongs where', async () => {
    const sandbox = await sandboxWith();
    await onFile(sandbox, 'set', ['from,to,type,max', 'companies,contacts,unlabelled,5']);
    const { results } = await onFile(sandbox, 'clear', [
      'from,to,type',
      'companies,contacts',
      'companies,contacts,Decision, maker',
      ',,',
      ',contacts,Decision maker',
    ]);
    expect(results.map(({ status, code }) => `${status} ${code}`)).toEqual([
      'invalid ROW_TOO_SHORT',
      'invalid ROW_RAGGED',
      'invalid ROW_EMPTY',
      'invalid OBJECT_TYPE_MISSING',
    ]);
    expect(results[3]?.message).toBe('The from side has no object type: fill in its from column.');
    expect(await listed(sandbox)).toEqual({ companies: ['null: 5'], contacts: [] });
  });

  test('loses only the row that HubSpot refuses, though it cancels the whole batch', async () => {
    const cwd = temporaryFolder();
    writeFileSync(path.join(cwd, 'limits.csv'), 'from,to,type,max\ncontacts,companies,28,1\ncontacts,companies,32,2\n');
    // As when somebody deletes a label between the survey of types and the write.
    const sandbox = await sandboxWith({
      faults: [
        {
          match: { path: '/batch/create', minInputs: 2 },
          status: 207,
          body: {
            status: 'CANCELED',
            results: [],
            errors: [{ status: 'error', message: '1-32 is not valid' }],
            numErrors: 1,
          },
        },
        {
          match: { path: '/batch/create', maxInputs: 1, containsId: '32' },
          status: 207,
          body: {
            status: 'CANCELED',
            results: [],
            errors: [
              { status: 'error', category: 'VALIDATION_ERROR', message: '1-32 is not a valid association type' },
            ],
            numErrors: 1,
          },
        },
      ],
    });
    const { code } = await run(['limits', 'set', 'limits.csv', '--base-url', sandbox.url], { cwd, env });
    const results = readFileSync(path.join(onlyRun(cwd), 'results.csv'), 'utf8').split('\n');
    expect(code).toBe(1);
    expect(results[1]).toContain('created');
    expect(results[2]).toContain('rejected,VALIDATION_ERROR,1-32 is not a valid association type');
  });

  test.each([
    ['refused', { status: 400, times: 'always' as const }],
    ['not sent, since the run stops', { status: 401 }],
  ])(
    'may have been set by the request of all, where that could not be seen and each by itself is %s',
    async (_, then) => {
      const rows = ['from,to,type,max', 'contacts,companies,28,1', 'contacts,companies,32,2'];
      const configurations = { method: 'GET', path: 'configurations' };
      const sandbox = await sandboxWith({
        faults: [
          { match: configurations, delayMs: 0 },
          {
            match: { path: '/batch/create' },
            status: 200,
            body: { status: 'COMPLETE', results: [] },
            applyFirst: true,
          },
          { match: configurations, status: 400 },
          { match: { path: '/batch/create' }, ...then },
          { match: configurations, status: 400, times: 'always' },
        ],
      });
      const { results } = await onFile(sandbox, 'set', rows);
      expect(results.map(({ status }) => status)).toEqual(['unknown', 'unknown']);
    },
  );

  test('travels in batches of at most 100, and survives 429s, faults and lost answers', async () => {
    const types = Array.from({ length: 230 }, (_, index) => ({
      category: 'USER_DEFINED' as const,
      from: '0-1',
      to: '0-2',
      ids: [1_000 + 2 * index, 1_001 + 2 * index] as const,
      labels: [`Label ${index}`, `Label ${index}`] as const,
    }));
    const sandbox = await sandboxWith({
      types,
      faults: [
        { match: { path: '/batch/create' }, status: 429 },
        { match: { path: '/batch/create' }, reset: 'after' },
      ],
    });
    const rows = types.map((_, index) => `contacts,companies,Label ${index},${index + 1}`);
    const { code, results } = await onFile(sandbox, 'set', ['from,to,type,max', ...rows]);
    expect(code).toBe(0);
    expect(results.filter(({ status }) => status === 'created')).toHaveLength(230);
    const sizes = sandbox.requests
      .filter(({ path: one }) => one.endsWith('/batch/create'))
      .map((one) => one.inputCount);
    expect(Math.max(...sizes)).toBe(100);
  });

  test('repeats of a row share what became of it, also where it did not succeed', async () => {
    const faults = [{ match: { path: '/batch/create', containsId: '31' }, status: 400, times: 'always' as const }];
    const lines = ['companies,contacts,31,1', 'companies,contacts,29,2', 'companies,contacts,Decision maker,1'];
    const again = 'companies,contacts,Billing contact of,2';
    const { code, results, failed } = await onFile(await sandboxWith({ faults }), 'set', [
      'from,to,type,max',
      ...lines,
      again,
    ]);
    expect([code, results.map(({ status }) => status)]).toEqual([1, ['rejected', 'created', 'rejected', 'duplicate']]);
    expect(results[3]?.message).toBe('as row 2');
    expect(failed.split('\n').filter((line) => line.startsWith('companies,contacts,'))).toHaveLength(2);
  });

  test('that is stopped while it is read has all of its rows in failed.csv', async () => {
    const sandbox = await sandboxWith({ faults: [{ match: { path: 'deals' }, delayMs: 700, times: 'always' }] });
    const cwd = temporaryFolder();
    const rows = [
      'companies,contacts,31,1',
      'contacts,deals,34,2',
      'contacts,tickets,Any,3',
      'companies,contacts,29,3',
      'companies,contacts,Boss,1',
    ];
    writeFileSync(path.join(cwd, 'limits.csv'), `from,to,type,max\n${rows.join('\n')}\n`);
    const running = start(['limits', 'set', 'limits.csv', '--base-url', sandbox.url], { cwd, env });
    while (!sandbox.requests.some(({ path: one }) => one.includes('deals')))
      await new Promise((resolve) => setTimeout(resolve, 10));
    running.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    const results: Readonly<Record<string, string>>[] = parse(readFileSync(path.join(onlyRun(cwd), 'results.csv')), {
      columns: true,
    });
    expect(results.map(({ status }) => status)).toEqual(['not_sent', 'not_sent', 'not_sent', 'not_sent', 'invalid']);
    const failed = readFileSync(path.join(onlyRun(cwd), 'failed.csv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1);
    expect(failed.map((line) => line.split(',').slice(0, 4).join(','))).toEqual(rows);
  });

  test('names for its failed.csv all that the call was told of place and token', async () => {
    const sandbox = await sandboxWith();
    const cwd = temporaryFolder();
    writeFileSync(path.join(cwd, 'limits.csv'), 'from,to,type,max\ncompanies,contacts,Boss,1\n');
    writeFileSync(path.join(cwd, 'token'), 'pat-test', { mode: 0o600 });
    const place = ['--base-url', sandbox.url, '--api-version', 'v4', '--token-file', 'token', '--runs-dir=-kept'];
    const { code, stderr } = await run(['limits', 'set', 'limits.csv', ...place], { cwd });
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`failed.csv ${place.join(' ')}\n`),
    });
    expect(stderr).toContain('hs-assoc limits set ./-kept/');
  });

  test('leaves its log behind when limits were set and results.csv cannot be written', async () => {
    const sandbox = await sandboxWith();
    const cwd = temporaryFolder();
    const rows: readonly string[] = new Array(300).fill('companies,contacts,31,1');
    writeFileSync(path.join(cwd, 'limits.csv'), `from,to,type,max\n${rows.join('\n')}\n`);
    const command = `"${process.execPath}" "${root}/dist/bin.js" limits set limits.csv --base-url ${sandbox.url}`;
    const { code, stderr } = await shell(`ulimit -f 8; exec ${command}`, cwd);
    expect({ code, stderr }).toMatchObject({ code: 5, stderr: expect.stringContaining('(ulimit -f)') });
    expect(stderr).toContain('The limits were changed before that');
    expect(stderr).toContain(`  hs-assoc limits set limits.csv --base-url ${sandbox.url}\n`);
    expect(await listed(sandbox)).toMatchObject({ companies: [expect.stringContaining('1')] });
    expect(readFileSync(path.join(onlyRun(cwd), 'run.log'), 'utf8')).toContain('/batch/create');
  });

  test('with more rows than are read is refused as a whole, instead of in part', async () => {
    const sandbox = await sandboxWith();
    const rows: readonly string[] = new Array(100_001).fill('companies,contacts,31,1');
    const { code, stderr, cwd } = await onFile(sandbox, 'set', ['from,to,type,max', ...rows]);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('more than 100,000 rows') });
    expect([writesOf(sandbox), readdirSync(path.join(cwd, 'runs'))]).toEqual([[], []]);
  });

  test('is refused as a whole when a column is missing, and leaves no run behind', async () => {
    const { code, stderr } = await onFile(await sandboxWith(), 'set', ['from,to,type', 'companies,contacts,31']);
    expect(code).toBe(2);
    expect(stderr).toContain('"max"');
  });
});
