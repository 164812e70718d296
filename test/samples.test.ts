// The samples do what their README says, and come out of their generator as they are committed.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { onlyRun, root, run, temporaryFolder } from './cli/support.ts';

const samples = path.join(root, 'samples');
const pair = ['--from', 'contacts', '--to', 'companies'];

/** Rows of failed.csv's codes by code, as samples/README.md lists them. */
function brokenRows(directory: string): Record<string, number[]> {
  const lines = readFileSync(path.join(directory, 'results.csv'), 'utf8').trim().split('\n').slice(1);
  const found: Record<string, number[]> = {};
  for (const line of lines) {
    const [row = '', , , , , , , code = ''] = line.split(',');
    if (code !== '') found[code] = [...(found[code] ?? []), Number(row)];
  }
  return found;
}

function listedRows(): Record<string, number[]> {
  const listed: Record<string, number[]> = {};
  for (const [, rows = '', code = ''] of readFileSync(path.join(samples, 'README.md'), 'utf8').matchAll(
    /^\| ([\d, ]+) \|.*\| `([\w.]+)` \|$/gm,
  )) {
    listed[code] = rows.split(',').map(Number);
  }
  return listed;
}

describe('samples', () => {
  test('are what the generator writes', () => {
    const folder = temporaryFolder();
    execFileSync(process.execPath, [path.join(samples, 'generate.mjs'), folder]);
    for (const name of ['links.csv', 'excel-german.csv', 'mixed-pairs.csv']) {
      expect(readFileSync(path.join(folder, name)).equals(readFileSync(path.join(samples, name)))).toBe(true);
    }
  });

  test('links.csv ends with exactly the broken rows that the README lists', async () => {
    const cwd = temporaryFolder();
    const { code } = await run(['import', path.join(samples, 'links.csv'), ...pair, '--sandbox', '-q'], { cwd });
    expect(code).toBe(1);
    expect(brokenRows(onlyRun(cwd))).toEqual(listedRows());
    expect(Object.values(listedRows()).flat()).toHaveLength(18);
  });

  test('excel-german.csv and mixed-pairs.csv are created to the last row', async () => {
    const map = ['--encoding', 'windows-1252', '--map', 'from=Von ID,to=Nach ID,type=Beziehung'];
    const german = ['import', path.join(samples, 'excel-german.csv'), ...pair, '--sandbox', '--json', ...map];
    const first = await run(german, { cwd: temporaryFolder() });
    expect(JSON.parse(first.stdout)).toMatchObject({ exitCode: 0, rows: { read: 4, created: 4 } });
    const mixed = ['import', path.join(samples, 'mixed-pairs.csv'), '--sandbox', '--json'];
    const second = await run(mixed, { cwd: temporaryFolder() });
    expect(JSON.parse(second.stdout)).toMatchObject({ exitCode: 0, rows: { read: 8, created: 8 } });
  });

  test('the demo ends well although the import needs a hand', () => {
    const out = path.join(temporaryFolder(), 'run');
    const demo = path.join(samples, 'demo.mjs');
    const { status, stdout } = spawnSync(process.execPath, [demo, '--out', out], { encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stdout).toContain('11,982  created');
    expect(stdout).toContain('The demo worked.');
  });
});
