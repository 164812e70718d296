// docs/exit-codes.md, docs/files.md and docs/sandbox.md say what the code does: every code, file, column, status and key, and no others.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { RESULT_COLUMNS } from '../src/adapters/run/row-files.ts';
import { runDirectoryAt } from '../src/adapters/run/run-directory.ts';
import { EXIT } from '../src/core/errors.ts';
import { ROW_STATUSES, UNFINISHED_STATUSES } from '../src/core/terms.ts';
import { parseFaults } from '../src/sandbox/fault-shape.ts';
import { onlyRun, root, run, temporaryFolder } from './cli/support.ts';

const pair = ['--from', 'contacts', '--to', 'companies', '--sandbox', '-q'];

/** The cells of every table of a document whose first column has this head; the first cell without its quotes. */
function table(document: string, head: string): readonly (readonly string[])[] {
  const text = readFileSync(path.join(root, 'docs', document), 'utf8');
  const blocks = text.split('\n\n').filter((block) => block.startsWith(`| ${head} |`));
  return blocks.flatMap((block) =>
    block
      .trim()
      .split('\n')
      .slice(2)
      .map((line) =>
        line
          .slice(1, -1)
          .split('|')
          .map((cell) => cell.trim()),
      )
      .map(([first = '', ...others]) => [first.replaceAll('`', ''), ...others]),
  );
}

function firstCells(document: string, head: string): readonly string[] {
  return table(document, head).map(([first = '']) => first);
}

/** `rows.read`, `errors[].code`: every key that leads to a value. Counts by status have keys of their own. */
function keysOf(value: unknown, prefix = ''): readonly string[] {
  if (prefix === 'requests.byStatus' || typeof value !== 'object' || value === null) return [prefix];
  if (Array.isArray(value)) return value.flatMap((element) => keysOf(element, `${prefix}[]`));
  return Object.entries(value).flatMap(([key, entry]) => keysOf(entry, prefix === '' ? key : `${prefix}.${key}`));
}

/** A run with rows of several fates. */
async function runOf(...flags: readonly string[]): Promise<string> {
  const cwd = temporaryFolder();
  writeFileSync(path.join(cwd, 'links.csv'), 'from,to,type,note\n1,2,,a\n4041,9,279,b\n,9,,c\n');
  expect((await run(['import', 'links.csv', ...pair, ...flags], { cwd })).code).toBe(1);
  return onlyRun(cwd);
}

function summaryIn(directory: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(path.join(directory, 'summary.json'), 'utf8'));
}

describe('docs/exit-codes.md', () => {
  test('lists every exit code, and no other', () => {
    expect(firstCells('exit-codes.md', 'code').map(Number)).toEqual(Object.values(EXIT));
  });

  test('is in step with the README', () => {
    const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
    const codes = [...readme.matchAll(/^\| (\d+(?:, \d+)*) \|/gm)].flatMap(([, cell = '']) =>
      cell.split(', ').map(Number),
    );
    expect(codes).toEqual(Object.values(EXIT));
  });
});

describe('docs/files.md', () => {
  test('lists every file of a run directory', async () => {
    const { path: _path, name: _name, wasThere: _wasThere, ...files } = runDirectoryAt('run');
    const names = firstCells('files.md', 'file');
    expect([...names].sort()).toEqual(
      Object.values(files)
        .map((file) => path.basename(file))
        .sort(),
    );
    const left = readdirSync(await runOf());
    expect(left.filter((name) => !names.includes(name))).toEqual([]);
  });

  test('lists the columns of results.csv and failed.csv as they are written', async () => {
    const directory = await runOf();
    const header = (name: string): readonly string[] =>
      readFileSync(path.join(directory, name), 'utf8').split('\n')[0]?.split(',') ?? [];
    const added = header('failed.csv').filter((name) => !['from', 'to', 'type', 'note'].includes(name));
    expect(header('results.csv')).toEqual([...RESULT_COLUMNS]);
    expect(firstCells('files.md', 'column')).toEqual([...RESULT_COLUMNS, ...added]);
  });

  test('lists every status, and which of them are in failed.csv', async () => {
    const rows = table('files.md', 'status');
    expect(rows.map(([status]) => status)).toEqual([...ROW_STATUSES]);
    const unfinished = rows.filter((cells) => cells.at(-1) === 'yes').map(([status]) => status);
    expect(unfinished).toEqual([...UNFINISHED_STATUSES]);
    const failed: string[][] = parse(readFileSync(path.join(await runOf(), 'failed.csv')));
    expect(failed.slice(1).map(([from]) => from)).toEqual(['4041', '']);
  });

  test('lists the keys of summary.json as a run and a dry run write them', async () => {
    const real = summaryIn(await runOf());
    const { plan } = summaryIn(await runOf('--dry-run'));
    expect(plan).toBeDefined();
    const written = [...new Set(keysOf({ ...real, plan }))];
    const documented = table('files.md', 'key').map(([key = '']) => key);
    expect(documented.slice(0, written.length)).toEqual(written);
  });

  test('lists the keys of a request in run.log, and every purpose', async () => {
    const line = readFileSync(path.join(await runOf(), 'run.log'), 'utf8')
      .split('\n')
      .find((text) => text.includes('"purpose":"write"'));
    const { level: _level, time: _time, msg: _msg, ...request } = JSON.parse(line ?? '{}');
    expect(firstCells('files.md', 'key').slice(-Object.keys(request).length)).toEqual(Object.keys(request));
    const source = readFileSync(path.join(root, 'src/core/endpoints.ts'), 'utf8');
    const [, union = ''] = /export type Purpose = ([^;]+);/.exec(source) ?? [];
    const [, purposes = ''] = table('files.md', 'key').find(([key]) => key === 'purpose') ?? [];
    expect(purposes.match(/`\w+`/g)?.map((name) => name.replaceAll('`', ''))).toEqual(
      union.match(/'\w+'/g)?.map((name) => name.replaceAll("'", '')),
    );
  });
});

/** The names that a script of faults may use there, as the message of a wrong one lists them. */
function knownKeys(script: unknown): readonly string[] {
  try {
    parseFaults(script);
  } catch (thrown) {
    return /known are (.+)/.exec(String(thrown))?.[1]?.split(', ') ?? [];
  }
  return [];
}

describe('docs/sandbox.md', () => {
  test('lists every key of a fault and of its match', () => {
    expect(firstCells('sandbox.md', 'key').toSorted()).toEqual(knownKeys([{ nosuch: 1 }]).toSorted());
    const [, match = ''] = table('sandbox.md', 'key').find(([key]) => key === 'match') ?? [];
    const named = [...match.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
    expect(named).toEqual(knownKeys([{ match: { nosuch: 1 } }]));
  });

  test('shows a script that can be played', () => {
    const [, script = ''] =
      /```json\n([\s\S]*?)```/.exec(readFileSync(path.join(root, 'docs/sandbox.md'), 'utf8')) ?? [];
    expect(parseFaults(JSON.parse(script))).toHaveLength(3);
  });
});
