// What is said about a header by the built command: columns that are not read, files that are none of ours.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Ended, onlyRun, run, temporaryFolder } from './support.ts';

const pair = ['--from', 'contacts', '--to', 'companies', '--sandbox'];

async function importOf(content: string | Buffer, ...flags: readonly string[]): Promise<Ended> {
  const cwd = temporaryFolder();
  writeFileSync(path.join(cwd, 'links.csv'), content);
  return run(['import', 'links.csv', ...pair, ...flags], { cwd });
}

describe('a column that looks like types', () => {
  test.each([
    'Labels',
    'types',
    'Association Labels',
    'Association label(s)',
    'association_type_id',
    'Association Types',
    'Type ID',
  ])('as %j is named in a note that says how to read it, with --quiet as well', async (name) => {
    const content = `from,to,${name}\n31,32,Billing contact\n`;
    const { code, stderr } = await importOf(content, '--quiet');
    const word = /[ ()]/.test(name) ? `'type=${name}'` : `type=${name}`;
    expect(code).toBe(0);
    expect(stderr).toMatch(/^note: [^\n]+\n$/);
    expect(stderr).toContain(`column "${name}" is not read, so every row gets the default association`);
    expect(stderr).toContain(`--map ${word}`);
    const read = await importOf(content, '--quiet', '--map', `type=${name}`);
    expect({ code: read.code, stderr: read.stderr }).toEqual({ code: 0, stderr: '' });
  });

  test.each([
    ['from,to,label,Labels', []],
    ['from,to,Labels,x', ['--type', '279']],
    ['from,to,Company type,Labelled by', []],
  ])('needs no note where types are told, or it is about something else: %s %j', async (header, flags) => {
    const { code, stderr } = await importOf(`${header}\n31,32,,\n`, '--quiet', ...flags);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe('a first line', () => {
  test('that looks like a row is told not to be imported where a mapping makes it the header', async () => {
    const { stderr } = await importOf('101,201\n102,202\n', '--quiet', '--map', 'from=#1,to=#2');
    expect(stderr).toBe(
      'note: the first line, with "101" and "201", is taken for the header and is not imported; ' +
        'if it is a row, put a line above it that names the columns\n',
    );
    const named = await importOf('0,1\n102,202\n', '--quiet', '--map', 'from=0,to=1');
    expect(named).toMatchObject({ code: 0, stderr: '' });
  });

  test('that is a title leaves the mapping as it is, for the header below it', async () => {
    const content = 'Links export;;\nKontakt;Firma;Rolle\n101;201;Billing contact\n';
    const map = ['--map', 'from=Kontakt', '--map', 'to=Firma', '--map', 'type=Rolle'];
    const { code, stderr } = await importOf(content, ...map);
    expect(code).toBe(2);
    expect(stderr).toContain(`--from contacts --to companies ${map.join(' ')} --sandbox\n`);
    expect(await importOf(content.replace(/^.*\n/, ''), ...map)).toMatchObject({ code: 0 });
  });
});

describe('the results.csv of a run', () => {
  test('is refused as a report, with the command that imports failed.csv', async () => {
    const cwd = temporaryFolder();
    writeFileSync(path.join(cwd, 'links.csv'), 'from,to,type\n31,32,Billing contact\n4041,2,\n');
    expect((await run(['import', 'links.csv', ...pair, '-q'], { cwd })).code).toBe(1);
    const results = path.relative(cwd, path.join(onlyRun(cwd), 'results.csv'));
    const { code, stderr } = await run(['import', results, ...pair], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('This is the report of a run (results.csv)');
    expect(stderr).toContain(`hs-assoc import ${path.join(path.dirname(results), 'failed.csv')} ${pair.join(' ')}\n`);
    const mapped = await run(['import', results, ...pair, '--map', 'type=types', '-q', '--json'], { cwd });
    expect(JSON.parse(mapped.stdout)).toMatchObject({ rows: { read: 2 } });
  });
});

describe('a header that does not fit', () => {
  test('because of --map gets another --map, not the advice to mend the file', async () => {
    const { code, stderr } = await importOf('a,b\n1,2\n', '--map', 'from=#1,to=#1');
    expect(code).toBe(2);
    expect(stderr).toContain('--map uses column "a" for from= and to=');
    expect(stderr).toMatch(
      /\n {2}hs-assoc import links\.csv --from contacts --to companies --sandbox --map from=COLUMN,to=COLUMN\n$/,
    );
  });

  test.each([
    [',', 'from;to\n1;2\n', '"," leaves one column, which has ";" in it'],
    [';', 'from\tto\n1\t2\n', '";" leaves one column, which has tab in it'],
  ])('because of --delimiter %s gets the advice to drop it', async (delimiter, content, said) => {
    const { code, stderr } = await importOf(content, '--delimiter', delimiter);
    expect(code).toBe(2);
    expect(stderr).toContain(`--delimiter ${said}`);
    expect(stderr).toMatch(/\n {2}hs-assoc import links\.csv --from contacts --to companies --sandbox\n$/);
  });

  test('for a doubled name and for others says that the doubled one is to be renamed first', async () => {
    const content = 'from,From ID,to,TO,name,name\n1,2,3,4,x,y\n';
    const { code, stderr } = await importOf(content);
    expect(code).toBe(2);
    expect(stderr).toContain('  Rename the columns that share a name in the header line, then:\n');
    expect(stderr).toMatch(/--sandbox --map from=from,to=to\n$/);
    const renamed = await importOf(content.replace('name,name', 'name,name 2'), '--map', 'from=from,to=to', '-q');
    expect(renamed).toMatchObject({ code: 0, stderr: '' });
  });
});
