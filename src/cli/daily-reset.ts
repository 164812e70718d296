/** At the daily limit, asks HubSpot once for the account's time zone: it decides when requests are counted anew. */
import { accountRequest } from '../core/endpoints.ts';
import { asObject, asText } from '../core/json.ts';
import type { StopReason } from '../core/stops.ts';
import { exchange } from '../pipeline/exchange.ts';
import { Stopper } from '../pipeline/stopper.ts';
import type { Connection } from './connection.ts';

const LONGEST_WAIT_MS = 3_000;

/** The reason, with the time zone where it can be known; at its limit, an account may refuse that question, too. */
export async function withTimeZone(
  reason: StopReason | null,
  { context, dispatcher }: Connection,
): Promise<StopReason | null> {
  if (reason?.kind !== 'dailyLimit') return reason;
  // The run's own stopper lets nothing start any more.
  const stopper = new Stopper();
  const timer = setTimeout(() => {
    stopper.stop({ kind: 'maxDuration', limitMs: LONGEST_WAIT_MS });
    stopper.abandon();
  }, LONGEST_WAIT_MS);
  const policy = { ...context.policy, maxAttempts: 1, maxThrottles: 0 };
  const end = await exchange(accountRequest(), { ...context, dispatcher, policy, stopper });
  clearTimeout(timer);
  const timeZone = end.kind === 'answered' ? asText(asObject(end.reply.body)?.timeZone) : '';
  return timeZone === '' ? reason : { ...reason, timeZone };
}
