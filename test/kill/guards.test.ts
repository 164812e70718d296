// What stops a run before its end: it leaves a true summary, and the command that it names goes on.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { watchSignals } from '../../src/cli/signals.ts';
import { onlyRun } from '../cli/support.ts';
import { call, expectResumable, expectTrueSummary, summaryOf, type, underWay, workplaceWith } from './support.ts';

/** Resumes by the commands that summaries name, until the run is over. */
async function typeUntilDone(cwd: string): Promise<number> {
  let sittings = 1;
  for (; summaryOf(cwd).status === 'stopped'; sittings += 1) {
    if (sittings > 30) throw new Error('no end in sight');
    const before = summaryOf(cwd).rows;
    await type(cwd, summaryOf(cwd).next);
    const after = summaryOf(cwd).rows;
    expect(after.created + after.rejected).toBeGreaterThanOrEqual(before.created + before.rejected);
  }
  return sittings;
}

describe('--max-errors', () => {
  test('stops at a number of rows, and each sitting has that number again', async () => {
    const place = await workplaceWith({ flags: ['--max-errors', '6'] });
    const { code, stderr } = await call(place, ...place.argv);
    expect({ code, stderr }).toMatchObject({ code: 3, stderr: expect.stringContaining('more than --max-errors 6') });
    expect(expectTrueSummary(place.cwd, 3).rows).toMatchObject({ rejected: expect.any(Number) });
    expect(await typeUntilDone(place.cwd)).toBeGreaterThan(2);
    expect(expectTrueSummary(place.cwd, 1).rows).toMatchObject({ created: 270, rejected: 30 });
  });

  test('stops at a share of the rows, but not for a few bad rows at the top', async () => {
    const place = await workplaceWith({ flags: ['--max-errors', '9%'] });
    expect((await call(place, ...place.argv)).code).toBe(3);
    expect(expectTrueSummary(place.cwd, 3).rows.read).toBeGreaterThanOrEqual(100);
    await typeUntilDone(place.cwd);

    const short = await workplaceWith({ rows: 90, flags: ['--max-errors', '9%'] });
    expect((await call(short, ...short.argv)).code).toBe(1);
    const patient = await workplaceWith({ flags: ['--max-errors', '11%'] });
    expect((await call(patient, ...patient.argv)).code).toBe(1);
  });
});

test('--max-duration stops with 5, and each sitting has that time again', async () => {
  const place = await workplaceWith({ latencyMs: 60, flags: ['--max-duration', '1s'] });
  const { code, stderr } = await call(place, ...place.argv);
  expect({ code, stderr }).toMatchObject({ code: 5, stderr: expect.stringContaining('--max-duration') });
  expectTrueSummary(place.cwd, 5);
  await typeUntilDone(place.cwd);
  expect(expectTrueSummary(place.cwd, 1).rows.read).toBe(300);
});

test('nothing but rejections is told while there is time to stop', async () => {
  const place = await workplaceWith({ latencyMs: 60 });
  const rows = Array.from({ length: 6_000 }, (_, index) => `404${index},${index}`);
  writeFileSync(path.join(place.cwd, 'links.csv'), `from,to\n${rows.join('\n')}\n`);
  const running = await underWay({ ...place, argv: [...place.argv, '--batch-size', '100'] }, 0);
  const said = await running.said('none succeeded');
  expect(said).toContain('Ctrl-C stops');
  running.kill('SIGINT');
  expect((await running.ended).code).toBe(130);
  expect(expectTrueSummary(place.cwd, 130).rows.created).toBe(0);
});

describe('a signal', () => {
  test('leaves a run that goes on', async () => {
    const place = await workplaceWith();
    const running = await underWay(place);
    running.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    expectTrueSummary(place.cwd, 130);
    await expectResumable(place);
  });

  test('for a second time leaves one that goes on, too', async () => {
    const place = await workplaceWith({ faults: [{ match: { path: 'batch/create' }, hang: 'after', times: 2 }] });
    const running = await underWay(place, 2);
    running.kill('SIGTERM');
    await running.said('Stopping');
    await new Promise((resolve) => setTimeout(resolve, 300));
    running.kill('SIGTERM');
    expect((await running.ended).code).toBe(143);
    expect(expectTrueSummary(place.cwd, 143).rows.unknown).toBeGreaterThan(0);
    await expectResumable(place);
  });

  test('waits half a minute for what is in flight, and no longer', () => {
    jest.useFakeTimers();
    try {
      const did: string[] = [];
      const unwatch = watchSignals({ stop: () => did.push('stop'), abandon: () => did.push('abandon') }, () => {});
      process.emit('SIGTERM');
      jest.advanceTimersByTime(29_999);
      expect(did).toEqual(['stop']);
      jest.advanceTimersByTime(1);
      expect(did).toEqual(['stop', 'abandon']);
      unwatch();
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('what HubSpot does', () => {
  const answers = (status: number, body: object): object => ({
    match: { path: 'batch/create' },
    status,
    body: { status: 'error', correlationId: '{{correlationId}}', ...body },
  });

  test.each([
    [4, 'a token that expired', { faults: [answers(401, { category: 'EXPIRED_AUTHENTICATION', message: 'expired' })] }],
    [4, 'a scope that is missing', { faults: [answers(403, { category: 'MISSING_SCOPES', message: 'no scope' })] }],
    [
      5,
      'a day whose requests are used up',
      { faults: [answers(429, { policyName: 'DAILY', errorType: 'RATE_LIMIT', message: 'daily limit' })] },
    ],
  ])('ends with %i for %s, and the next command goes on', async (exitCode, _what, options) => {
    const place = await workplaceWith(options as Parameters<typeof workplaceWith>[0]);
    const { code } = await call(place, ...place.argv);
    expect(code).toBe(exitCode);
    expectTrueSummary(place.cwd, exitCode);
    await expectResumable(place, onlyRun(place.cwd));
  });
});
