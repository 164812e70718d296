// A run that ends with a bug says so in its summary, and goes on with a program that has none.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { run } from '../cli/support.ts';
import { call, env, expectTrueSummary, summaryOf, workplaceWith } from './support.ts';

/** Breaks what every checkpoint with rows in it is made with: its checksum, of a list whose fifth element is their number. */
const BUG = `
const stringify = JSON.stringify;
JSON.stringify = (value, ...more) => {
  if (Array.isArray(value) && value[4] > 0) throw new TypeError('rows is not iterable');
  return stringify(value, ...more);
};
`;

test.each([
  ['at the end', [], 1],
  ['while it stops', ['--max-errors', '5'], 3],
] as const)('a bug %s leaves a summary that tells of it, and a run that goes on', async (_when, flags, exitCode) => {
  const place = await workplaceWith({ rows: 100 });
  writeFileSync(path.join(place.cwd, 'bug.mjs'), BUG);
  const broken = { ...env, NODE_OPTIONS: `--import ${path.join(place.cwd, 'bug.mjs')}` };
  const { code, stderr } = await run([...place.argv, ...flags], { cwd: place.cwd, env: broken });
  expect({ code, stderr }).toMatchObject({ code: 70, stderr: expect.stringContaining('rows is not iterable') });
  const { status, exitCode: ended, stopped, finishedAt, next } = summaryOf(place.cwd);
  expect({ status, ended, next }).toEqual({ status: 'stopped', ended: 70, next: null });
  expect(stopped).toContain('rows is not iterable. This is a bug in hs-assoc');
  expect(Date.parse(finishedAt ?? '')).toBeGreaterThan(0);
  expect((await call(place, 'runs')).stdout).toContain('stopped (70): rows is not iterable');
  expect((await call(place, 'resume')).code).toBe(exitCode);
  expectTrueSummary(place.cwd, exitCode);
});
