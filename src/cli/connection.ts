/** Joins the HTTP client, the pace and the run's brakes into what the pipeline sends requests with. */
import { createDispatcher, MOST_IN_FLIGHT, type PacedDispatcher } from '../adapters/hubspot/dispatcher.ts';
import { createHubSpotClient } from '../adapters/hubspot/hubspot-client.ts';
import { Pacer } from '../adapters/hubspot/pacer.ts';
import { systemClock } from '../adapters/system-clock.ts';
import type { DailyReserve } from '../core/daily-reserve.ts';
import type { RunLog } from '../core/ports.ts';
import type { RetryPolicy } from '../core/retry.ts';
import type { ExchangeContext } from '../pipeline/exchange.ts';
import { keepDailyReserve } from '../pipeline/keep-daily-reserve.ts';
import type { Stopper } from '../pipeline/stopper.ts';
import type { RequestTally } from '../pipeline/tally.ts';
import { VERSION } from './version.ts';

/** How to reach HubSpot. */
export interface ConnectionSettings {
  readonly baseUrl: string;
  readonly timeoutMs: number;
  readonly maxAttempts: number;
  readonly rate: number | null;
  /** Default: none. */
  readonly reserveDaily?: DailyReserve | null;
  /** How long to try, but for `maxAttempts`. */
  readonly retryPolicy: RetryPolicy;
}

/** An open connection. */
export interface Connection {
  readonly context: ExchangeContext;
  readonly dispatcher: PacedDispatcher;
  close(): Promise<void>;
}

/** The token for a sandbox of this process, which takes any. */
export const SANDBOX_TOKEN = 'pat-sandbox';

/** Opens a connection; nothing is sent yet. */
export function connect(
  settings: ConnectionSettings,
  parts: { readonly token: string; readonly stopper: Stopper; readonly tally: RequestTally; readonly log: RunLog },
): Connection {
  const { stopper, tally, log } = parts;
  const client = createHubSpotClient({
    baseUrl: settings.baseUrl,
    token: parts.token,
    timeoutMs: settings.timeoutMs,
    // As many as batches can be in flight.
    connections: MOST_IN_FLIGHT,
    userAgent: `hs-assoc/${VERSION}`,
  });
  const pacer = new Pacer({ rate: settings.rate, nowMs: systemClock.nowMs });
  const dispatcher = createDispatcher(client, pacer, systemClock.nowMs);
  const { reserveDaily: reserve = null } = settings;
  const careful = reserve === null ? dispatcher : keepDailyReserve(dispatcher, { reserve, stopper });
  const policy = { ...settings.retryPolicy, maxAttempts: settings.maxAttempts };
  return {
    context: { dispatcher: careful, clock: systemClock, log, policy, stopper, tally },
    dispatcher,
    close: async () => {
      await pacer.close();
      client.close();
    },
  };
}
