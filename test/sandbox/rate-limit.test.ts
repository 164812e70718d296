import { describe, expect, test } from '@jest/globals';
import { RequestWindow } from '../../src/sandbox/rate-limit.ts';
import { ask, sandboxWith } from './support.ts';

const call = 'GET /crm/associations/2026-03/0-1/0-2/labels';

describe('the rolling window', () => {
  test('rolls with each arrival instead of refilling at once', () => {
    const window = new RequestWindow({ max: 2, intervalMs: 100 }, null);
    const arrivals = [0, 90, 95, 101, 105, 189, 191].map((atMs) => window.arrive(atMs, false));
    const refused = 'TEN_SECONDLY_ROLLING';
    expect(arrivals).toEqual([null, null, refused, null, refused, refused, null]);
  });

  test('can count what it refuses', () => {
    const window = new RequestWindow({ max: 1, intervalMs: 100 }, null);
    expect([0, 60, 120, 221].map((atMs) => window.arrive(atMs, true))).toEqual([
      null,
      'TEN_SECONDLY_ROLLING',
      'TEN_SECONDLY_ROLLING',
      null,
    ]);
  });

  test('tells what is free now, not what was at the last arrival', () => {
    const window = new RequestWindow({ max: 2, intervalMs: 100 }, null);
    window.arrive(0, false);
    expect(window.headers(50)['X-HubSpot-RateLimit-Remaining']).toBe('1');
    expect(window.headers(101)['X-HubSpot-RateLimit-Remaining']).toBe('2');
  });

  test('answers 429 in HubSpot’s words, with what remains in the headers', async () => {
    const sandbox = await sandboxWith({ rateLimit: { max: 1, intervalMs: 60_000 } });
    const first = await ask(sandbox, call);
    expect(first.headers).toMatchObject({
      'x-hubspot-ratelimit-max': '1',
      'x-hubspot-ratelimit-remaining': '0',
      'x-hubspot-ratelimit-interval-milliseconds': '60000',
      'x-hubspot-ratelimit-daily': '250000',
      'x-hubspot-ratelimit-daily-remaining': '249999',
    });
    const second = await ask(sandbox, call);
    expect(second.status).toBe(429);
    expect(second.json).toMatchObject({
      status: 'error',
      message: 'You have reached your ten_secondly_rolling limit.',
      errorType: 'RATE_LIMIT',
      policyName: 'TEN_SECONDLY_ROLLING',
    });
    expect(second.headers).not.toHaveProperty('retry-after');
    expect(sandbox.counts.throttled).toBe(1);
  });

  test('can keep the headers and the policy to itself, and say when to come back', async () => {
    const switches = { rateLimitHeaders: false, policyName: false, retryAfterSeconds: 3 };
    const sandbox = await sandboxWith({ rateLimit: { max: 1, intervalMs: 60_000 }, switches });
    expect((await ask(sandbox, call)).headers).not.toHaveProperty('x-hubspot-ratelimit-max');
    const second = await ask(sandbox, call);
    expect(second.json).toMatchObject({ message: 'You have reached your secondly limit.' });
    expect(second.json).not.toHaveProperty('policyName');
    expect(second.headers['retry-after']).toBe('3');
  });

  test('stops for the day when the daily allowance is used up', async () => {
    const sandbox = await sandboxWith({ rateLimit: null, dailyLimit: { max: 10, used: 9 } });
    expect((await ask(sandbox, call)).headers['x-hubspot-ratelimit-daily-remaining']).toBe('0');
    const second = await ask(sandbox, call);
    expect([second.status, second.json.policyName]).toEqual([429, 'DAILY']);
  });

  test('does not count a caller it turned away', async () => {
    const sandbox = await sandboxWith({ rateLimit: { max: 1, intervalMs: 60_000 } });
    await ask(sandbox, call, { headers: { authorization: 'Bearer invalid' } });
    expect((await ask(sandbox, call)).status).toBe(200);
  });

  test('leaves the script of faults alone when it refuses', async () => {
    const faults = [{ times: 2, status: 500 }];
    const sandbox = await sandboxWith({ rateLimit: { max: 1, intervalMs: 60_000 }, faults });
    await ask(sandbox, call);
    await ask(sandbox, call);
    expect(sandbox.unusedFaults()).toEqual(faults);
    expect(sandbox.requests.map((entry) => [entry.status, entry.faultIndex])).toEqual([
      [500, 0],
      [429, null],
    ]);
  });
});
