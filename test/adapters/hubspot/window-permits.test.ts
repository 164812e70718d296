// What is free of HubSpot's window, by a clock that the test sets.
import { afterEach, describe, expect, test } from '@jest/globals';
import { RunLength } from '../../../src/adapters/hubspot/run-length.ts';
import { WindowPermits } from '../../../src/adapters/hubspot/window-permits.ts';
import type { Allowance } from '../../../src/core/replies.ts';

const open: WindowPermits[] = [];

afterEach(() => {
  for (const permits of open.splice(0)) permits.close();
});

interface Surroundings {
  nowMs: number;
  underWay: number;
  onBack?: () => void;
}

function newPermits(surroundings: Surroundings, rate: number | null = null): WindowPermits {
  const permits = new WindowPermits({
    rate,
    nowMs: () => surroundings.nowMs,
    underWay: () => surroundings.underWay,
    scheduled: () => 0,
    onBack: () => surroundings.onBack?.(),
  });
  open.push(permits);
  permits.learnWindow(told(0));
  return permits;
}

/** HubSpot has counted so many in this window. */
function told(counted: number): Allowance {
  return { max: 190, remaining: 190 - counted, intervalMs: 10_000, dailyMax: null, dailyRemaining: null };
}

/** 190 less the margin of four. */
const CAPACITY = 186;

describe('the requests of others', () => {
  test('are not available', () => {
    const permits = newPermits({ nowMs: 0, underWay: 10 });
    permits.noteOthers(told(40));
    expect(permits.free).toBe(CAPACITY - 10 - 30);
  });

  test.each([
    [100, 50],
    [160, 26],
  ])('are not taken from --rate 50 while the account has room for both: %i', (counted, free) => {
    const permits = newPermits({ nowMs: 0, underWay: 0 }, 50);
    permits.noteOthers(told(counted));
    expect(permits.free).toBe(free);
  });

  test('are remembered while answers tell of less, which are from before our own last requests', () => {
    const surroundings = { nowMs: 0, underWay: 1 };
    const permits = newPermits(surroundings);
    permits.noteOthers(told(31));
    surroundings.underWay = 60;
    surroundings.nowMs = 10_500;
    permits.noteOthers(told(40));
    expect(permits.free).toBe(CAPACITY - 60 - 30);
    surroundings.nowMs = 21_000;
    permits.noteOthers(told(60));
    expect(permits.free).toBe(CAPACITY - 60);
  });

  test('are what the answer to the only request of ours tells, whoever was there before', () => {
    const surroundings = { nowMs: 0, underWay: 1 };
    const permits = newPermits(surroundings);
    permits.noteOthers(told(190));
    surroundings.nowMs = 10_200;
    permits.noteOthers(told(1));
    expect(permits.free).toBe(CAPACITY - 1);
  });

  test('are forgotten when answers come, and tell nothing of them any more', async () => {
    const surroundings: Surroundings = { nowMs: 0, underWay: 2 };
    const permits = newPermits(surroundings);
    const silent: Allowance = { ...told(0), max: null, remaining: null };
    const isFree = new Promise<void>((resolve) => {
      surroundings.onBack = resolve;
    });
    permits.learnWindow({ ...told(0), intervalMs: 20 });
    permits.noteOthers(told(190));
    permits.noteOthers(silent);
    expect(permits.free).toBe(CAPACITY - 2 - 188);
    await isFree;
    permits.noteOthers(silent);
    expect(permits.free).toBe(CAPACITY - 2);
  });

  test('are forgotten when there was no news for long', () => {
    const surroundings = { nowMs: 0, underWay: 1 };
    const permits = newPermits(surroundings);
    permits.noteOthers(told(31));
    surroundings.nowMs = 31_000;
    permits.noteOthers(told(1));
    expect(permits.free).toBe(CAPACITY - 1);
  });
});

test.each([
  [1, 0],
  [CAPACITY, 0],
  [CAPACITY + 1, 11_700],
  [3 * CAPACITY, 23_400],
])('the last of %i requests may start after so many windows, each with a guard and an answer', (requests, waitMs) => {
  expect(newPermits({ nowMs: 0, underWay: 0 }).timeAtOnceMs(requests, 1_500)).toBe(waitMs);
});

describe('what is left of a run', () => {
  function begun(requests: number, length = new RunLength()): RunLength {
    for (let number = 0; number < requests; number += 1) length.begin();
    return length;
  }

  test('is what is expected, from the beginning of the window on', () => {
    const length = begun(2);
    length.expect(500);
    expect(length.leftInWindows(100)).toBe(502);
    expect(begun(130, length).leftInWindows(100)).toBe(402);
  });

  test.each([
    ['where nobody knows', null],
    ['where it is longer than was expected', 150],
  ])('is as much again as there was %s', (_, expected) => {
    const length = new RunLength();
    if (expected !== null) length.expect(expected);
    expect(begun(310, length).leftInWindows(100)).toBe(350);
  });
});
