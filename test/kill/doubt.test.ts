// Rows that an earlier sitting may have written, of which nobody heard: without notes, too, they are called what they are.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Fault } from '../../src/sandbox/fault-shape.ts';
import { onlyRun, start, temporaryFolder } from '../cli/support.ts';
import { serve } from '../support/http-server.ts';
import { call, env, expectTrueSummary, statusesOf, type Workplace, workplaceWith } from './support.ts';

const WRITES = { path: '/batch.(create|associate)/' };
const FILES = {
  'rows without a type': { file: 'from,to\n101,201\n102,202\n103,203\n', flags: [] },
  '--existing replace': {
    file: 'from,to,type\n101,201,279\n102,202,279\n103,203,279\n',
    flags: ['--existing', 'replace'],
  },
};

async function placeWith(name: keyof typeof FILES, faults: readonly Fault[]): Promise<Workplace> {
  const { file, flags } = FILES[name];
  const place = await workplaceWith({ latencyMs: 0, flags: [...flags, '--max-attempts', '1'], faults });
  writeFileSync(path.join(place.cwd, 'links.csv'), file);
  return place;
}

/** One sitting whose only write is applied and never answered, and which is ended. */
async function unanswered({ cwd, sandbox, argv }: Workplace, end: 'killed' | 'stopped'): Promise<void> {
  const running = start(argv, { cwd, env, stdin: '' });
  while (sandbox.store.size < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  if (end === 'killed') running.kill('SIGKILL');
  else {
    running.kill('SIGTERM');
    await running.said('Stopping');
    // Two signals in one moment count as one.
    await new Promise((resolve) => setTimeout(resolve, 300));
    running.kill('SIGTERM');
  }
  await running.ended;
}

function checkpointOf(cwd: string): { readonly doubtful: string; readonly rowsDone: number } {
  return JSON.parse(readFileSync(path.join(onlyRun(cwd), 'checkpoint.json'), 'utf8'));
}

describe.each(Object.keys(FILES) as (keyof typeof FILES)[])('%s', (name) => {
  describe.each(['killed', 'stopped'] as const)('applied, unanswered, %s; then', (end) => {
    test.each([
      ['refused one by one', 400],
      ['never taken', 423],
    ])('%s: created, since HubSpot shows them', async (_what, status) => {
      const hang: Fault = { match: WRITES, hang: 'after' };
      const place = await placeWith(name, [hang, { match: WRITES, status, times: 'always' }]);
      await unanswered(place, end);
      expect(await call(place, 'resume')).toMatchObject({ code: 0 });
      expect(statusesOf(onlyRun(place.cwd))).toEqual(['created', 'created', 'created']);
    });

    test('stopped once more: unknown, also when a third sitting is refused them', async () => {
      const faults: readonly Fault[] = [
        { match: WRITES, hang: 'after' },
        { match: WRITES, status: 401 },
        { match: WRITES, status: 400, times: 'always' },
      ];
      const place = await placeWith(name, faults);
      await unanswered(place, end);
      expect(await call(place, 'resume')).toMatchObject({ code: 4 });
      expectTrueSummary(place.cwd, 4);
      expect(statusesOf(onlyRun(place.cwd))).toEqual(['unknown', 'unknown', 'unknown']);
      expect(checkpointOf(place.cwd)).toMatchObject({ rowsDone: 0, doubtful: expect.stringMatching(/^1-3\b/) });
      expect(await call(place, 'resume')).toMatchObject({ code: 0 });
    });
  });

  test('refused and stopped: nothing is in doubt, and a refusal stays one', async () => {
    const place = await placeWith(name, [
      { match: WRITES, status: 401 },
      { match: WRITES, status: 400, times: 'always' },
    ]);
    expect(await call(place, ...place.argv)).toMatchObject({ code: 4 });
    expect(statusesOf(onlyRun(place.cwd))).toEqual(['not_sent', 'not_sent', 'not_sent']);
    expect(checkpointOf(place.cwd)).toMatchObject({ rowsDone: 0, doubtful: '' });
    expect(await call(place, 'resume')).toMatchObject({ code: 1 });
    expect(statusesOf(onlyRun(place.cwd))).toEqual(['rejected', 'rejected', 'rejected']);
  });
});

test('created behind a row that is not settled when the run stops, and then refused: still created', async () => {
  const place = await workplaceWith({
    latencyMs: 0,
    flags: ['--batch-size', '1', '--concurrency', '2', '--max-attempts', '1'],
    faults: [
      { match: { ...WRITES, containsId: '101' }, delayMs: 600, status: 401 },
      { match: { ...WRITES, containsId: '102' }, times: 1 },
      { match: { ...WRITES, containsId: '102' }, status: 423, times: 'always' },
    ],
  });
  writeFileSync(path.join(place.cwd, 'links.csv'), 'from,to\n101,201\n102,202\n');
  expect(await call(place, ...place.argv)).toMatchObject({ code: 4 });
  expect(checkpointOf(place.cwd)).toMatchObject({ rowsDone: 0, doubtful: '2' });
  expect(await call(place, 'resume')).toMatchObject({ code: 0 });
  expect(statusesOf(onlyRun(place.cwd))).toEqual(['created', 'created']);
});

test('checkpoint, summary and metrics are kept up while no row comes out', async () => {
  const cwd = temporaryFolder();
  writeFileSync(path.join(cwd, 'links.csv'), 'from,to\n101,201\n');
  const { url, arrived } = await serve(() => {});
  const flags = ['--from', 'contacts', '--to', 'companies', '--base-url', url, '--metrics-file', 'metrics.prom'];
  const running = start(['import', 'links.csv', ...flags], { cwd, env, stdin: '' });
  const elapsedIn = (file: string): number => {
    const text = readFileSync(path.join(onlyRun(cwd), file), 'utf8');
    return (JSON.parse(text) as { readonly elapsedMs: number }).elapsedMs;
  };
  while (arrived.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const metricsNow = (): string => readFileSync(path.join(cwd, 'metrics.prom'), 'utf8');
  const metrics = metricsNow();
  // One is replaced after the other, so each is waited for.
  const areKeptUp = (): boolean =>
    Math.min(elapsedIn('summary.json'), elapsedIn('checkpoint.json')) >= 1_500 && metricsNow() !== metrics;
  while (!areKeptUp()) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(metricsNow()).not.toBe(metrics);
  running.kill('SIGKILL');
  await running.ended;
});
