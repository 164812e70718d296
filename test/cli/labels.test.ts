// `hs-assoc labels`, and the labels that an import makes: the built command against a local HubSpot.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { internalName } from '../../src/core/label-endpoints.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { sandboxWith } from '../sandbox/support.ts';
import { type Ended, onlyRun, run, start, temporaryFolder } from './support.ts';

const env = { HUBSPOT_ACCESS_TOKEN: 'pat-test' };

function call(sandbox: Sandbox, ...argv: string[]): Promise<Ended> {
  return run([...argv, '--base-url', sandbox.url], { cwd: temporaryFolder(), env });
}

interface LabelsDocument {
  readonly isNew?: boolean;
  readonly directions: readonly {
    readonly from: string;
    readonly types: readonly {
      readonly category: string;
      readonly typeId: number;
      readonly label: string | null;
      readonly isPrimary: boolean;
      readonly isUnlabelled: boolean;
      readonly inverse: { readonly typeId: number } | null;
    }[];
  }[];
}

function documentOf({ stdout }: Ended): LabelsDocument {
  return JSON.parse(stdout);
}

describe('hs-assoc labels', () => {
  test('lists both directions, with what a type is called from the other side', async () => {
    const { code, stdout, stderr } = await call(await sandboxWith(), 'labels', 'contact', '0-2');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatchSnapshot();
  });

  test('as --json tells category, id, label, inverse, unlabelled and primary of each', async () => {
    const ended = await call(await sandboxWith(), 'labels', 'contacts', 'companies', '--json');
    const [there, back] = documentOf(ended).directions;
    expect([there?.from, back?.from]).toEqual(['contacts', 'companies']);
    expect(there?.types.map(({ typeId, inverse }) => [typeId, inverse?.typeId])).toEqual([
      [279, 280],
      [1, 2],
      [28, 29],
      [30, 31],
      [32, 33],
    ]);
    expect(there?.types.filter(({ isPrimary }) => isPrimary).map(({ typeId }) => typeId)).toEqual([1]);
    expect(there?.types.filter(({ isUnlabelled }) => isUnlabelled).map(({ typeId }) => typeId)).toEqual([279]);
  });

  test('does not guess an inverse that HubSpot does not tell', async () => {
    const sandbox = await sandboxWith();
    await call(sandbox, 'labels', 'create', 'contacts', 'companies', '--label', 'Advisor', '--inverse', 'Advised by');
    const [there] = documentOf(await call(sandbox, 'labels', 'contacts', 'companies', '--json')).directions;
    const unknown = there?.types.filter(({ inverse }) => inverse === null).map(({ label }) => label);
    expect(unknown).toEqual(['Billing contact', 'Advisor']);
  });

  test('lists records of one object type once', async () => {
    const { stdout } = await call(await sandboxWith(), 'labels', 'contacts', 'contacts');
    expect(stdout.match(/contacts → contacts/g)).toHaveLength(1);
  });

  test('needs two object types, and says how they are written', async () => {
    const { code, stderr } = await call(await sandboxWith(), 'labels', 'contacts');
    expect(code).toBe(2);
    expect(stderr).toContain('missing: <to>');
    expect(stderr).toContain('hs-assoc labels contacts companies');
  });

  test('ends with exit code 2 for an object type that HubSpot does not know, and with 4 for a bad token', async () => {
    const sandbox = await sandboxWith();
    const unknown = await call(sandbox, 'labels', 'contacts', 'compnies');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('did you mean companies instead of compnies?');
    expect((await call(sandbox, 'labels', 'contacts', 'blorps')).stderr).not.toContain('did you mean');
    const expired = await run(['labels', 'contacts', 'deals', '--base-url', sandbox.url], {
      cwd: temporaryFolder(),
      env: { HUBSPOT_ACCESS_TOKEN: 'pat-expired' },
    });
    expect(expired.code).toBe(4);
  });

  test('names itself, not an import, when there is no token', async () => {
    const { stderr } = await run(['labels', 'contacts', 'deals'], { cwd: temporaryFolder() });
    expect(stderr).toContain('hs-assoc labels contacts deals');
    expect(stderr).not.toContain('hs-assoc import');
  });
});

describe('hs-assoc labels create', () => {
  test('makes a label, with a text for each direction', async () => {
    const sandbox = await sandboxWith();
    const argv = ['labels', 'create', 'contacts', 'contacts', '--label', 'Mentor', '--inverse', 'Mentee'];
    const { code, stdout } = await call(sandbox, ...argv);
    expect({ code, first: stdout.split('\n')[0] }).toEqual({
      code: 0,
      first: 'Made the label "Mentor" (contacts→contacts).',
    });
    const labels = sandbox.types.between('0-1', '0-1').map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining(['Mentor', 'Mentee']));
  });

  test('changes nothing when it is there, in whatever case', async () => {
    const sandbox = await sandboxWith();
    const argv = ['labels', 'create', 'contacts', 'companies', '--label', 'decision MAKER', '--json'];
    const ended = await call(sandbox, ...argv);
    expect([ended.code, documentOf(ended).isNew]).toEqual([0, false]);
    expect(sandbox.requests.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  test('believes the list when the answer was lost', async () => {
    const sandbox = await sandboxWith({ faults: [{ match: { method: 'POST', path: '/labels' }, reset: 'after' }] });
    const { code } = await call(sandbox, 'labels', 'create', 'contacts', 'companies', '--label', 'Board member');
    expect(code).toBe(0);
    const labels = sandbox.types.between('0-1', '0-2').map(({ label }) => label);
    expect(labels.filter((label) => label === 'Board member')).toHaveLength(1);
  });

  test('tells HubSpot’s reason when it refuses, and ends with exit code 1', async () => {
    const argv = ['labels', 'create', 'contacts', 'companies', '--label', 'Champion', '--name', 'champion'];
    const { code, stderr } = await call(await sandboxWith(), ...argv);
    expect(code).toBe(1);
    expect(stderr).toContain('An association definition with the name champion already exists');
  });

  test('needs a text', async () => {
    const { code, stderr } = await call(await sandboxWith(), 'labels', 'create', 'contacts', 'companies');
    expect(code).toBe(2);
    expect(stderr).toContain('--label');
  });

  test('gives it an internal name of plain letters', () => {
    expect(['Geschäftsführer (DE)', 'Board member', '担当者'].map(internalName)).toEqual([
      'geschaftsfuhrer_de',
      'board_member',
      'label_62c5_5f53_8005',
    ]);
  });
});

const file = [
  'from,to,type',
  '1,51,Board member',
  '2,52,Decision maker;Board member',
  '3,53,Decison maker',
  'x,54,Never made',
  '',
].join('\n');

/** Imports the file above with `--create-labels`. */
async function importFile(sandbox: Sandbox, ...flags: string[]): Promise<Ended & { readonly cwd: string }> {
  const cwd = temporaryFolder();
  writeFileSync(path.join(cwd, 'links.csv'), file);
  const argv = ['import', 'links.csv', '--from', 'contacts', '--to', 'companies', '--create-labels'];
  return { cwd, ...(await run([...argv, ...flags, '--base-url', sandbox.url], { cwd, env })) };
}

function summaryIn(cwd: string): unknown {
  return JSON.parse(readFileSync(path.join(onlyRun(cwd), 'summary.json'), 'utf8'));
}

describe('hs-assoc import --create-labels', () => {
  test('names what is missing with its rows, and without a terminal refuses to go on', async () => {
    const sandbox = await sandboxWith();
    const { code, stderr, cwd } = await importFile(sandbox);
    expect(code).toBe(2);
    expect(stderr).toContain('"Board member" (contacts → companies), 2 rows from row 1 on');
    expect(stderr).toContain('"Decison maker" (contacts → companies), 1 row from row 3 on; is "Decision maker" meant?');
    expect(stderr).not.toContain('Never made');
    expect(stderr).toContain('--yes');
    expect(sandbox.store.size).toBe(0);
    expect(readdirSync(path.join(cwd, 'runs')).filter((name) => !name.startsWith('.'))).toEqual([]);
  });

  test('makes them with --yes before the first write, and uses them', async () => {
    const sandbox = await sandboxWith();
    const { code, stderr, cwd } = await importFile(sandbox, '--yes');
    expect(code).toBe(1);
    expect(stderr).toContain('made the label "Board member" (contacts→companies)');
    const results = readFileSync(path.join(onlyRun(cwd), 'results.csv'), 'utf8')
      .split('\n')
      .slice(1, 5);
    expect(results.map((line) => line.split(',')[6])).toEqual(['created', 'created', 'created', 'invalid']);
    const paths = sandbox.requests.map((entry) => `${entry.method} ${entry.path.split('/').at(-1)}`);
    expect(paths.lastIndexOf('POST labels')).toBeLessThan(paths.indexOf('POST create'));
  });

  test('in a dry run only says so', async () => {
    const sandbox = await sandboxWith();
    const { stderr, stdout } = await importFile(sandbox, '-n');
    expect(stdout).toMatch(/3 {2}ready/);
    expect(stderr).toContain('; the real run makes them:');
    expect(sandbox.types.between('0-1', '0-2').map(({ label }) => label)).not.toContain('Board member');
  });

  test('makes the label of --type as well', async () => {
    const sandbox = await sandboxWith();
    const cwd = temporaryFolder();
    writeFileSync(path.join(cwd, 'links.csv'), 'from,to\n1,51\n2,52\n');
    const argv = ['import', 'links.csv', '--from', 'contacts', '--to', 'companies', '--type', 'Board member'];
    const { code } = await run([...argv, '--create-labels', '--yes', '--base-url', sandbox.url], { cwd, env });
    expect([code, sandbox.store.size]).toEqual([0, 2]);
  });

  test('makes the label of --type for rows whose type is a character that nobody sees', async () => {
    const sandbox = await sandboxWith();
    const cwd = temporaryFolder();
    writeFileSync(path.join(cwd, 'links.csv'), 'from,to,type\n1,51,\u200b\n');
    const argv = ['import', 'links.csv', '--from', 'contacts', '--to', 'companies', '--type', 'Board member'];
    const { code } = await run([...argv, '--create-labels', '--yes', '--base-url', sandbox.url], { cwd, env });
    expect([code, sandbox.store.size]).toEqual([0, 1]);
  });

  test('that is interrupted while it makes them says so in its summary, and goes on when it is resumed', async () => {
    const sandbox = await sandboxWith({ faults: [{ match: { method: 'POST', path: '/labels' }, delayMs: 500 }] });
    const cwd = temporaryFolder();
    writeFileSync(path.join(cwd, 'links.csv'), file);
    const argv = ['import', 'links.csv', '--from', 'contacts', '--to', 'companies', '--create-labels', '--yes'];
    const running = start([...argv, '--base-url', sandbox.url], { cwd, env });
    while (!sandbox.requests.some(({ method }) => method === 'POST'))
      await new Promise((resolve) => setTimeout(resolve, 10));
    running.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    expect(summaryIn(cwd)).toMatchObject({ status: 'stopped', exitCode: 130, next: expect.stringMatching(/ resume /) });
    expect((await run(['resume'], { cwd, env })).code).toBe(1);
    expect(summaryIn(cwd)).toMatchObject({ status: 'finished', rows: { read: 4, created: 3, invalid: 1 } });
    const labels = sandbox.types.between('0-1', '0-2').map(({ label }) => label);
    expect(labels.filter((label) => label === 'Board member')).toHaveLength(1);
  });

  test.each([
    ['is out of order', { status: 503 }, { method: 'GET', path: '/labels' }, 5],
    ['does not take the token any more', { status: 401 }, { method: 'POST', path: '/labels' }, 4],
    ['lists no label that it said it made', { body: { results: [] } }, { method: 'POST', path: '/labels' }, 5],
  ])('can be resumed when HubSpot %s', async (_, kind, match, exitCode) => {
    const before = { match: { method: 'GET', path: '/labels' }, delayMs: 0, times: 2 };
    const sandbox = await sandboxWith({ faults: [before, { match, ...kind, times: 2 }] });
    const { code, cwd } = await importFile(sandbox, '--yes', '--max-attempts', '1');
    expect([code, sandbox.store.size]).toEqual([exitCode, 0]);
    expect(summaryIn(cwd)).toMatchObject({ status: 'stopped', exitCode, next: expect.stringMatching(/ resume /) });
  });

  test('takes a --yes from the call that resumes the run', async () => {
    const sandbox = await sandboxWith({ faults: [{ match: { path: '/labels' }, status: 401, times: 2 }] });
    const { code, cwd } = await importFile(sandbox);
    expect(code).toBe(4);
    const argv = ['import', 'links.csv', '--from', 'contacts', '--to', 'companies', '--create-labels', '--auto-resume'];
    const { code: then } = await run([...argv, '--yes', '--base-url', sandbox.url], { cwd, env });
    expect([then, sandbox.store.size]).toEqual([1, 3]);
    expect(summaryIn(cwd)).toMatchObject({ status: 'finished', rows: { created: 3 } });
  });

  test('ends with 2 and leaves nothing behind when HubSpot refuses one', async () => {
    const sandbox = await sandboxWith({ faults: [{ match: { method: 'POST', path: '/labels' }, status: 400 }] });
    const { code, stderr, cwd } = await importFile(sandbox, '--yes');
    expect([code, sandbox.store.size]).toEqual([2, 0]);
    expect(stderr).toContain('HubSpot refuses the label "Board member" (contacts→companies): Invalid input');
    expect(stderr).toMatch(/hs-assoc labels create contacts companies --label .Board member. --name board_member_2/);
    expect(readdirSync(path.join(cwd, 'runs')).filter((name) => !name.startsWith('.'))).toEqual([]);
  });

  test('takes no pipe, which cannot be looked through first', async () => {
    const argv = ['import', '-', '--from', 'contacts', '--to', 'companies', '--create-labels', '--sandbox'];
    const { code, stderr } = await run(argv, { cwd: temporaryFolder(), stdin: file });
    expect(code).toBe(2);
    expect(stderr).toContain('--keep-input');
  });
});
