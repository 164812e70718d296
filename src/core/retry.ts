/** Decides what to do after a request that may pass. Pure: the caller's random number comes in, a decision goes out. */
import type { Retryable } from './replies.ts';

/** How long to try. */
export interface RetryPolicy {
  /** Requests for the same inputs, throttled ones not counted. At least 1. */
  readonly maxAttempts: number;
  /** 429s in a row for the same inputs before the run is stopped. */
  readonly maxThrottles: number;
  /** The longest `Retry-After` that is waited for; a longer one stops the run, resumable. */
  readonly maxWaitMs: number;
  /** The first backoff; it doubles with each attempt. */
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  /** How long a locked record stays locked. */
  readonly lockedMs: number;
}

/** The policy unless the user says otherwise. */
export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  maxAttempts: 6,
  maxThrottles: 30,
  maxWaitMs: 60_000,
  baseDelayMs: 500,
  maxDelayMs: 30_000,
  // Source: HubSpot's error guide, 423.
  lockedMs: 2_000,
};

/** What was tried so far for the same inputs, the reply in hand included. */
export interface RetryHistory {
  /** From 1; throttled requests not counted. */
  readonly attempts: number;
  readonly throttles: number;
}

/** What to do now. */
export type RetryDecision =
  | {
      readonly kind: 'resend';
      readonly delayMs: number;
      /** Whether every other request waits as well. */
      readonly pauseAll: boolean;
    }
  /** These inputs are given up; others may go on. */
  | { readonly kind: 'giveUp' }
  /** Nothing helps for a long time: stop the run, resumable. */
  | { readonly kind: 'stop'; readonly why: 'throttled' | 'migrating' | 'outage' };

/** Full jitter: anything between nothing and the doubled backoff, so that a herd does not come back at once. */
function backoffMs(policy: RetryPolicy, attempt: number, random: number): number {
  return Math.round(random * Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (attempt - 1)));
}

/** `random`: from 0 up to but not including 1. */
export function decideRetry(
  reply: Retryable,
  history: RetryHistory,
  { policy, random }: { readonly policy: RetryPolicy; readonly random: number },
): RetryDecision {
  const hintMs = reply.retryAfterMs;
  if (hintMs !== null && hintMs > policy.maxWaitMs) {
    const isNamed = reply.fault === 'throttled' || reply.fault === 'migrating';
    return { kind: 'stop', why: isNamed ? reply.fault : 'outage' };
  }
  switch (reply.fault) {
    case 'throttled': {
      if (history.throttles >= policy.maxThrottles) return { kind: 'stop', why: 'throttled' };
      const delayMs = hintMs ?? throttleDelayMs(policy, history.throttles, random);
      return { kind: 'resend', delayMs, pauseAll: true };
    }
    case 'migrating':
    case 'locked': {
      if (history.attempts >= policy.maxAttempts) {
        return reply.fault === 'migrating' ? { kind: 'stop', why: 'migrating' } : { kind: 'giveUp' };
      }
      const delayMs = Math.max(hintMs ?? 0, policy.lockedMs) + backoffMs(policy, history.attempts, random);
      return { kind: 'resend', delayMs, pauseAll: reply.fault === 'migrating' };
    }
    // What is not trusted now is not trusted in a second: a person has to look.
    case 'untrusted':
      return { kind: 'giveUp' };
    case 'server':
    case 'network':
    case 'timeout':
    case 'garbled': {
      if (history.attempts >= policy.maxAttempts) return { kind: 'giveUp' };
      const delayMs = (hintMs ?? 0) + backoffMs(policy, history.attempts, random);
      return { kind: 'resend', delayMs, pauseAll: hintMs !== null };
    }
  }
}

/** Half of the backoff is certain: after a 429 an immediate second try only costs another one. */
function throttleDelayMs(policy: RetryPolicy, throttles: number, random: number): number {
  const delayMs = Math.min(policy.maxDelayMs, 2 * policy.baseDelayMs * 2 ** Math.min(throttles - 1, 4));
  return Math.round(delayMs / 2 + (random * delayMs) / 2);
}
