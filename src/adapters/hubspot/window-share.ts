/** What of the account's window a process may use, by its window and by `--rate`, which counts ten seconds. */

/** So many requests in any interval of so long. */
export interface WindowShare {
  readonly requests: number;
  readonly intervalMs: number;
}

/** HubSpot's usual window, and that of `--rate`. Source: HubSpot's usage guidelines. */
export const WINDOW_MS = 10_000;

/**
 * The window itself where `rate` never binds; else the slower of both, in the shorter of both windows. Requests are whole: where the rate gives
 * a fraction in that time, one more comes in as much more time.
 */
export function shareOf(window: WindowShare, rate: number | null): WindowShare {
  if (rate === null || (window.requests <= rate && window.intervalMs >= WINDOW_MS)) return window;
  const spanMs = Math.min(window.intervalMs, WINDOW_MS);
  const exact = Math.min((window.requests * spanMs) / window.intervalMs, (rate * spanMs) / WINDOW_MS);
  const requests = Math.ceil(exact);
  return { requests, intervalMs: spanMs * (requests / exact) };
}
