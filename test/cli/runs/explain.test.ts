// hs-assoc explain on real runs: one row's fields, its requests, what became of it, and what to do.
import { appendFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { sandboxWith } from '../../sandbox/support.ts';
import { onlyRun, run, temporaryFolder } from '../support.ts';

const pair = ['--from', 'contacts', '--to', 'companies'];
const text = 'From ID;To ID;Type;Note\n1;2;279;plain\n4041;9;;"two\nlines"\n;9;;\n7;8;;last\n';

/** A folder with a run of four rows, of which the second is rejected and the third invalid. */
async function folderWithRun(...flags: readonly string[]): Promise<string> {
  const cwd = temporaryFolder();
  writeFileSync(path.join(cwd, 'links.csv'), text);
  const { code } = await run(['import', 'links.csv', ...pair, '--sandbox', '-q', ...flags], { cwd });
  expect(code).toBe(1);
  return cwd;
}

describe('explain', () => {
  test('says of a row of a dry run that it was one, not that the run stopped', async () => {
    const { stdout } = await run(['explain', '1'], { cwd: await folderWithRun('--dry-run') });
    expect(stdout).toContain('not sent: this was a dry run');
    expect(stdout).not.toContain('stopped');
  });

  test('tells a created row from its fields to the answer that confirmed it', async () => {
    const cwd = await folderWithRun();
    const { code, stdout, stderr } = await run(['explain', '1'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('From ID  1');
    expect(stdout).toContain('Note     plain');
    expect(stdout).toContain('contacts 1 → companies 2');
    expect(stdout).toContain('HUBSPOT_DEFINED:279');
    expect(stdout).toMatch(/requests {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC {2}batch \d \(alone\) {2}HTTP 201 after/);
    expect(stdout).toMatch(/correlation id [\w-]{36}/);
    expect(stdout).toContain('created: HubSpot confirmed it');
    expect(stdout).toContain('Nothing is left to do.');
  });

  test('tells a rejected row what HubSpot said, and the command to type', async () => {
    const cwd = await folderWithRun();
    const { stdout } = await run(['explain', '2'], { cwd });
    expect(stdout).toContain('Note     two lines');
    expect(stdout).toContain('rejected: refused by HubSpot');
    expect(stdout).toContain('No contact with ID 4041 exists');
    expect(stdout).toContain('To do: The record is not there');
    expect(stdout.trim().split('\n').at(-1)).toMatch(/^ {2}hs-assoc import runs\/\S+\/failed\.csv --from contacts/);
  });

  test('has a row mended in failed.csv, not in the file, while its run is unfinished: resuming refuses a changed file', async () => {
    const cwd = temporaryFolder();
    writeFileSync(path.join(cwd, 'links.csv'), text);
    const { code } = await run(['import', 'links.csv', ...pair, '--sandbox', '-q', '--max-errors', '0'], { cwd });
    expect(code).toBe(3);
    const { stdout } = await run(['explain', '3'], { cwd });
    expect(stdout).toMatch(/Do that in failed\.csv when the run has ended; .*\n {2}hs-assoc resume runs\//);
    const { stderr } = await run(['explain', '99'], { cwd });
    expect(stderr).toContain('so far: it has reported 4 rows');
  });

  test('says of an invalid row that nothing was sent', async () => {
    const cwd = await folderWithRun();
    const { stdout } = await run(['explain', '3', path.basename(onlyRun(cwd))], { cwd });
    expect(stdout).toContain('requests  none');
    expect(stdout).toContain('invalid: wrong in the file, never sent');
  });

  test('with --json is one document with every attempt, as a script needs it', async () => {
    const sandbox = await sandboxWith({ faults: [{ match: { path: 'default' }, status: 502 }] });
    const cwd = temporaryFolder();
    writeFileSync(path.join(cwd, 'links.csv'), 'from,to\n1,2\n3,4\n');
    const env = { HUBSPOT_ACCESS_TOKEN: 'any' };
    await run(['import', 'links.csv', ...pair, '--base-url', sandbox.url, '-q', '--out', 'here'], { cwd, env });
    const { stdout } = await run(['explain', '2', 'here', '--json'], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({
      run: 'here',
      row: 2,
      fields: [
        { name: 'from', value: '3' },
        { name: 'to', value: '4' },
      ],
      requests: [
        { attempt: 1, httpStatus: 502, rows: '1-2' },
        { attempt: 2, httpStatus: 200, rows: '1-2', correlationId: expect.stringMatching(/.{36}/) },
      ],
      status: 'created',
      attempts: 2,
      advice: null,
      next: null,
    });
    expect((await run(['explain', '2', 'here'], { cwd })).stdout).toContain('HTTP 502 after');
  });

  test('does not take a label that nobody knows for the default association', async () => {
    const cwd = temporaryFolder();
    writeFileSync(path.join(cwd, 'links.csv'), 'from,to,type\n1,2,Biling\n3,4,\n');
    await run(['import', 'links.csv', ...pair, '--sandbox', '-q'], { cwd });
    const unknown = await run(['explain', '1'], { cwd });
    expect(unknown.stdout).toContain('LABEL_UNKNOWN');
    expect(unknown.stdout).not.toContain('the default association');
    expect((await run(['explain', '2'], { cwd })).stdout).toContain('types     the default association');
  });

  test('says of a row that no answer confirmed that reading back did', async () => {
    const sandbox = await sandboxWith({ faults: [{ match: { path: 'batch/' }, reset: 'after', times: 2 }] });
    const cwd = temporaryFolder();
    writeFileSync(path.join(cwd, 'links.csv'), 'from,to\n1,2\n');
    const argv = ['import', 'links.csv', ...pair, '--base-url', sandbox.url, '--max-attempts', '2', '-q'];
    expect((await run(argv, { cwd, env: { HUBSPOT_ACCESS_TOKEN: 'any' } })).code).toBe(0);
    const { stdout } = await run(['explain', '1'], { cwd });
    expect(stdout.match(/no answer/g)).toHaveLength(2);
    expect(stdout).toContain('by        reading back: none of these answers told');
  });

  test('takes the fields from failed.csv when the input is gone, and says so of rows that are not there', async () => {
    const cwd = await folderWithRun();
    rmSync(path.join(cwd, 'links.csv'));
    expect((await run(['explain', '3'], { cwd })).stdout).toContain('To ID    9');
    expect((await run(['explain', '2'], { cwd })).stdout).toContain('Note     two lines');
    expect((await run(['explain', '4'], { cwd })).stdout).toContain('links.csv is gone or has changed');
  });

  test('shows no fields of another row when the input has changed', async () => {
    const cwd = await folderWithRun();
    writeFileSync(path.join(cwd, 'links.csv'), text.replace('1;2;279;plain\n', ''));
    expect((await run(['explain', '4'], { cwd })).stdout).toContain('links.csv is gone or has changed');
    writeFileSync(path.join(cwd, 'links.csv'), `${text}9;9;;new\n`);
    const { stdout } = await run(['explain', '4'], { cwd });
    expect(stdout).toContain('Note     last');
    expect(stdout).toContain('(links.csv has changed since the run)');
  });

  test('reads a log whose last line a killed process tore, and does without a log', async () => {
    const cwd = await folderWithRun();
    const log = path.join(onlyRun(cwd), 'run.log');
    appendFileSync(log, '{"level":30,"msg":"request","rows":"1-');
    expect((await run(['explain', '1'], { cwd })).stdout).toContain('HTTP 201');
    renameSync(log, `${log}.1`);
    expect((await run(['explain', '1'], { cwd })).stdout).toContain('run.log no longer tells of them');
  });

  test('of a row or run that is not there ends with 2 and says what is', async () => {
    const cwd = await folderWithRun();
    for (const [argv, said] of [
      [['explain'], 'Which row?'],
      [['explain', 'x'], 'is no row number'],
      [['explain', '0'], 'is no row number'],
      [['explain', '5'], 'it has 4 rows, the header not counted'],
      [['explain', '1', 'nope'], 'there is no run "nope"'],
      [['explain', '1', '--runs-dir', 'elsewhere'], 'there is no run in elsewhere'],
    ] as const) {
      const { code, stdout, stderr } = await run(argv, { cwd });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(said);
    }
    expect(readdirSync(cwd).sort()).toEqual(['links.csv', 'runs']);
  });
});
