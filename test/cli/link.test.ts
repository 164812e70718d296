// `hs-assoc link` and `hs-assoc unlink`: the built command against a local HubSpot.
import { describe, expect, test } from '@jest/globals';
import type { Fault } from '../../src/sandbox/faults.ts';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/server.ts';
import { sandboxWith } from '../sandbox/support.ts';
import { type Ended, run, temporaryFolder } from './support.ts';

const ends = ['contacts', '101', 'companies', '202'];

function call(sandbox: Sandbox, command: 'link' | 'unlink', ...flags: string[]): Promise<Ended> {
  const argv = [command, ...ends, ...flags, '--base-url', sandbox.url];
  return run(argv, { cwd: temporaryFolder(), env: { HUBSPOT_ACCESS_TOKEN: 'pat-test' } });
}

/** An account in which the two records have these types. */
async function accountHolding(typeIds: readonly number[], options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await sandboxWith(options);
  const types = sandbox.types.between('0-1', '0-2').filter(({ typeId }) => typeIds.includes(typeId));
  if (types.length > 0) sandbox.store.write(contact, company, { types, mode: 'add' });
  return sandbox;
}

const contact = { objectTypeId: '0-1', id: '101' };
const company = { objectTypeId: '0-2', id: '202' };

function heldIn(sandbox: Sandbox): readonly number[] {
  const types = sandbox.store.typesOf(contact, company);
  return types.map(({ typeId }) => typeId).sort((a, b) => a - b);
}

function writesOf(sandbox: Sandbox): readonly string[] {
  return sandbox.requests.filter(({ path }) => /archive$|\/crm\/objects\//.test(path)).map(({ path }) => path);
}

const READ = { match: { path: '/batch/read' } };
/** Lets the first reading pass, so that the next fault is for those behind it. */
const READ_ONCE: readonly Fault[] = [{ ...READ, delayMs: 0 }];

describe('hs-assoc link', () => {
  test('shows a call that is right where an id is none, and the types only where a type is none', async () => {
    const sandbox = await sandboxWith({});
    const ask = (...argv: string[]): Promise<Ended> =>
      run([...argv, '--base-url', sandbox.url], { cwd: temporaryFolder(), env: { HUBSPOT_ACCESS_TOKEN: 'pat-test' } });
    const noId = await ask('link', 'contacts', '101', 'companies', 'x');
    expect(noId).toMatchObject({ code: 2, stderr: expect.stringContaining('is not a record id') });
    expect(noId.stderr).toContain('  hs-assoc link contacts 101 companies 202\n');
    expect(noId.stderr).not.toContain('hs-assoc labels');
    const noType = await ask('unlink', ...ends, '--type', 'Nope', '--yes');
    expect(noType).toMatchObject({ code: 2, stderr: expect.stringContaining('hs-assoc labels contacts companies') });
  });

  test('makes the default association with one call, and shows both directions', async () => {
    const sandbox = await accountHolding([]);
    const { code, stdout } = await call(sandbox, 'link');
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        'created  default association',
        '  contacts 101 → companies 202: HUBSPOT_DEFINED:279 (unlabelled)',
        '  companies 202 → contacts 101: HUBSPOT_DEFINED:280 (unlabelled)',
        '',
      ].join('\n'),
    );
    expect(writesOf(sandbox)).toEqual(['/crm/objects/2026-03/contacts/101/associations/default/companies/202']);
  });

  test.each(['replace', 'add'] as const)('keeps the label there is where HubSpot would %s labels', async (labels) => {
    const sandbox = await accountHolding([279, 30], { switches: { labels } });
    const { code, stdout } = await call(sandbox, 'link', '--type', 'billing contact');
    expect(code).toBe(0);
    expect(stdout).toContain('created  USER_DEFINED:28;USER_DEFINED:30');
    expect(heldIn(sandbox)).toEqual([28, 30, 279]);
    expect(stdout).toContain('companies 202 → contacts 101: ');
  });

  test('with --existing replace writes without reading first', async () => {
    const sandbox = await accountHolding([279, 30]);
    await call(sandbox, 'link', '--type', '28', '--existing', 'replace');
    expect(heldIn(sandbox)).toEqual([28, 279]);
  });

  test('writes nothing when it is there', async () => {
    const sandbox = await accountHolding([279, 30]);
    const { code, stdout } = await call(sandbox, 'link', '--type', 'Decision maker', '--json');
    expect([code, JSON.parse(stdout).status]).toEqual([0, 'exists']);
    expect(writesOf(sandbox)).toEqual([]);
  });

  test('as --json tells what HubSpot confirms', async () => {
    const { stdout } = await call(await accountHolding([]), 'link', '--type', 'Decision maker', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      status: 'created',
      types: 'USER_DEFINED:30',
      httpStatus: 201,
      directions: [
        { from: { type: 'contacts', id: '101' }, to: { type: 'companies', id: '202' } },
        { from: { type: 'companies', id: '202' } },
      ],
    });
  });

  test('ends with 1 and HubSpot’s reason for a record that does not exist', async () => {
    const sandbox = await accountHolding([], { missing: ['0-2/202'] });
    const { code, stdout } = await call(sandbox, 'link');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^rejected/);
    expect(stdout).toContain('202');
    expect(stdout).toMatch(/correlation id \S+/);
  });

  test('ends with 4 when the token lacks scopes, and with 5 when HubSpot does not answer', async () => {
    const refused = await accountHolding([], { faults: [{ match: { method: 'PUT' }, status: 403 }] });
    expect((await call(refused, 'link')).code).toBe(4);
    const silent = await accountHolding([], { faults: [{ match: { method: 'PUT' }, times: 'always', status: 503 }] });
    expect((await call(silent, 'link', '--max-attempts', '1')).code).toBe(5);
  });

  test.each([
    ['created, when reading shows it', [], 'created', 0],
    ['unknown, when that cannot be read', [...READ_ONCE, { ...READ, times: 'always', status: 400 }], 'unknown', 5],
  ] satisfies [string, Fault[], string, number][])(
    'calls what an attempt made before the refused one %s',
    async (_name, more, status, exitCode) => {
      const put = { match: { method: 'PUT' } };
      const faults: Fault[] = [{ ...put, reset: 'after' }, { ...put, status: 400 }, ...more];
      const { code, stdout } = await call(await accountHolding([], { faults }), 'link', '--type', '28', '--json');
      expect([JSON.parse(stdout).status, code]).toEqual([status, exitCode]);
    },
  );

  test('refuses what no row may hold before anything is sent', async () => {
    const sandbox = await accountHolding([]);
    const label = await call(sandbox, 'link', '--type', 'Decison maker');
    expect(label.code).toBe(2);
    expect(label.stderr).toContain('Decision maker');
    const argv = ['link', 'contacts', '1.2E+11', 'companies', '202', '--base-url', sandbox.url];
    const id = await run(argv, { cwd: temporaryFolder(), env: { HUBSPOT_ACCESS_TOKEN: 'pat-test' } });
    expect([id.code, writesOf(sandbox)]).toEqual([2, []]);
    // There is no column here, and a list of labels would mend no id.
    expect(id.stderr).toContain('1.2E+11 in <fromId>: a spreadsheet rounded the id');
    expect(id.stderr).toMatch(/\n {2}hs-assoc link contacts 101 companies 202\n$/);
  });
});

test('hs-assoc link calls unknown what may yet be made, since an attempt is under way and the next gave no reason', async () => {
  const match = { path: '/crm/objects/' };
  const faults = [
    { match, reset: 'before' as const },
    { match, status: 400, body: '<html>blocked</html>' },
  ];
  const { stdout } = await call(await accountHolding([], { faults }), 'link', '--json');
  expect(JSON.parse(stdout).status).toBe('unknown');
});

describe('hs-assoc unlink', () => {
  test('without a terminal and without --yes removes nothing', async () => {
    const sandbox = await accountHolding([279, 28]);
    const { code, stderr } = await call(sandbox, 'unlink');
    expect(code).toBe(2);
    expect(stderr).toContain('USER_DEFINED:28 (Billing contact)');
    expect(stderr).toContain('--yes');
    expect(heldIn(sandbox)).toEqual([28, 279]);
  });

  test('takes one label away and leaves the others', async () => {
    const sandbox = await accountHolding([279, 28, 30]);
    const { code, stdout } = await call(sandbox, 'unlink', '--type', 'Billing contact', '--yes');
    expect([code, heldIn(sandbox)]).toEqual([0, [30, 279]]);
    expect(stdout).toMatch(/^removed {2}USER_DEFINED:28\n/);
    expect(writesOf(sandbox)).toEqual(['/crm/associations/2026-03/contacts/companies/batch/labels/archive']);
  });

  test('without a type takes everything away', async () => {
    const sandbox = await accountHolding([279, 28, 30]);
    const { code, stdout } = await call(sandbox, 'unlink', '-y');
    expect([code, heldIn(sandbox)]).toEqual([0, []]);
    expect(stdout).toContain('contacts 101 → companies 202: not associated');
    expect(writesOf(sandbox)).toEqual(['/crm/associations/2026-03/contacts/companies/batch/archive']);
  });

  test('warns that the unlabelled type takes every label with it', async () => {
    const sandbox = await accountHolding([279, 28]);
    const { code, stderr } = await call(sandbox, 'unlink', '--type', '279', '--yes');
    expect(stderr).toContain('warning: removing the unlabelled type removes every label');
    expect([code, heldIn(sandbox)]).toEqual([0, []]);
  });

  test('asks nothing and sends nothing when there is nothing to take away', async () => {
    const sandbox = await accountHolding([279, 30]);
    const { code, stdout } = await call(sandbox, 'unlink', '--type', 'Billing contact');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^absent {2}USER_DEFINED:28/);
    expect(writesOf(sandbox)).toEqual([]);
  });

  test.each([401, 400])('is unknown when it may have been applied and then %s is all that is said', async (status) => {
    const archive = { match: { path: 'archive' } };
    const reads: Fault[] = [...READ_ONCE, { ...READ, times: 'always', status: 400 }];
    const faults: Fault[] = [{ ...archive, reset: 'after' }, { ...archive, status }, ...(status === 400 ? reads : [])];
    const sandbox = await accountHolding([279, 28], { faults });
    const { stdout } = await call(sandbox, 'unlink', '--yes', '--json');
    expect([JSON.parse(stdout).status, heldIn(sandbox)]).toEqual(['unknown', []]);
  });

  test('does not call removed what HubSpot still shows', async () => {
    const faults = [{ match: { path: 'archive' }, emptyResults: true }];
    const sandbox = await accountHolding([279, 28], { faults });
    const { code, stdout } = await call(sandbox, 'unlink', '--yes');
    expect(code).toBe(5);
    expect(stdout).toContain('NOT_CONFIRMED');
  });

  test.each([
    ['has been accepted only', [{ status: 202, body: '' }]],
    ['has not been finished', [{ status: 200, body: { status: 'PENDING', results: [] } }]],
    ['may be under way', [{ reset: 'before' as const }, { status: 400, body: '<html>blocked</html>' }]],
  ])('calls unknown what may yet be removed, since it %s', async (_name, answers) => {
    const faults = answers.map((answer) => ({ match: { path: 'archive' }, ...answer }));
    const sandbox = await accountHolding([279, 28], { faults });
    const { stdout } = await call(sandbox, 'unlink', '--yes', '--json');
    expect(JSON.parse(stdout).status).toBe('unknown');
  });
});
