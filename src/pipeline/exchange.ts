/**
 * Sends one request until there is an answer, or until it is given up. Every attempt asks the dispatcher for its turn
 * anew, so retries obey the pace. What an answer means for the inputs is not decided here.
 */
import type { HubSpotRequest } from '../core/endpoints.ts';
import type { Clock, Dispatcher, RunLog } from '../core/ports.ts';
import type { Answered, Fatal, Refused, Reply, Retryable } from '../core/replies.ts';
import { withResults } from '../core/replies.ts';
import type { RetryPolicy } from '../core/retry.ts';
import { decideRetry } from '../core/retry.ts';
import type { StopReason } from '../core/stops.ts';
import type { Stopper } from './stopper.ts';
import type { RequestTally } from './tally.ts';

/** What an exchange works with. */
export interface ExchangeContext {
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly log: RunLog;
  readonly policy: RetryPolicy;
  readonly stopper: Stopper;
  readonly tally: RequestTally;
}

/** Whom a request carries, for the log. */
export interface Cargo {
  /** 0 for requests that belong to no batch. */
  readonly batch: number;
  readonly inputCount: number;
  readonly rows: string;
  /** Requests for these inputs before this exchange. */
  readonly earlierAttempts: number;
  /** Timeouts after which to give up early, so that smaller requests can be tried. Default: none. */
  readonly maxTimeouts?: number;
}

/** A request that carries no rows. */
const NO_CARGO: Cargo = { batch: 0, inputCount: 0, rows: '', earlierAttempts: 0 };

/** How an exchange ended. `mayBeApplied`: one of the unanswered attempts may have been applied. */
export type ExchangeEnd = { readonly attempts: number; readonly mayBeApplied: boolean } & (
  | { readonly kind: 'answered'; readonly reply: Answered }
  | { readonly kind: 'refused'; readonly reply: Refused }
  | { readonly kind: 'givenUp'; readonly reply: Retryable }
  /** The run was stopped, by this exchange or another. */
  | { readonly kind: 'stopped' }
);

/** Sends the request until it is answered, refused, given up, or the run stops. `cargo`: default, no rows at all. */
export async function exchange(
  request: HubSpotRequest,
  context: ExchangeContext,
  cargo = NO_CARGO,
): Promise<ExchangeEnd> {
  const { dispatcher, stopper } = context;
  let attempts = 0;
  let throttles = 0;
  let timeouts = 0;
  let mayBeApplied = false;
  for (;;) {
    const startedMs = context.clock.nowMs();
    const sent = await dispatcher.send(request, { turn: stopper.soft, exchange: stopper.hard });
    if (sent === null) return { kind: 'stopped', attempts, mayBeApplied };
    const reply = request.wantsResults === true ? withResults(sent) : sent;
    attempts += 1;
    const elapsedMs = Math.round(context.clock.nowMs() - startedMs);
    note(request, reply, { ...cargo, earlierAttempts: cargo.earlierAttempts + attempts - 1 }, { context, elapsedMs });
    if (reply.kind === 'answered') return { kind: 'answered', reply, attempts, mayBeApplied };
    if (reply.kind === 'refused') return { kind: 'refused', reply, attempts, mayBeApplied };
    if (reply.kind === 'fatal') {
      stopper.stop(fatalStop(reply));
      return { kind: 'stopped', attempts, mayBeApplied };
    }
    mayBeApplied ||= reply.mayBeApplied;
    if (reply.fault === 'throttled') throttles += 1;
    if (reply.fault === 'timeout') timeouts += 1;
    if (timeouts === cargo.maxTimeouts) return { kind: 'givenUp', reply, attempts, mayBeApplied };
    const { policy, clock } = context;
    const decision = decideRetry(
      reply,
      { attempts: attempts - throttles, throttles },
      { policy, random: clock.random() },
    );
    if (decision.kind === 'giveUp') return { kind: 'givenUp', reply, attempts, mayBeApplied };
    if (decision.kind === 'stop') {
      const { code, message, retryAfterMs } = reply;
      stopper.stop({ kind: decision.why, code, message, retryAfterMs });
      return { kind: 'stopped', attempts, mayBeApplied };
    }
    if (decision.pauseAll) dispatcher.pause(decision.delayMs);
    else await clock.sleep(decision.delayMs, stopper.soft);
  }
}

function note(
  { purpose, method, path }: HubSpotRequest,
  reply: Reply,
  { batch, inputCount, rows, earlierAttempts }: Cargo,
  { context, elapsedMs }: { readonly context: ExchangeContext; readonly elapsedMs: number },
): void {
  context.tally.note(reply, { purpose, isRetry: earlierAttempts > 0 });
  context.log.request({
    purpose,
    method,
    path,
    batch,
    inputCount,
    rows,
    attempt: earlierAttempts + 1,
    kind: reply.kind,
    httpStatus: reply.httpStatus,
    code: reply.kind === 'answered' ? '' : reply.code,
    correlationId: reply.correlationId,
    elapsedMs,
  });
}

function fatalStop({ reason, error, correlationId }: Fatal): StopReason {
  return { kind: reason, error, correlationId };
}
