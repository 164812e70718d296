// What is published runs by itself: the packages that it uses are built into it.
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { onlyRun, root, temporaryFolder } from './support.ts';

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
  for (const name of ['dist', 'package.json'])
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
});

function node(...argv: readonly string[]): { readonly status: number | null; readonly stdout: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: folder, encoding: 'utf8' });
  if (status === null || stderr.includes('ERR_MODULE_NOT_FOUND')) throw new Error(stderr);
  return { status, stdout };
}

describe('where no package is installed', () => {
  test('the command imports a file that needs a parser, another encoding and a label to be guessed', () => {
    writeFileSync(
      path.join(folder, 'links.csv'),
      'from;to;label\n101;201;"Billing contact"\n102;202;Caf\xe9\n',
      'latin1',
    );
    const flags = ['--from', 'contacts', '--to', 'companies', '--sandbox', '--encoding', 'windows-1252'];
    const { status, stdout } = node('dist/bin.js', 'import', 'links.csv', ...flags, '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ rows: { read: 2, created: 1, invalid: 1 } });
    expect(readFileSync(path.join(onlyRun(folder), 'failed.csv'), 'utf8')).toContain('Café');
  });

  test('the command knows its version', () => {
    const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
    expect(node('dist/bin.js', '--version').stdout).toBe(`${version}\n`);
  });

  test('nothing is imported but parts of the build and of Node', () => {
    const dist = path.join(folder, 'dist');
    const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
    const imported = files.flatMap((name) => {
      const text = readFileSync(path.join(dist, name), 'utf8');
      return [...text.matchAll(/^(?:import|export)\b[^"';]*["']([^"']+)["'];$|\bimport\("([^"]+)"\)/gm)];
    });
    const names = imported.map(([, statically, dynamically]) => statically ?? dynamically ?? '');
    expect(names.filter((name) => name.startsWith('.')).length).toBeGreaterThan(files.length);
    expect(names.filter((name) => !name.startsWith('.') && !isBuiltin(name))).toEqual([]);
  });

  test('the library can be imported', () => {
    const script = "const { EXIT } = await import('./dist/index.js'); console.log(EXIT.accounting);";
    expect(node('--input-type=module', '--eval', script).stdout).toBe('70\n');
  });
});
