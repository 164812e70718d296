// Turns under a rolling window that counts arrivals, as HubSpot's does: real time, in small.
import { setMaxListeners } from 'node:events';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Pacer } from '../../../src/adapters/hubspot/pacer.ts';
import { systemClock } from '../../../src/adapters/system-clock.ts';
import type { Allowance } from '../../../src/core/replies.ts';

const INTERVAL_MS = 400;
const never = new AbortController().signal;
setMaxListeners(0, never);
const open: Pacer[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((pacer) => pacer.close()));
});

function newPacer(rate: number | null = null): Pacer {
  const pacer = new Pacer({ rate, nowMs: () => performance.now() });
  open.push(pacer);
  return pacer;
}

/** Counts what arrives in any interval, and tells what is left of it. */
class RollingWindow {
  readonly #max: number;
  #arrivals: number[] = [];
  readonly arrivedMs: number[] = [];
  refused = 0;
  inFlight = 0;
  mostInFlight = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** The most that arrived within so long of each other, of the last `count`. */
  mostWithin(spanMs: number, count: number): number {
    const last = this.arrivedMs.slice(-count);
    return Math.max(...last.map((atMs) => last.filter((other) => other >= atMs && other < atMs + spanMs).length));
  }

  arrive(): Allowance {
    const nowMs = performance.now();
    this.#arrivals = this.#arrivals.filter((atMs) => atMs > nowMs - INTERVAL_MS);
    this.#arrivals.push(nowMs);
    this.arrivedMs.push(nowMs);
    if (this.#arrivals.length > this.#max) this.refused += 1;
    const remaining = Math.max(0, this.#max - this.#arrivals.length);
    return { max: this.#max, remaining, intervalMs: INTERVAL_MS, dailyMax: null, dailyRemaining: null };
  }
}

/** How long a request takes until it is counted, and then until it is answered: at least, and by how much more at most. */
interface Ways {
  readonly there: readonly [number, number];
  readonly back: readonly [number, number];
}

const NEAR: Ways = { there: [0, 5], back: [0, 20] };

function pass([leastMs, moreMs]: readonly [number, number]): Promise<void> {
  return systemClock.sleep(leastMs + Math.random() * moreMs, never);
}

/** One request after another, from several places at once; returns when each was answered. */
async function request(
  pacer: Pacer,
  window: RollingWindow,
  count: number,
  places: number,
  ways = NEAR,
): Promise<readonly number[]> {
  const answeredMs: number[] = [];
  let left = count;
  const place = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await pacer.turn(async () => {
        const startedMs = performance.now();
        window.inFlight += 1;
        window.mostInFlight = Math.max(window.mostInFlight, window.inFlight);
        await pass(ways.there);
        const allowance = window.arrive();
        await pass(ways.back);
        window.inFlight -= 1;
        const latencyMs = performance.now() - startedMs;
        pacer.observe({ allowance, isThrottled: false, startedMs, latencyMs });
        answeredMs.push(performance.now());
      }, never);
    }
  };
  await Promise.all(Array.from({ length: places }, place));
  return answeredMs;
}

describe('a rolling window', () => {
  test.each([
    ['fewer places than permits', 12, 5],
    ['more places than permits', 12, 30],
    ['one place', 12, 1],
  ])('is never overrun by %s', async (_, max, places) => {
    const window = new RollingWindow(max);
    const answered = await request(newPacer(), window, 50, places);
    expect({ refused: window.refused, answered: answered.length }).toEqual({ refused: 0, answered: 50 });
  });

  test('is never overrun by what waits in the queue and what goes past it', async () => {
    const window = new RollingWindow(15);
    const pacer = newPacer();
    // Once the window is known, thirteen go past the queue at once, and the reservoir does not know yet.
    await request(pacer, window, 1, 1);
    await systemClock.sleep(50, never);
    const answered = await request(pacer, window, 40, 40);
    expect({ refused: window.refused, answered: answered.length }).toEqual({ refused: 0, answered: 40 });
  });

  test('is given to those who wait before those who come', async () => {
    const window = new RollingWindow(12);
    const pacer = newPacer();
    await request(pacer, window, 1, 1);
    await request(pacer, window, 12, 12);
    const started: number[] = [];
    const turns: Promise<unknown>[] = [];
    // Whoever starts brings another one along, which comes while permits are free and others still wait for them.
    const come = (number: number): void => {
      turns.push(
        pacer.turn(async () => {
          started.push(number);
          if (turns.length < 30) come(turns.length);
        }, never),
      );
    };
    for (let number = 0; number < 10; number += 1) come(number);
    while (started.length < 30) await systemClock.sleep(10, never);
    await Promise.all(turns);
    expect(started).toEqual([...started].sort((a, b) => a - b));
  });

  test('is spent at once, and not evenly, when it is free', async () => {
    const window = new RollingWindow(100);
    const pacer = newPacer();
    await request(pacer, window, 1, 1);
    // Evenly spaced, hardly more than six of them would be under way at once.
    await request(pacer, window, 40, 40);
    expect(window.mostInFlight).toBe(40);
  });

  test.each<[string, Ways]>([
    ['when they arrive', { there: [0, 5], back: [100, 10] }],
    ['when they are answered', { there: [100, 10], back: [0, 5] }],
  ])('is spent evenly on a long run, whether requests are counted %s', async (_, ways) => {
    const window = new RollingWindow(50);
    await request(newPacer(), window, 400, 40, ways);
    expect(window.refused).toBe(0);
    // At once, it would be all 48; evenly it is five, and a few more on a machine that stumbles.
    expect(window.mostWithin(INTERVAL_MS / 10, 150)).toBeLessThan(20);
  });

  test('is shared with others on a long run', async () => {
    const window = new RollingWindow(50);
    const over = new AbortController();
    const others = (async (): Promise<void> => {
      for (; !over.signal.aborted; await systemClock.sleep(INTERVAL_MS / 10, never)) window.arrive();
    })();
    await systemClock.sleep(INTERVAL_MS, never);
    await request(newPacer(), window, 300, 40, { there: [0, 5], back: [100, 10] });
    over.abort();
    await others;
    // Eighty and more, if what others use were forgotten from window to window. Some come together on a machine that stumbles.
    expect(window.refused).toBeLessThan(30);
  });
});

test.each([2, 3])('the first turns begin at once, no more than the rate allows: %i', async (rate) => {
  const pacer = newPacer(rate);
  const startedMs: number[] = [];
  const turns = Array.from({ length: rate }, () => pacer.turn(async () => startedMs.push(performance.now()), never));
  await Promise.all(turns);
  // Spaced, two of them are more than three seconds apart.
  expect(Math.max(...startedMs) - Math.min(...startedMs)).toBeLessThan(1_500);
});

test('from the fourth on all turns keep the pace', async () => {
  const pacer = newPacer(200);
  const startedMs: number[] = [];
  const turns = Array.from({ length: 6 }, () => pacer.turn(async () => startedMs.push(performance.now()), never));
  await Promise.all(turns);
  const [first = 0, , , ...others] = startedMs;
  expect(others).toHaveLength(3);
  // 50 ms apart; timers may be late, but never early.
  others.forEach((atMs, index) => {
    expect(atMs - first).toBeGreaterThanOrEqual(50 * (index + 3) - 5);
  });
});

test('a turn behind the first ones begins at once when their answers tell the allowance, however soon', async () => {
  for (let rounds = 0; rounds < 10; rounds += 1) {
    const pacer = newPacer(4);
    const startedMs = performance.now();
    let sent = 0;
    const answer = async (): Promise<void> => {
      sent += 1;
      const allowance = { max: 100, remaining: 100 - sent, intervalMs: 10_000, dailyMax: null, dailyRemaining: null };
      for (let round = 0; round < rounds; round += 1) await new Promise(setImmediate);
      pacer.observe({ allowance, isThrottled: false, startedMs, latencyMs: 0 });
    };
    await Promise.all([1, 2, 3].map(() => pacer.turn(answer, never)));
    await pacer.turn(async () => undefined, never);
    // Spaced, the slots of the first ones alone take seven seconds.
    expect(performance.now() - startedMs).toBeLessThan(2_500);
  }
});

test('no turn has a head start of a window that others have used up', async () => {
  const pacer = newPacer();
  const allowance = { max: 100, remaining: 0, intervalMs: 1_000, dailyMax: null, dailyRemaining: null };
  await pacer.turn(
    async () => pacer.observe({ allowance, isThrottled: false, startedMs: performance.now(), latencyMs: 0 }),
    never,
  );
  const startedMs = performance.now();
  await pacer.turn(async () => undefined, never);
  expect(performance.now() - startedMs).toBeGreaterThan(900);
});

test('a rate of one request is kept from the first turn on', async () => {
  const pacer = newPacer(1);
  const startedMs: number[] = [];
  const aborter = new AbortController();
  const turns = [1, 2].map(() => pacer.turn(async () => startedMs.push(performance.now()), aborter.signal));
  await systemClock.sleep(300, never);
  aborter.abort();
  await Promise.all(turns);
  expect(startedMs).toHaveLength(1);
});

test('a turn that is over after the end leaves nothing that the process would wait for', async () => {
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const pacer = new Pacer({ rate: null, nowMs: () => performance.now() });
  let finish = (): void => undefined;
  const job = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const turn = pacer.turn(() => job, never);
  await pacer.close();
  const before = timers();
  finish();
  await turn;
  expect(timers()).toBeLessThanOrEqual(before);
});

describe('after a 429', () => {
  const refused: Allowance = { max: 12, remaining: 0, intervalMs: INTERVAL_MS, dailyMax: null, dailyRemaining: null };
  const refuse = (pacer: Pacer): void =>
    pacer.observe({ allowance: refused, isThrottled: true, startedMs: performance.now(), latencyMs: 0 });

  test('no turn begins in a window that is full of what went before', async () => {
    const pacer = newPacer();
    const window = new RollingWindow(12);
    await request(pacer, window, 1, 1);
    await request(pacer, window, 9, 9);
    const refusedAtMs = performance.now();
    refuse(pacer);
    const [answeredMs = 0] = await request(pacer, window, 1, 1);
    // Spaced only, it would be 80 ms.
    expect(answeredMs - refusedAtMs).toBeGreaterThan(INTERVAL_MS - 100);
  });

  test('answers to what was under way before give nothing of the rate back, and turns stay spaced', () => {
    const pacer = newPacer();
    const startedMs = performance.now() - 1;
    refuse(pacer);
    const spacingMs = (INTERVAL_MS / 10) * 2;
    for (let answers = 0; answers < 30; answers += 1)
      pacer.observe({ allowance: { ...refused, remaining: 5 }, isThrottled: false, startedMs, latencyMs: 0 });
    expect(Math.round(pacer.inFlightAt(10 * spacingMs))).toBe(10);
  });
});

test('while spaced, more are in flight than answers are late, however fast most of them come', async () => {
  const pacer = newPacer(1_000);
  const over = new AbortController();
  let begun = 0;
  const turns = Array.from({ length: 20 }, () =>
    pacer.turn(async () => {
      begun += 1;
      await systemClock.sleep(60_000, over.signal);
    }, never),
  );
  while (begun < turns.length) await systemClock.sleep(10, never);
  const inFlight = pacer.inFlightAt(20);
  over.abort();
  await Promise.all(turns);
  expect(inFlight).toBeGreaterThan(begun);
});

test('a turn that begins while everything is paused waits for the end of the pause', async () => {
  const window = new RollingWindow(100);
  const pacer = newPacer();
  await request(pacer, window, 1, 1);
  const pausedAtMs = performance.now();
  pacer.pause(150);
  const answered = await request(pacer, window, 5, 5);
  // A timer may be a fraction of a millisecond early.
  expect(Math.min(...answered) - pausedAtMs).toBeGreaterThan(149);
});

test('a turn is given up when the run is stopped while it waits', async () => {
  const pacer = newPacer();
  pacer.pause(60_000);
  const stop = new AbortController();
  const turn = pacer.turn(async () => 'ran', stop.signal);
  stop.abort();
  expect(await turn).toBeNull();
});
