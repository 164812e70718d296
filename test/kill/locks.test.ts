// One process for each run, and one run at a time for an input and an account: cron does not know that yesterday's is not over.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { takeLock } from '../../src/adapters/run/run-lock.ts';
import { onlyRun, start, temporaryFolder } from '../cli/support.ts';
import { call, expectTrueSummary, underWay, workplaceWith } from './support.ts';

const GONE = /process \d+ on .* is gone; its lock is taken over/g;

describe('two processes', () => {
  test('on the same input and account: the second ends with 6 and sends nothing', async () => {
    const place = await workplaceWith({ latencyMs: 200 });
    const first = await underWay(place, 2);
    const [again, resumed, other] = await Promise.all([
      call(place, ...place.argv),
      call(place, 'resume'),
      call(place, ...place.argv, '--auto-resume'),
    ]);
    for (const { code, stderr } of [again, resumed, other]) {
      expect({ code, stderr }).toMatchObject({ code: 6, stderr: expect.stringContaining(`process ${first.pid} on`) });
    }
    // What is at work needs no one to finish it.
    expect(again.stderr).not.toContain('unfinished');
    expect((await first.ended).code).toBe(1);
    expectTrueSummary(place.cwd, 1);
  });

  test('on different accounts do not mind each other', async () => {
    const place = await workplaceWith();
    const first = await underWay(place);
    const other = start(place.argv, { cwd: place.cwd, env: { HUBSPOT_ACCESS_TOKEN: 'pat-other' }, stdin: '' });
    expect((await other.ended).code).toBe(1);
    expect((await first.ended).code).toBe(1);
  });

  test('that both find a killed one: one takes over, with one message, and the other ends with 6', async () => {
    for (let round = 0; round < 3; round += 1) {
      const place = await workplaceWith();
      const killed = await underWay(place);
      killed.kill('SIGKILL');
      await killed.ended;
      const both = await Promise.all([call(place, 'resume'), call(place, 'resume')]);
      expect(both.map(({ code }) => code).sort()).toEqual([1, 6]);
      const winner = both.find(({ code }) => code === 1);
      expect(winner?.stderr.match(GONE)).toHaveLength(1);
      expectTrueSummary(place.cwd, 1);
      expect(place.sandbox.store.size).toBe(270);
    }
  });
});

describe('a lock', () => {
  test('that another process took over lets nothing more be written', async () => {
    const place = await workplaceWith({ latencyMs: 400 });
    const running = await underWay(place, 2);
    const runPath = onlyRun(place.cwd);
    const lock = path.join(runPath, '.lock.lock');
    rmSync(lock, { recursive: true });
    mkdirSync(lock);
    const other = { pid: 1, host: 'elsewhere', since: new Date().toISOString() };
    writeFileSync(path.join(runPath, '.lock.owner.json'), JSON.stringify(other));
    await running.said('Another process took this run over');
    const files = ['results.csv', 'failed.csv', 'checkpoint.json', 'summary.json'];
    const before = files.map((name) => readFileSync(path.join(runPath, name), 'utf8'));
    const { code, stderr } = await running.ended;
    expect({ code, stderr }).toMatchObject({ code: 6 });
    expect(files.map((name) => readFileSync(path.join(runPath, name), 'utf8'))).toEqual(before);
    expect(readdirSync(runPath)).toEqual(expect.arrayContaining(['.lock.lock', '.lock.owner.json']));
    expect(JSON.parse(readFileSync(path.join(runPath, '.lock.owner.json'), 'utf8'))).toEqual(other);
  });

  test('of a process that had the same number before a container began anew is free', async () => {
    const at = path.join(temporaryFolder(), '.lock');
    mkdirSync(`${at}.lock`);
    const since = new Date(Date.now() - 3_600_000).toISOString();
    writeFileSync(`${at}.owner.json`, JSON.stringify({ pid: process.pid, host: hostname(), since }));
    const held = await takeLock(at, { what: 'the run', onLost: () => {} });
    expect(held.takenOverFrom).toMatchObject({ since });
    await held.release();
    expect(() => statSync(`${at}.lock`)).toThrow();
  });

  test('of a process on another machine is held until its heart has stopped', async () => {
    const at = path.join(temporaryFolder(), '.lock');
    mkdirSync(`${at}.lock`);
    writeFileSync(`${at}.owner.json`, JSON.stringify({ pid: 1, host: 'elsewhere', since: '2026-11-20T00:00:00.000Z' }));
    const take = (): ReturnType<typeof takeLock> => takeLock(at, { what: 'the run', onLost: () => {} });
    await expect(take()).rejects.toMatchObject({ code: 'LOCKED', exitCode: 6 });
    const { utimesSync } = await import('node:fs');
    utimesSync(`${at}.lock`, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
    const held = await take();
    expect(held.takenOverFrom).toMatchObject({ host: 'elsewhere' });
    await held.release();
  });
});
