// What --rate leaves of windows of any length: never more than it says in ten seconds, nor more than the window has.
import { expect, test } from '@jest/globals';
import { shareOf } from '../../../src/adapters/hubspot/window-share.ts';

test.each([
  ['no rate', 186, 10_000, null, 186, 10_000],
  ['a rate below the window', 186, 10_000, 50, 50, 10_000],
  ['a rate above the window', 186, 10_000, 1_000, 186, 10_000],
  ['a rate of less than one in a short window', 17, 1_000, 1, 1, 10_000],
  ['a rate of a fraction more than one in a short window', 17, 1_000, 15, 2, 4_000 / 3],
  ['a rate above a short window', 17, 1_000, 1_000, 17, 1_000],
  ['a rate that a long window would let burst', 980, 60_000, 100, 100, 10_000],
  ['a long window that a burst at the rate would use up', 240, 60_000, 100, 40, 10_000],
  ['a long window of fewer requests than the rate', 8, 60_000, 100, 8, 60_000],
])('%s', (_, requests, windowMs, rate, shareRequests, shareMs) => {
  const share = shareOf({ requests, intervalMs: windowMs }, rate);
  expect(share.requests).toBe(shareRequests);
  expect(share.intervalMs).toBeCloseTo(shareMs, 6);
});
