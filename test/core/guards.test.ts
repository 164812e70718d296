// When many rows went wrong and none succeeded, which is told while there is time to stop.
import { expect, test } from '@jest/globals';
import { isFruitless } from '../../src/core/guards.ts';
import { NO_ROWS } from '../../src/core/report.ts';

test('rows that all went wrong are fruitless once they are many', () => {
  expect(isFruitless({ ...NO_ROWS, read: 999, invalid: 999 })).toBe(false);
  expect(isFruitless({ ...NO_ROWS, read: 1_000, invalid: 400, rejected: 600 })).toBe(true);
  expect(isFruitless({ ...NO_ROWS, read: 1_001, invalid: 1_000, exists: 1 })).toBe(false);
});

test('rows that a dry run finds ready are no failures', () => {
  expect(isFruitless({ ...NO_ROWS, read: 30_650, invalid: 1_005, not_sent: 29_645 })).toBe(false);
});
