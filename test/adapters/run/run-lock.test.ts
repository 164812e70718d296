import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { takeLock } from '../../../src/adapters/run/run-lock.ts';

describe('a lock', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'hs-assoc-lock-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const options = { what: 'the run x', onLost: () => {} };

  /** A lock folder whose last sign of life is that old. */
  async function leaveLock(lock: string, ageMs: number): Promise<void> {
    await mkdir(`${lock}.lock`);
    const time = new Date(Date.now() - ageMs);
    await utimes(`${lock}.lock`, time, time);
  }

  test('of a process that was killed before it could write its name is waited for, and then taken', async () => {
    const lock = path.join(folder, 'x');
    await leaveLock(lock, 9_500);
    const startedMs = performance.now();
    const held = await takeLock(lock, options);
    expect(performance.now() - startedMs).toBeGreaterThan(100);
    expect(held.takenOverFrom).toBeNull();
    await held.release();
  });

  test('of a living process is refused at once, with its name', async () => {
    const lock = path.join(folder, 'x');
    await leaveLock(lock, 0);
    const owner = { pid: process.ppid, host: hostname(), since: new Date().toISOString() };
    await writeFile(`${lock}.owner.json`, JSON.stringify(owner));
    await expect(takeLock(lock, options)).rejects.toMatchObject({
      code: 'LOCKED',
      exitCode: 6,
      message: expect.stringContaining(`process ${process.ppid} on ${hostname()}`),
    });
  });

  test('can be taken again when it was released', async () => {
    const lock = path.join(folder, 'x');
    await (await takeLock(lock, options)).release();
    const held = await takeLock(lock, options);
    await expect(takeLock(lock, options)).rejects.toMatchObject({ exitCode: 6 });
    await held.release();
  });
});
