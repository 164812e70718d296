// Where a run keeps its files, and what stands in the way of a new directory.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { createRunDirectory, runDirectoryAt } from '../../../src/adapters/run/run-directory.ts';
import { temporaryFolder } from '../../cli/support.ts';

test.each([
  ['runs/a/', 'runs/a'],
  ['runs/a//', 'runs/a'],
  ['./-a', './-a'],
  ['/', '/'],
])('%j, as a shell may complete it, is the directory %j', (given, told) => {
  expect(runDirectoryAt(given).path).toBe(told);
});

test('a file in the place of a directory is not called a run directory', async () => {
  const folder = temporaryFolder();
  const at = (name: string): string => path.join(folder, name);
  writeFileSync(at('file'), '');
  mkdirSync(at('full/of'), { recursive: true });
  const made = (out: string): Promise<unknown> => createRunDirectory({ out, runsDir: 'runs' }, new Date());
  await expect(made(at('file'))).rejects.toMatchObject({ code: 'RUN_DIRECTORY_UNUSABLE' });
  await expect(made(at('file/run'))).rejects.toMatchObject({ code: 'RUN_DIRECTORY_UNUSABLE' });
  await expect(made(at('full'))).rejects.toMatchObject({ code: 'RUN_DIRECTORY_EXISTS' });
});
