// A run that ends with an error says so in its summary, and goes on when that is mended.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { hubspotTypes } from '../../src/sandbox/default-types.ts';
import { run } from '../cli/support.ts';
import { sandboxWith } from '../sandbox/support.ts';
import { call, env, expectTrueSummary, summaryOf, underWay, workplaceWith } from './support.ts';

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

test('a label that is gone when it is resumed leaves one that tells of it, until it is there again', async () => {
  const place = await workplaceWith({ flags: ['--type', 'Billing contact'] });
  const file = path.join(place.cwd, 'links.csv');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/,(type|Billing contact)$/gm, ''));
  const running = await underWay(place);
  running.kill('SIGTERM');
  expect((await running.ended).code).toBe(143);
  const port = Number(new URL(place.sandbox.url).port);
  await place.sandbox.close();
  const without = await sandboxWith({ port, rateLimit: null, types: hubspotTypes });
  const { code, stderr } = await call(place, 'resume', '-q');
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('"Billing contact"') });
  const { status, exitCode, stopped } = summaryOf(place.cwd);
  expect({ status, exitCode }).toEqual({ status: 'stopped', exitCode: 2 });
  expect(stopped).toMatch(/"Billing contact".* When that is mended, hs-assoc resume goes on\.$/);
  await without.close();
  await sandboxWith({ port, rateLimit: null });
  expect((await call(place, 'resume')).code).toBe(1);
  expect(expectTrueSummary(place.cwd, 1)).toMatchObject({ status: 'finished', rows: { read: place.rows } });
});
