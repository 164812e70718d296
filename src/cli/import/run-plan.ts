/** What the real run would take, as far as a dry run knows. */
import type { PacedDispatcher } from '../../adapters/hubspot/dispatcher.ts';
import type { Plan } from '../../pipeline/plan.ts';
import type { RunPlan } from '../screen/run-summary.ts';

/** The plan with its time and its share of the day. `dispatcher`: null when nothing was asked. */
export function planRun(plan: Plan, dispatcher: PacedDispatcher | null, concurrency: number | null): RunPlan {
  const requests = plan.writeRequests + plan.readRequests;
  const estimatedMs = Math.round(dispatcher?.estimateMs(requests, concurrency) ?? 0);
  return { ...plan, estimatedMs, dailyRemaining: dispatcher?.allowance?.dailyRemaining ?? null };
}
