import { describe, expect, test } from '@jest/globals';
import type { Exchange, Reply } from '../../src/core/replies.ts';
import { classify, readAllowance, retryAfterMs } from '../../src/core/replies.ts';

function response(httpStatus: number, body: unknown, headers: Record<string, string> = {}): Exchange {
  return { kind: 'response', httpStatus, headers, body };
}

/** The kind of a reply with what distinguishes it. */
function word(reply: Reply): string {
  switch (reply.kind) {
    case 'retryable':
      return `${reply.fault}${reply.mayBeApplied ? ', may be applied' : ''}`;
    case 'fatal':
      return reply.reason;
    default:
      return reply.kind;
  }
}

describe('a response', () => {
  test.each([
    [200, {}, 'answered'],
    [201, { results: [] }, 'answered'],
    [204, null, 'answered'],
    [207, { errors: [] }, 'answered'],
    [200, undefined, 'garbled, may be applied'],
    [302, null, 'server, may be applied'],
    [400, { category: 'VALIDATION_ERROR' }, 'refused'],
    [400, undefined, 'refused'],
    [404, {}, 'refused'],
    [413, {}, 'refused'],
    [415, {}, 'refused'],
    [422, {}, 'refused'],
    [401, {}, 'authentication'],
    [403, {}, 'forbidden'],
    [408, {}, 'server, may be applied'],
    [409, {}, 'server, may be applied'],
    [425, {}, 'server, may be applied'],
    [423, {}, 'locked'],
    [477, {}, 'migrating'],
    [429, { policyName: 'TEN_SECONDLY_ROLLING' }, 'throttled'],
    [429, undefined, 'throttled'],
    [429, { policyName: 'DAILY' }, 'dailyLimit'],
    [500, {}, 'server, may be applied'],
    [502, undefined, 'server, may be applied'],
    [503, {}, 'server, may be applied'],
    [504, undefined, 'server, may be applied'],
    [521, undefined, 'server, may be applied'],
    [526, undefined, 'server, may be applied'],
    [599, undefined, 'server, may be applied'],
  ])('of %i with %j is %s', (httpStatus, body, expected) => {
    expect(word(classify(response(httpStatus, body)))).toBe(expected);
  });

  test('carries the most telling code that it has', () => {
    const codeOf = (body: unknown): string => {
      const reply = classify(response(400, body));
      return reply.kind === 'refused' ? reply.code : '';
    };
    expect(codeOf({ category: 'A', subCategory: 'a.b' })).toBe('a.b');
    expect(codeOf({ category: 'A' })).toBe('A');
    expect(codeOf({ errorType: 'B' })).toBe('B');
    expect(codeOf(undefined)).toBe('HTTP_400');
  });

  test('has its correlation id from the body, else from the header', () => {
    const headers = { 'x-hubspot-correlation-id': 'header' };
    expect(classify(response(500, { correlationId: 'body' }, headers)).correlationId).toBe('body');
    expect(classify(response(502, undefined, headers)).correlationId).toBe('header');
    expect(classify(response(502, undefined)).correlationId).toBe('');
  });
});

describe('an exchange without a response', () => {
  test.each([
    [{ code: 'ECONNRESET', fault: 'network', mayBeApplied: true }, 'network, may be applied'],
    [{ code: 'ECONNREFUSED', fault: 'network', mayBeApplied: false }, 'network'],
    [{ code: 'TIMEOUT', fault: 'timeout', mayBeApplied: true }, 'timeout, may be applied'],
    [{ code: 'CERT_HAS_EXPIRED', fault: 'untrusted', mayBeApplied: false }, 'untrusted'],
  ] as const)('%j is none that HubSpot refused', (facts, expected) => {
    const reply = classify({ kind: 'broken', message: 'm', ...facts });
    expect(word(reply)).toBe(expected);
    expect(reply).toMatchObject({ httpStatus: null, code: facts.code, retryAfterMs: null });
  });
});

describe('Retry-After', () => {
  const date = 'Wed, 21 Oct 2026 07:28:00 GMT';
  test.each([
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after': ' 0 ' }, 0],
    [{ 'retry-after': '1.5' }, 1_500],
    [{ 'retry-after': 'Wed, 21 Oct 2026 07:28:30 GMT', date }, 30_000],
    [{ 'retry-after': 'Wed, 21 Oct 2026 07:27:30 GMT', date }, null],
    [{ 'retry-after': 'Wed, 21 Oct 2026 07:28:30 GMT' }, null],
    [{ 'retry-after': '-3' }, null],
    [{ 'retry-after': 'soon', date }, null],
    [{}, null],
  ])('of %j is %j milliseconds', (headers, expected) => {
    expect(retryAfterMs(headers)).toBe(expected);
  });

  test('reaches whoever decides about retries', () => {
    expect(classify(response(429, {}, { 'retry-after': '3' }))).toMatchObject({ retryAfterMs: 3_000 });
  });
});

test('the allowance is read from the headers that are numbers, and null for the others', () => {
  const headers = {
    'x-hubspot-ratelimit-max': '190',
    'x-hubspot-ratelimit-remaining': '0',
    'x-hubspot-ratelimit-interval-milliseconds': '10000',
    'x-hubspot-ratelimit-daily': '-1',
    'x-hubspot-ratelimit-daily-remaining': 'many',
  };
  const nothing = { max: null, remaining: null, intervalMs: null, dailyMax: null, dailyRemaining: null };
  expect(readAllowance(headers)).toEqual({ ...nothing, max: 190, remaining: 0, intervalMs: 10_000 });
  expect(readAllowance({})).toEqual(nothing);
  for (const interval of ['0', '1', '999', '60001', '3000000000', '86400000']) {
    expect(readAllowance({ 'x-hubspot-ratelimit-interval-milliseconds': interval }).intervalMs).toBeNull();
  }
});
