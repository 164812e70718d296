import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { runDirectoryAt } from '../../../src/adapters/run/run-directory.ts';
import type { CheckpointContext } from '../../../src/cli/import/run-outputs.ts';
import { RunOutputs } from '../../../src/cli/import/run-outputs.ts';
import { Report } from '../../../src/core/report.ts';
import { RowSet } from '../../../src/core/row-ranges.ts';
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
    report: new Report(),
    primaryRows: 0,
    doubtful: '',
    context: () => ({}) as CheckpointContext,
    noteBytes: () => 0,
  });
}

function saved(): { readonly text: string; readonly doubtful: RowSet } {
  const text = readFileSync(path.join(folder, 'checkpoint.json'), 'utf8');
  return { text, doubtful: new RowSet((JSON.parse(text) as { readonly doubtful: string }).doubtful) };
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
