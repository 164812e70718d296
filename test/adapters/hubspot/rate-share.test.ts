// How much of the rate is used after refusals.
import { expect, test } from '@jest/globals';
import { RateShare } from '../../../src/adapters/hubspot/rate-share.ts';

function answered(share: RateShare, answers: number): RateShare {
  for (let answer = 0; answer < answers; answer += 1) share.observe({ isThrottled: false, startedMs: 1_000 }, 1_000);
  return share;
}

function refused(share = new RateShare()): RateShare {
  share.observe({ isThrottled: true, startedMs: 1_000 }, 1_000);
  return share;
}

test('a refusal halves it, and never makes it less than a twentieth', () => {
  const share = refused();
  expect(share.value).toBe(0.5);
  for (let refusals = 0; refusals < 10; refusals += 1) refused(share);
  expect(share.value).toBe(0.05);
});

test('answers give it back quickly, but slowly near what was refused last', () => {
  const share = answered(refused(), 20);
  expect(share.value).toBeCloseTo(0.9, 1);
  expect(answered(share, 20).value).toBeLessThan(0.95);
  expect(answered(share, 200).value).toBe(1);
});

test('beyond what was refused last it is given back quickly again', () => {
  const share = refused(refused());
  expect(share.value).toBe(0.25);
  // Ten quick ones, a hundred slow ones, and quick ones again.
  expect(answered(share, 15).value).toBeLessThan(0.5);
  expect(answered(share, 150).value).toBe(1);
});

test('what was under way when it was lowered neither lowers it again nor gives anything back', () => {
  const share = refused();
  share.observe({ isThrottled: true, startedMs: 999 }, 1_010);
  share.observe({ isThrottled: false, startedMs: 999 }, 1_010);
  expect(share.value).toBe(0.5);
});
