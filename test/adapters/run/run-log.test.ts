import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { openRunLog } from '../../../src/adapters/run/run-log.ts';
import type { RequestEvent } from '../../../src/core/ports.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const EVENT: RequestEvent = {
  purpose: 'write',
  method: 'POST',
  path: '/crm/x',
  batch: 1,
  inputCount: 3,
  rows: '1-3',
  attempt: 2,
  kind: 'retryable',
  httpStatus: 502,
  code: 'HTTP_502',
  correlationId: 'c-1',
  elapsedMs: 12,
};

/** The lines of a log that was closed, as soon as there are so many. */
async function linesOf(path: string, count: number): Promise<Record<string, unknown>[]> {
  for (;;) {
    const text = existsSync(path) ? await readFile(path, 'utf8') : '';
    const lines = text.split('\n').slice(0, -1);
    if (lines.length >= count) return lines.map((line) => JSON.parse(line));
    await new Promise(setImmediate);
  }
}

describe('run.log', () => {
  test('has a line of JSON for each request and each note, in order, in every place', async () => {
    const folder = await temporaryFolder();
    const paths = [join(folder, 'run.log'), join(folder, 'second.log')];
    let echoed = '';
    const echo = new Writable({
      write: (chunk, _encoding, done) => {
        echoed += String(chunk);
        done();
      },
    });
    const log = openRunLog(paths, { echo });
    log.request(EVENT);
    log.note('paused', { delayMs: 5 });
    log.close();
    for (const path of paths) {
      expect(await linesOf(path, 2)).toMatchObject([
        { msg: 'request', ...EVENT, time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) },
        { msg: 'paused', delayMs: 5 },
      ]);
    }
    expect(echoed).toBe(await readFile(paths[0] ?? '', 'utf8'));
  });

  test('is continued by a later sitting', async () => {
    const path = join(await temporaryFolder(), 'run.log');
    for (const attempt of [1, 2]) {
      const log = openRunLog([path]);
      log.request({ ...EVENT, attempt });
      log.close();
      await linesOf(path, attempt);
    }
    expect((await linesOf(path, 2)).map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  test('that cannot be written stops nobody, and is told once', async () => {
    const path = join(await temporaryFolder(), 'gone', 'run.log');
    const faults: string[] = [];
    const log = openRunLog([path], { onFault: (at, { message }) => faults.push(`${at}: ${message}`) });
    for (let count = 0; count < 100; count += 1) log.request(EVENT);
    await new Promise(setImmediate);
    await expect(log.close()).resolves.toBeUndefined();
    expect(faults).toEqual([expect.stringMatching(/gone.run\.log: ENOENT/)]);
  });
});
