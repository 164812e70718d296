import { expect, test } from '@jest/globals';
import type { StopReason } from '../../src/core/stops.ts';
import { exitCodeOf } from '../../src/core/stops.ts';
import { errorOf } from '../support/core-builders.ts';

const error = errorOf({});
const trace = { error, correlationId: '' };

test.each<[StopReason, number]>([
  [{ kind: 'authentication', ...trace }, 4],
  [{ kind: 'forbidden', ...trace }, 4],
  [{ kind: 'dailyLimit', ...trace }, 5],
  [{ kind: 'throttled', retryAfterMs: null }, 5],
  [{ kind: 'migrating', retryAfterMs: 1 }, 5],
  [{ kind: 'outage', code: 'X', message: '' }, 5],
  [{ kind: 'maxDuration', limitMs: 1 }, 5],
  [{ kind: 'reserveDaily', remaining: 1, reserve: 2 }, 5],
  [{ kind: 'outputFailed', code: 'ENOSPC', message: '' }, 5],
  [{ kind: 'sharedRefusal', code: 'X', error, pair: 'a→b' }, 3],
  [{ kind: 'maxErrors', limit: '5', errors: 6, rows: 7 }, 3],
  [{ kind: 'fileBroken', code: 'X', message: '' }, 2],
  [{ kind: 'interrupted', signal: 'SIGINT' }, 130],
  [{ kind: 'interrupted', signal: 'SIGTERM' }, 143],
  [{ kind: 'interrupted', signal: 'SIGHUP' }, 143],
])('a run that stopped for %j ends with exit code %i', (reason, code) => {
  expect(exitCodeOf(reason)).toBe(code);
});
