/**
 * Stops the run before a request would take from the daily requests that are reserved for others. It goes by what the
 * last answer told, less what has been sent since: what is under way counts twice for a moment, never not at all.
 */
import type { DailyReserve } from '../core/daily-reserve.ts';
import { reservedRequests } from '../core/daily-reserve.ts';
import type { Dispatcher } from '../core/ports.ts';
import type { Allowance } from '../core/replies.ts';
import type { Stopper } from './stopper.ts';

/** What is known of the day's requests. */
export type DailyAllowance = Pick<Allowance, 'dailyMax' | 'dailyRemaining'>;

/** The dispatcher, with the reserve kept. While the answers tell nothing of the day, nothing can be kept. */
export function keepDailyReserve(
  dispatcher: Dispatcher & { readonly allowance: DailyAllowance | null },
  { reserve, stopper }: { readonly reserve: DailyReserve; readonly stopper: Stopper },
): Dispatcher {
  let underWay = 0;
  return {
    send: async (request, signals) => {
      const { dailyMax = null, dailyRemaining = null } = dispatcher.allowance ?? {};
      const reserved = reservedRequests(reserve, dailyMax);
      if (reserved !== null && dailyRemaining !== null && dailyRemaining - underWay <= reserved) {
        stopper.stop({ kind: 'reserveDaily', remaining: dailyRemaining - underWay, reserve: reserved });
        return null;
      }
      underWay += 1;
      try {
        return await dispatcher.send(request, signals);
      } finally {
        underWay -= 1;
      }
    },
    pause: (delayMs) => dispatcher.pause(delayMs),
  };
}
