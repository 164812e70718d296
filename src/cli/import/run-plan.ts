/** How long an import takes, as far as is known before it, and what the real run would take, as far as a dry run knows. */
import type { PacedDispatcher } from '../../adapters/hubspot/dispatcher.ts';
import type { Plan } from '../../pipeline/plan.ts';
import type { RunPlan } from '../screen/run-summary.ts';
import type { ImportSettings } from './import-settings.ts';

type Circumstances = Pick<ImportSettings, 'concurrency' | 'sandbox'>;

/**
 * About how long so many requests take. The sandbox lives in this process, and what it answered while it was being loaded
 * says little of what one request after another will take there.
 */
export function estimateRun(
  requests: number,
  dispatcher: PacedDispatcher,
  { concurrency, sandbox }: Circumstances,
): number {
  return dispatcher.estimateMs(requests, sandbox ? null : concurrency);
}

/** The plan with its time and its share of the day. `dispatcher`: null when nothing was asked. */
export function planRun(plan: Plan, dispatcher: PacedDispatcher | null, settings: Circumstances): RunPlan {
  const requests = plan.writeRequests + plan.readRequests;
  const estimatedMs = dispatcher === null ? 0 : Math.round(estimateRun(requests, dispatcher, settings));
  return { ...plan, estimatedMs, dailyRemaining: dispatcher?.allowance?.dailyRemaining ?? null };
}
