/** Time and chance as the machine has them. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../core/ports.ts';

/** The machine's clock. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  sleep: async (delayMs, signal) => {
    // An abort ends the wait; it is no failure.
    await delay(delayMs, undefined, { signal }).catch(() => {});
  },
  random: () => Math.random(),
};
