/** Time and chance as the machine has them. */
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
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

/** Lets the event loop go round so many times: whatever is ready gets on first. */
export async function passTurns(count: number): Promise<void> {
  for (let passed = 0; passed < count; passed += 1) await nextTurn();
}
