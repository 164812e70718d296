// The built command as a real process: what it says, where, and with which exit code.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/server.ts';
import { sandboxWith } from '../sandbox/support.ts';
import { anyFileHolds, goodRows, onlyRun, root, run, start, temporaryFolder } from './support.ts';

const pair = ['--from', 'contacts', '--to', 'companies'];
const SECRET = 'pat-na1-0b5c-secret-4f1e';

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  return folder;
}

/** A folder with one file of good rows, and a HubSpot to send them to. */
async function accountWith(options: SandboxOptions = {}): Promise<{ cwd: string; argv: string[]; sandbox: Sandbox }> {
  const sandbox = await sandboxWith({ token: SECRET, ...options });
  const cwd = folderWith({ 'links.csv': goodRows(20) });
  return { cwd, argv: ['import', 'links.csv', ...pair, '--base-url', sandbox.url], sandbox };
}

const withToken = { HUBSPOT_ACCESS_TOKEN: SECRET };

test('resume says of a flag of an import that the run remembers it', async () => {
  const { code, stderr } = await run(['resume', '--rate', '5'], { cwd: temporaryFolder() });
  expect(code).toBe(2);
  expect(stderr).toContain('--rate: resume takes it from the run');
});

describe('help', () => {
  test.each(['--help', 'import --help', 'resume --help', 'sandbox -h'])('of "hs-assoc %s" is frozen', async (words) => {
    const { code, stdout, stderr } = await run(words.split(' '), { cwd: temporaryFolder() });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.replace(/^hs-assoc \d\S*:/, 'hs-assoc VERSION:')).toMatchSnapshot();
  });

  test('comes by other ways, too', async () => {
    const cwd = temporaryFolder();
    const { stdout } = await run(['import', '--help'], { cwd });
    expect((await run(['help', 'import'], { cwd })).stdout).toBe(stdout);
    expect((await run(['import', '--bad', '-h'], { cwd })).stdout).toBe(stdout);
  });

  test('of the version is the package’s', async () => {
    const { version }: { version: string } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
    expect((await run(['--version'], { cwd: temporaryFolder() })).stdout).toBe(`${version}\n`);
  });
});

describe('a call with a mistake', () => {
  test.each([
    [[], 'Name a command'],
    [['imprt', 'x.csv'], 'Did you mean import?'],
    [['links.csv'], 'hs-assoc import links.csv'],
    [['import'], 'Which file?'],
    [['import', 'links.csv', '--batchsize', '5'], 'did you mean --batch-size?'],
    [['import', 'links.csv', '--token', SECRET], 'HUBSPOT_ACCESS_TOKEN'],
    [['import', 'nope.csv', '--sandbox', ...pair], 'nope.csv'],
    [['import', 'links.csv', '--sandbox', ...pair, '--config'], '--config needs a value'],
    [['import', 'links.csv', '--sandbox', ...pair, '--config='], '--config needs a value'],
    [['sandbox', 'links.csv'], 'sandbox takes no file'],
    [['sandbox', '--switch', 'idz=string'], 'idz is not a switch'],
  ])('%j ends with exit code 2 and leaves nothing behind', async (argv, said) => {
    const cwd = folderWith({ 'links.csv': goodRows(1) });
    const { code, stdout, stderr } = await run(argv, { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(said);
    expect(stderr).not.toContain(SECRET);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(readdirSync(cwd)).toEqual(['links.csv']);
  });

  test('and --json is one document on stdout', async () => {
    const cwd = folderWith({ 'links.csv': goodRows(1) });
    for (const argv of [
      ['import', 'links.csv', '--rate', 'x', '--json'],
      ['--json', 'nonsense'],
    ]) {
      const { code, stdout } = await run(argv, { cwd });
      expect(JSON.parse(stdout)).toMatchObject({ error: { exitCode: code, code: expect.stringMatching(/^[A-Z_]+$/) } });
    }
    writeFileSync(path.join(cwd, 'c.json'), '{"json": true}');
    for (const [more, env] of [
      [[], { HS_ASSOC_JSON: '1' }],
      [['--config', 'c.json'], {}],
      [['--config=c.json'], {}],
      [[], { HS_ASSOC_CONFIG: 'c.json' }],
    ] as const) {
      const { stdout } = await run(['import', 'links.csv', ...pair, ...more], { cwd, env });
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'TOKEN_MISSING', exitCode: 2 } });
    }
  });

  test.each([
    [['import', 'my links.csv', ...pair], true],
    [['import', 'links.csv', ...pair, '--base-url', 'http://127.0.0.1:1'], false],
    [['labels', 'contacts', 'companies', '--json'], true],
  ])('%j without a token names the same command to type again', async (argv, canRehearse) => {
    const { code, stderr } = await run(argv, {
      cwd: folderWith({ 'links.csv': goodRows(1), 'my links.csv': goodRows(1) }),
    });
    const typed = ['hs-assoc', ...argv].map((word) => (word.includes(' ') ? `'${word}'` : word)).join(' ');
    expect(code).toBe(2);
    expect(stderr).toContain(`export HUBSPOT_ACCESS_TOKEN=pat-…\n  ${typed}\n`);
    expect(stderr.includes(`${typed} --sandbox`)).toBe(canRehearse);
  });

  test.each([
    [['import', 'links.csv', '--from', 'contacts'], 'COLUMNS_UNUSABLE'],
    [['import', 'gone.csv', ...pair], 'FILE_NOT_FOUND'],
  ])('%j without a token tells what is wrong with the file: with a token that would come next', async (argv, code) => {
    const { stdout } = await run([...argv, '--json'], { cwd: folderWith({ 'links.csv': goodRows(1) }) });
    expect(JSON.parse(stdout)).toMatchObject({ error: { code, exitCode: 2 } });
  });

  test('of resuming without a token does not tell to import anew', async () => {
    const { cwd, argv, sandbox } = await accountWith({ faults: [{ status: 401, match: { path: 'batch' } }] });
    expect(await run(argv, { cwd, env: withToken })).toMatchObject({ code: 4 });
    expect(sandbox.requests.length).toBeGreaterThan(0);
    const { code, stderr } = await run(['resume', '-q'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('  hs-assoc resume -q\n');
    expect(stderr).not.toContain('hs-assoc import');
    expect(stderr).not.toContain('--sandbox');
  });

  test('of resuming where nothing is left to do is none: --json has its document, and cron no mail', async () => {
    const { code, stdout } = await run(['resume', '--json'], { cwd: temporaryFolder() });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'RUN_NOT_FOUND', exitCode: 0 } });
  });

  test('tells every problem of the header, with the command that mends it', async () => {
    const cwd = folderWith({ 'links.csv': 'Contact ID,Company ID\n1,2\n' });
    const { code, stderr } = await run(['import', 'links.csv', '--sandbox'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain("The header doesn't fit, for 4 reasons:");
    expect(stderr).toContain('hs-assoc import links.csv --sandbox --from contacts --to companies --map');
  });
});

describe('an import', () => {
  test('of good rows ends with 0, and says where the results are', async () => {
    const { cwd, argv, sandbox } = await accountWith();
    const { code, stdout, stderr } = await run(argv, { cwd, env: withToken });
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^forecast: 1 request, .*\n$/) });
    expect(stdout).toContain('20  created');
    expect(stdout).toContain(`runs/${path.basename(onlyRun(cwd))}/results.csv`);
    expect(sandbox.store.size).toBeGreaterThan(0);
  });

  test('that is refused its types without a word does not guess that the object types are wrong', async () => {
    const { cwd, argv } = await accountWith({ faults: [{ match: { path: 'labels' }, status: 400, body: '' }] });
    const { code, stderr } = await run(argv, { cwd, env: withToken });
    expect(code).toBe(2);
    expect(stderr).toContain(
      'HubSpot does not say which associations contacts→companies there are, nor why not [HTTP 400',
    );
    expect(stderr).toContain('hs-assoc doctor --from contacts --to companies');
    expect(stderr).not.toContain('custom objects');
  });

  test('says of rows for which HubSpot has no words the same in the summary as in results.csv', async () => {
    const faults = [{ match: { method: 'POST' }, status: 503, body: '', times: 'always' }] as const;
    const { cwd, argv } = await accountWith({ faults });
    const { stdout } = await run([...argv, '--max-attempts', '1', '--json'], { cwd, env: withToken });
    const { errors } = JSON.parse(stdout);
    const message = 'HubSpot had a fault of its own (HTTP 503).';
    expect(errors[0].examples[0].message).toBe(message);
    expect(readFileSync(path.join(onlyRun(cwd), 'results.csv'), 'utf8').split('\n')[1]).toContain(`,${message},`);
  });

  test('whose --log-file cannot be written says so, and goes on', async () => {
    const { cwd, argv } = await accountWith();
    const { code, stderr } = await run([...argv, '--quiet', '--log-file', 'no/where.log'], { cwd, env: withToken });
    const said =
      "note: --log-file no/where.log cannot be written: its directory is not there. The run's own log, run.log, goes on\n";
    expect({ code, stderr }).toEqual({ code: 0, stderr: said });
  });

  test('with rows that need a hand ends with 1, and the last words are the command to type', async () => {
    const cwd = folderWith({ 'links.csv': `${goodRows(3)}4041,9\n,9\n` });
    const { code, stdout, stderr } = await run(['import', 'links.csv', ...pair, '--sandbox'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain('No contact with ID 4041 exists');
    const [last = ''] = stderr.trim().split('\n').reverse();
    expect(last.trim()).toBe(
      `hs-assoc import runs/${path.basename(onlyRun(cwd))}/failed.csv ${pair.join(' ')} --sandbox`,
    );
  });

  test('of a file whose bytes are broken sends nothing; of a pipe, says what was sent and how to go on', async () => {
    const broken = Buffer.concat([Buffer.from(goodRows(3)), Buffer.from('4,5\xe4\n', 'latin1')]);
    const cwd = folderWith({});
    writeFileSync(path.join(cwd, 'links.csv'), broken);
    const whole = await run(['import', 'links.csv', ...pair, '--sandbox'], { cwd });
    expect(whole).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--encoding windows-1252') });
    const piped = await run(['import', '-', ...pair, '--sandbox'], { cwd, stdin: broken });
    expect(piped).toMatchObject({ code: 2, stderr: expect.stringContaining('--encoding windows-1252') });
    expect(piped.stderr).toContain('3 of 3 rows read so far are in the sandbox; nothing will be there twice.');
  });

  test('whose record is not valid for its type says which one, and that the id is to be corrected', async () => {
    const cwd = folderWith({ 'links.csv': 'from,to,type\n400,2182,Decision maker\n' });
    const { code, stdout } = await run(['import', 'links.csv', ...pair, '--sandbox'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/Mend the file\n {2}1 row rejected: INVALID_OBJECT_IDS\n/);
    expect(stdout).toContain('One or more associations are invalid: from CONTACT=400 is not valid\n');
    expect(stdout).toContain('deleted or merged: correct the id.');
    expect(readFileSync(path.join(onlyRun(cwd), 'failed.csv'), 'utf8')).toContain('from CONTACT=400 is not valid');
  });

  test('with --json puts its summary on stdout, the very one of the run directory, and nothing else', async () => {
    const cwd = folderWith({ 'links.csv': `${goodRows(3)}4041,9\n` });
    const { code, stdout } = await run(['import', 'links.csv', ...pair, '--sandbox', '--json', '-v'], { cwd });
    expect(code).toBe(1);
    const summary: unknown = JSON.parse(stdout);
    expect(summary).toMatchObject({ exitCode: 1, rows: { read: 4, created: 3, rejected: 1 } });
    expect(summary).toEqual(JSON.parse(readFileSync(path.join(onlyRun(cwd), 'summary.json'), 'utf8')));
  });

  test('with --quiet says nothing when all is well, and only what needs a hand when not', async () => {
    const cwd = folderWith({ 'good.csv': goodRows(3), 'bad.csv': 'from,to\n4041,2\n' });
    expect(await run(['import', 'good.csv', ...pair, '--sandbox', '-q'], { cwd })).toMatchObject({
      code: 0,
      stdout: '',
      stderr: '',
    });
    const bad = await run(['import', 'bad.csv', ...pair, '--sandbox', '-q'], { cwd });
    expect(bad).toMatchObject({ code: 1, stdout: '' });
    expect(bad.stderr).toMatch(
      /^Mend the file\n {2}1 row rejected: crm\.associations\.FROM_OBJECT_NOT_FOUND\n {6}row 1 \(4041 → 2\): No contact .*\n.*\n\n1 of 1 row needs a hand\./,
    );
  });

  test('takes its options from a configuration file and the environment, and its rows from a pipe', async () => {
    const { cwd, sandbox } = await accountWith();
    const config = { from: 'contacts', to: 'companies', map: { from: 'A', to: 'B' }, 'base-url': sandbox.url };
    writeFileSync(path.join(cwd, 'import.json'), JSON.stringify(config));
    writeFileSync(path.join(cwd, 'token'), `${SECRET}\n`, { mode: 0o600 });
    const env = { HS_ASSOC_TOKEN_FILE: 'token', HS_ASSOC_OUT: 'here', HS_ASSOC_BATCH_SIZE: '2', HS_ASSOC_PORT: '1' };
    const argv = ['import', '-', '--config', 'import.json', '--json', '--batch-size', '5'];
    const { code, stdout } = await run(argv, {
      cwd,
      env,
      stdin: `A,B\n${goodRows(20).split('\n').slice(1).join('\n')}`,
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ rows: { created: 20 }, requests: { byStatus: { 200: 5 } } });
    expect(readdirSync(path.join(cwd, 'here'))).toContain('results.csv');
  });

  test('never shows the token, whatever happens and however much is told', async () => {
    const faults = [
      { match: { path: 'batch' }, status: 502 },
      { match: { path: 'batch' }, reset: 'after' as const },
    ];
    const { cwd, argv } = await accountWith({ faults });
    const { code, stdout, stderr } = await run([...argv, '-v', '--log-file', 'extra.log'], { cwd, env: withToken });
    expect(code).toBe(0);
    expect(stdout + stderr).not.toContain(SECRET);
    expect(anyFileHolds(cwd, SECRET)).toBe(false);
    expect(anyFileHolds(cwd, 'Bearer')).toBe(false);
  });

  test('with a token that HubSpot refuses ends with 4, and says what to do', async () => {
    const { cwd, argv } = await accountWith();
    const { code, stderr } = await run([...argv, '-v'], { cwd, env: { HUBSPOT_ACCESS_TOKEN: 'pat-na1-wrong-one' } });
    expect(code).toBe(4);
    expect(stderr).toContain('Service keys');
    expect(stderr).not.toContain('wrong-one');
    expect(anyFileHolds(cwd, 'wrong-one')).toBe(false);
  });

  test('with --dry-run writes nothing, and says what the real run would cost', async () => {
    const { cwd, argv, sandbox } = await accountWith();
    const { code, stdout } = await run([...argv, '-n'], { cwd, env: withToken });
    expect(code).toBe(0);
    expect(stdout).toContain('Dry run: 20 rows checked');
    expect(stdout).toContain('The real run takes 1 request');
    expect(sandbox.requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  test('with --dry-run of a file with mistakes says what to correct, and how to import it as it is', async () => {
    const cwd = folderWith({ 'links.csv': `${goodRows(3)},9\n`.replaceAll(',', ';') });
    const argv = ['import', 'links.csv', ...pair, '--sandbox', '-n', '--delimiter', ';'];
    const { code, stderr } = await run(argv, { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('1 of 4 rows needs a hand; the others are ready.');
    expect(stderr).toContain(`  hs-assoc import links.csv ${pair.join(' ')} --sandbox --delimiter ';'\n`);
  });

  test('waits for its allowance to come back, though nothing but the wait is left to do', async () => {
    const { cwd, argv } = await accountWith({ rateLimit: { max: 6, intervalMs: 1_000 } });
    const { code, stdout } = await run([...argv, '--batch-size', '1', '--json'], { cwd, env: withToken });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'finished', rows: { read: 20, created: 20 } });
  });

  test('survives that nobody reads what it says', async () => {
    const cwd = folderWith({ 'links.csv': goodRows(2_000) });
    const running = start(['import', 'links.csv', ...pair, '--sandbox', '--json'], { cwd, stdin: '' });
    running.closeStdout();
    const { code, stderr } = await running.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^forecast: .*\n$/) });
    expect(readdirSync(onlyRun(cwd))).toContain('summary.json');
  });

  test('that cannot write its run directory says so', async () => {
    const cwd = folderWith({ 'links.csv': goodRows(1), runs: 'a file in the way' });
    const { code, stderr } = await run(['import', 'links.csv', ...pair, '--sandbox'], { cwd });
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/^error: /);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe('the sandbox', () => {
  test('prints its address, serves an import, and ends on Ctrl-C', async () => {
    const cwd = folderWith({ 'links.csv': goodRows(2), 'faults.json': '[{"status":503},{"match":{"path":"never"}}]' });
    mkdirSync(path.join(cwd, 'other'));
    const sandbox = start(['sandbox', '--token', 'abc', '--faults', 'faults.json', '--switch', 'ids=string'], { cwd });
    const said = await sandbox.said(/^http:\/\/127\.0\.0\.1:\d+\n/m);
    const url = said.split('\n')[0] ?? '';
    const { code } = await run(['import', 'links.csv', ...pair, '--base-url', url], {
      cwd,
      env: { HUBSPOT_ACCESS_TOKEN: 'abc' },
    });
    expect(code).toBe(0);
    sandbox.kill('SIGINT');
    const ended = await sandbox.ended;
    expect(ended).toMatchObject({ code: 0, stdout: `${url}\n` });
    expect(ended.stderr).toContain('1 fault of the script never struck');
  });

  test('says so when its port is taken', async () => {
    const { sandbox, cwd } = await accountWith();
    const { code, stderr } = await run(['sandbox', '--port', new URL(sandbox.url).port], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('is taken by another program');
  });
});
