/**
 * HubSpot's request limits: a window that rolls with every arrival, not one that refills at once, and a daily allowance. Two bursts
 * around the edge of a window are therefore refused here, as they are there.
 */
import { correlationIdSlot, jsonReply, type Reply } from './replies.ts';
import type { SandboxSwitches } from './switches.ts';

/** A rolling limit. */
export interface RateLimit {
  readonly max: number;
  readonly intervalMs: number;
}

/** A daily allowance and what of it is used. */
export interface DailyLimit {
  readonly max: number;
  readonly used: number;
}

/** Counts arrivals; time is milliseconds of any steady clock. */
export class RequestWindow {
  readonly #limit: RateLimit | null;
  readonly #daily: { readonly max: number; used: number } | null;
  #arrivals: number[] = [];

  constructor(limit: RateLimit | null, daily: DailyLimit | null) {
    this.#limit = limit;
    this.#daily = daily === null ? null : { ...daily };
  }

  /** Notes an arrival, and returns the policy that refuses it or null. */
  arrive(nowMs: number, refusedCount: boolean): 'DAILY' | 'TEN_SECONDLY_ROLLING' | null {
    if (this.#daily !== null && this.#daily.used >= this.#daily.max) return 'DAILY';
    if (this.#limit !== null) {
      this.#forget(nowMs - this.#limit.intervalMs);
      const full = this.#arrivals.length >= this.#limit.max;
      if (!full || refusedCount) this.#arrivals.push(nowMs);
      if (full) return 'TEN_SECONDLY_ROLLING';
    }
    if (this.#daily !== null) this.#daily.used += 1;
    return null;
  }

  /** HubSpot's headers about what is left at this moment. */
  headers(nowMs: number): Record<string, string> {
    const headers: Record<string, string> = {};
    if (this.#limit !== null) {
      this.#forget(nowMs - this.#limit.intervalMs);
      headers['X-HubSpot-RateLimit-Max'] = String(this.#limit.max);
      headers['X-HubSpot-RateLimit-Remaining'] = String(Math.max(0, this.#limit.max - this.#arrivals.length));
      headers['X-HubSpot-RateLimit-Interval-Milliseconds'] = String(this.#limit.intervalMs);
    }
    if (this.#daily !== null) {
      headers['X-HubSpot-RateLimit-Daily'] = String(this.#daily.max);
      headers['X-HubSpot-RateLimit-Daily-Remaining'] = String(Math.max(0, this.#daily.max - this.#daily.used));
    }
    return headers;
  }

  #forget(beforeMs: number): void {
    const first = this.#arrivals.findIndex((arrival) => arrival > beforeMs);
    this.#arrivals = first === -1 ? [] : this.#arrivals.slice(first);
  }
}

/** The 429 of a policy. */
export function throttledReply(policy: 'DAILY' | 'TEN_SECONDLY_ROLLING', switches: SandboxSwitches): Reply {
  const spoken = policy === 'DAILY' ? 'daily' : switches.policyName ? 'ten_secondly_rolling' : 'secondly';
  const body = {
    status: 'error',
    message: `You have reached your ${spoken} limit.`,
    errorType: 'RATE_LIMIT',
    correlationId: correlationIdSlot,
    ...(switches.policyName ? { policyName: policy, groupName: 'publicapi:private-apps:oauth' } : {}),
  };
  const reply = jsonReply(429, JSON.stringify(body));
  if (switches.retryAfterSeconds === null) return reply;
  return { ...reply, headers: { 'Retry-After': String(switches.retryAfterSeconds) } };
}
