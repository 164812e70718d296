import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Fault, Retryable } from '../../src/core/replies.ts';
import type { RetryPolicy } from '../../src/core/retry.ts';
import { DEFAULT_RETRY_POLICY, decideRetry } from '../../src/core/retry.ts';

const FAULTS: readonly Fault[] = ['throttled', 'locked', 'migrating', 'server', 'network', 'timeout', 'garbled'];

function retryable(fault: Fault, retryAfterMs: number | null = null): Retryable {
  const head = { httpStatus: null, headers: {}, correlationId: '' };
  return { kind: 'retryable', ...head, fault, mayBeApplied: true, code: 'X', message: '', retryAfterMs };
}

const policies: fc.Arbitrary<RetryPolicy> = fc.record({
  maxAttempts: fc.integer({ min: 1, max: 8 }),
  maxThrottles: fc.integer({ min: 1, max: 8 }),
  maxWaitMs: fc.integer({ min: 0, max: 60_000 }),
  baseDelayMs: fc.integer({ min: 0, max: 1_000 }),
  maxDelayMs: fc.integer({ min: 0, max: 30_000 }),
  lockedMs: fc.integer({ min: 0, max: 2_000 }),
});
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const hint = fc.option(fc.integer({ min: 0, max: 90_000 }));

describe('a backoff', () => {
  test('is anything from nothing to the doubled delay, and never beyond the longest', () => {
    fc.assert(
      fc.property(policies, fc.integer({ min: 1, max: 7 }), chance, (policy, attempts, random) => {
        const given = { policy: { ...policy, maxAttempts: 8 }, random };
        const decision = decideRetry(retryable('server'), { attempts, throttles: 0 }, given);
        if (decision.kind !== 'resend') throw new Error(decision.kind);
        const most = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (attempts - 1));
        expect(decision.delayMs).toBe(Math.round(random * most));
        expect(decision.pauseAll).toBe(false);
      }),
    );
  });

  test('after a 429 keeps at least half of the delay, and makes everybody wait', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 29 }), chance, (throttles, random) => {
        const given = { policy: DEFAULT_RETRY_POLICY, random };
        const decision = decideRetry(retryable('throttled'), { attempts: 0, throttles }, given);
        if (decision.kind !== 'resend') throw new Error(decision.kind);
        const whole = Math.min(DEFAULT_RETRY_POLICY.maxDelayMs, 1_000 * 2 ** Math.min(throttles - 1, 4));
        expect(decision.delayMs).toBeGreaterThanOrEqual(Math.round(whole / 2));
        expect(decision.delayMs).toBeLessThanOrEqual(whole);
        expect(decision.pauseAll).toBe(true);
      }),
    );
  });

  test('of a locked record is never shorter than the lock', () => {
    const given = { policy: DEFAULT_RETRY_POLICY, random: 0 };
    expect(decideRetry(retryable('locked'), { attempts: 1, throttles: 0 }, given)).toEqual({
      kind: 'resend',
      delayMs: 2_000,
      pauseAll: false,
    });
  });
});

describe('Retry-After', () => {
  test('is waited for by everybody, and never less', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FAULTS), fc.integer({ min: 0, max: 60_000 }), chance, (fault, waitMs, random) => {
        const given = { policy: DEFAULT_RETRY_POLICY, random };
        const decision = decideRetry(retryable(fault, waitMs), { attempts: 1, throttles: 1 }, given);
        if (decision.kind !== 'resend') throw new Error(decision.kind);
        expect(decision.delayMs).toBeGreaterThanOrEqual(waitMs);
        expect(decision.pauseAll).toBe(fault !== 'locked');
      }),
    );
  });

  test.each([
    ['throttled', 'throttled'],
    ['migrating', 'migrating'],
    ['server', 'outage'],
    ['locked', 'outage'],
  ] as const)('that is too long stops the run: %s', (fault, why) => {
    const given = { policy: DEFAULT_RETRY_POLICY, random: 0.5 };
    const decision = decideRetry(retryable(fault, 60_001), { attempts: 1, throttles: 1 }, given);
    expect(decision).toEqual({ kind: 'stop', why });
  });
});

describe('every fault', () => {
  test('ends after a bounded number of requests, whatever follows what', () => {
    const replies = fc.array(fc.tuple(fc.constantFrom(...FAULTS), hint, chance), { minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(policies, replies, (policy, all) => {
        let [requests, throttles] = [0, 0];
        for (const [fault, hintMs, random] of all) {
          requests += 1;
          if (fault === 'throttled') throttles += 1;
          const history = { attempts: requests - throttles, throttles };
          const decision = decideRetry(retryable(fault, hintMs), history, { policy, random });
          if (decision.kind !== 'resend') return;
        }
        expect(requests).toBeLessThan(policy.maxAttempts + policy.maxThrottles);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['throttled', { attempts: 0, throttles: 30 }, { kind: 'stop', why: 'throttled' }],
    ['migrating', { attempts: 6, throttles: 0 }, { kind: 'stop', why: 'migrating' }],
    ['locked', { attempts: 6, throttles: 0 }, { kind: 'giveUp' }],
    ['server', { attempts: 6, throttles: 0 }, { kind: 'giveUp' }],
    ['network', { attempts: 6, throttles: 9 }, { kind: 'giveUp' }],
    ['timeout', { attempts: 6, throttles: 0 }, { kind: 'giveUp' }],
    ['garbled', { attempts: 6, throttles: 0 }, { kind: 'giveUp' }],
  ] as const)('of the last attempt is %s and ends as it must', (fault, history, decision) => {
    const given = { policy: DEFAULT_RETRY_POLICY, random: 0.5 };
    expect(decideRetry(retryable(fault), history, given)).toEqual(decision);
    const earlier = { attempts: history.attempts - 1, throttles: Math.max(0, history.throttles - 1) };
    expect(decideRetry(retryable(fault), earlier, given).kind).toBe('resend');
  });

  test('that is a certificate nobody trusts is given up at once', () => {
    const given = { policy: DEFAULT_RETRY_POLICY, random: 0.5 };
    expect(decideRetry(retryable('untrusted'), { attempts: 1, throttles: 0 }, given)).toEqual({ kind: 'giveUp' });
  });
});
