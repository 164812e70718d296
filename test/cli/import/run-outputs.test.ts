import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { runDirectoryAt } from '../../../src/adapters/run/run-directory.ts';
import type { CheckpointContext } from '../../../src/cli/import/run-outputs.ts';
import { RunOutputs } from '../../../src/cli/import/run-outputs.ts';
import { outcome } from '../../../src/core/outcomes.ts';
import { Report } from '../../../src/core/report.ts';
import { RowSet } from '../../../src/core/row-ranges.ts';
import { rowOf } from '../../support/core-builders.ts';
import { temporaryFolder } from '../support.ts';

let folder = '';

beforeEach(() => {
  folder = path.join(temporaryFolder(), 'run');
  mkdirSync(folder);
});

function openOutputs(): Promise<RunOutputs> {
  return RunOutputs.create({
    directory: runDirectoryAt(folder),
    original: { header: ['from', 'to'], delimiter: ',', newline: '\n', encoding: 'utf-8' },
    report: new Report(() => ''),
    primaryRows: 0,
    unfinished: '',
    doubtful: '',
    context: () => ({}) as CheckpointContext,
    noteBytes: () => 0,
  });
}

function saved(): { readonly text: string; readonly doubtful: RowSet; readonly unfinished: string } {
  const text = readFileSync(path.join(folder, 'checkpoint.json'), 'utf8');
  const { doubtful, unfinished } = JSON.parse(text) as { readonly doubtful: string; readonly unfinished: string };
  return { text, doubtful: new RowSet(doubtful), unfinished };
}

test('a row is covered only when the checkpoint on the disk says that it may have been sent', async () => {
  const outputs = await openOutputs();
  for (const row of [1, 3_000, 199_999, 200_000, 200_001, 350_000, 900_000]) {
    await outputs.cover(row);
    expect([row, saved().doubtful.has(row), saved().doubtful.has(1)]).toEqual([row, true, true]);
  }
  await outputs.close();
});

test('rows that are covered already cost no checkpoint', async () => {
  const outputs = await openOutputs();
  const { text } = saved();
  for (let row = 1; row <= 200_000; row += 4_000) await outputs.cover(row);
  expect(saved().text).toBe(text);
  await outputs.close();
});

test('savings that overlap end with the newest', async () => {
  const outputs = await openOutputs();
  await Promise.all([outputs.cover(250_000), outputs.save('running'), outputs.cover(700_000), outputs.save('running')]);
  expect(saved().doubtful.has(700_000)).toBe(true);
  await Promise.all([outputs.save('running'), outputs.save('stopped')]);
  expect(saved().doubtful.last).toBe(0);
  await outputs.close();
});

test('the checkpoint tells which rows need a hand, of those that are certain and will be grouped again', async () => {
  const outputs = await openOutputs();
  const epochFrom = (firstRow: number) => ({ readFrom: { offset: 0, firstNumber: 1 }, firstRow });
  const rejected = outcome('rejected', { code: 'C' });
  const rows = [1, 2, 3, 4, 5].map((number) =>
    rowOf(number, { outcome: number === 3 ? outcome('created') : rejected }),
  );
  await outputs.write(rows.slice(0, 3), epochFrom(1));
  await outputs.save('running');
  expect(saved().unfinished).toBe('1-2');
  await outputs.write(rows.slice(3), epochFrom(2));
  await outputs.save('running');
  expect(saved().unfinished).toBe('2,4-5');
  const provisional = outcome('not_sent', { code: 'C', provisional: true });
  await outputs.write([rowOf(6, { outcome: provisional }), rowOf(7, { outcome: rejected })], null);
  await outputs.save('stopped');
  expect(saved().unfinished).toBe('2,4-5');
  await outputs.close();
});
