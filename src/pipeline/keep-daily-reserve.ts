/**
 * Stops the run before a request would take from the daily requests that are reserved for others. It goes by the least that
 * the answers told, less what is under way: that counts twice for a moment, never not at all. Where only that is in the way,
 * the answers are waited for, so that all of what is not reserved is used, and what the run says at its end is true.
 */
import type { DailyReserve } from '../core/daily-reserve.ts';
import { reservedRequests } from '../core/daily-reserve.ts';
import type { Dispatcher } from '../core/ports.ts';
import type { Allowance } from '../core/replies.ts';
import type { Stopper } from './stopper.ts';

/** What is known of the day's requests. */
export type DailyAllowance = Pick<Allowance, 'dailyMax' | 'dailyRemaining'>;

/** Answers come in another order than they were counted in, by no more than are under way; what rises by more is a new day. */
const OUT_OF_ORDER = 64;

interface Parts {
  readonly reserve: DailyReserve;
  readonly stopper: Stopper;
}

/** The dispatcher, with the reserve kept. While the answers tell nothing of the day, nothing can be kept. */
export function keepDailyReserve(
  dispatcher: Dispatcher & { readonly allowance: DailyAllowance | null },
  parts: Parts,
): Dispatcher {
  const rest = new DaysRest(() => dispatcher.allowance, parts);
  return {
    send: async (request, signals) => {
      if (!(await rest.take())) return null;
      try {
        return await dispatcher.send(request, signals);
      } finally {
        rest.noteAnswer();
      }
    },
    pause: (delayMs) => dispatcher.pause(delayMs),
  };
}

/** What is left of the day's requests. */
class DaysRest {
  readonly #told: () => DailyAllowance | null;
  readonly #parts: Parts;
  #least: number | null = null;
  #underWay = 0;
  #waiting: (() => void)[] = [];

  constructor(told: () => DailyAllowance | null, parts: Parts) {
    this.#told = told;
    this.#parts = parts;
  }

  /** Takes one request; false, and the run is stopped, when nothing but the reserve is left. */
  async take(): Promise<boolean> {
    const { reserve, stopper } = this.#parts;
    while (!stopper.stopped) {
      this.#learn();
      const reserved = reservedRequests(reserve, this.#told()?.dailyMax ?? null);
      if (reserved === null || this.#least === null || this.#least - this.#underWay > reserved) {
        // Before anything is awaited: whoever asks at the same time must see it.
        this.#underWay += 1;
        return true;
      }
      if (this.#least > reserved) await new Promise<void>((resolve) => this.#waiting.push(resolve));
      else stopper.stop({ kind: 'reserveDaily', remaining: this.#least, reserve: reserved });
    }
    return false;
  }

  /** One that was taken is over, however it ended. */
  noteAnswer(): void {
    this.#underWay -= 1;
    this.#learn();
    for (const resume of this.#waiting.splice(0)) resume();
  }

  #learn(): void {
    const told = this.#told()?.dailyRemaining ?? null;
    if (told === null) return;
    if (this.#least === null || told < this.#least || told > this.#least + OUT_OF_ORDER) this.#least = told;
  }
}
