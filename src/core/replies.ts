/**
 * One HTTP exchange, classified. This is the only place that knows what a status means; what follows from it is
 * decided in `retry.ts`, and whom it concerns in `attribution.ts`.
 */
import type { ApiError } from './api-error.ts';
import { errorCode, readApiError } from './api-error.ts';
import { asObject, asText } from './json.ts';

/** Response headers, names in lower case. */
export type ResponseHeaders = Readonly<Record<string, string | undefined>>;

/** What the HTTP client saw. */
export type Exchange =
  | {
      readonly kind: 'response';
      readonly httpStatus: number;
      readonly headers: ResponseHeaders;
      /** Parsed JSON; null for an empty body; undefined when the body is no JSON. */
      readonly body: unknown;
    }
  | {
      readonly kind: 'broken';
      /** `ECONNRESET`, `TIMEOUT`, …: stable, upper case. */
      readonly code: string;
      readonly message: string;
      readonly fault: BrokenFault;
      /** False only when the request certainly did not reach HubSpot. */
      readonly mayBeApplied: boolean;
    };

/** Why no answer came. `untrusted`: the server's certificate is not trusted, so that nothing was said to it. */
export type BrokenFault = 'network' | 'timeout' | 'untrusted';

/** Why a request may be sent again, or has no answer. */
export type Fault = 'throttled' | 'locked' | 'migrating' | 'server' | 'garbled' | BrokenFault;

/** Why nothing more can be sent for now, by this account. */
export type FatalReason = 'authentication' | 'forbidden' | 'dailyLimit';

/** What is known of an exchange whatever came of it. */
interface ReplyHead {
  /** Null when no response came. */
  readonly httpStatus: number | null;
  readonly headers: ResponseHeaders;
  readonly correlationId: string;
}

/** A 2xx whose body could be read. What it says of each input is another matter. */
export interface Answered extends ReplyHead {
  readonly kind: 'answered';
  readonly httpStatus: number;
  readonly body: unknown;
}

/** The request as a whole was refused, and nothing of it was applied. */
export interface Refused extends ReplyHead {
  readonly kind: 'refused';
  readonly httpStatus: number;
  readonly error: ApiError;
  readonly code: string;
}

/** It may pass. */
export interface Retryable extends ReplyHead {
  readonly kind: 'retryable';
  readonly fault: Fault;
  readonly mayBeApplied: boolean;
  readonly code: string;
  readonly message: string;
  /** From `Retry-After`; null when there was none. */
  readonly retryAfterMs: number | null;
}

/** HubSpot refuses the account as a whole. Nothing was applied. */
export interface Fatal extends ReplyHead {
  readonly kind: 'fatal';
  readonly httpStatus: number;
  readonly reason: FatalReason;
  readonly error: ApiError;
  readonly code: string;
}

/** What came of one HTTP exchange. */
export type Reply = Answered | Refused | Retryable | Fatal;

/** Statuses that pass by themselves, and after which a write may have been applied. Source: HubSpot's error guide. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 409, 425]);

/** Classifies an exchange. */
export function classify(exchange: Exchange): Reply {
  if (exchange.kind === 'broken') return brokenReply(exchange);
  const { httpStatus, headers, body } = exchange;
  const correlationId = asText(asObject(body)?.correlationId) || (headers['x-hubspot-correlation-id'] ?? '');
  const head = { httpStatus, headers, correlationId };
  if (httpStatus >= 200 && httpStatus < 300) {
    if (body !== undefined) return { kind: 'answered', ...head, body };
    return retryable(head, 'garbled', true, 'ANSWER_UNREADABLE', 'the answer is not JSON');
  }
  const error = readApiError(body);
  const code = errorCode(error, httpStatus);
  if (httpStatus === 401) return { kind: 'fatal', ...head, reason: 'authentication', error, code };
  if (httpStatus === 403) return { kind: 'fatal', ...head, reason: 'forbidden', error, code };
  if (httpStatus === 429) {
    if (error.policyName === 'DAILY') return { kind: 'fatal', ...head, reason: 'dailyLimit', error, code };
    return retryable(head, 'throttled', false, code, error.message);
  }
  if (httpStatus === 423) return retryable(head, 'locked', false, code, error.message);
  if (httpStatus === 477) return retryable(head, 'migrating', false, code, error.message);
  if (httpStatus < 400) return retryable(head, 'server', true, code, redirection(headers));
  if (httpStatus >= 500 || PASSING_STATUSES.has(httpStatus)) {
    return retryable(head, 'server', true, code, error.message);
  }
  return { kind: 'refused', ...head, error, code };
}

/**
 * An answer to a question for a list, which is none where the list is missing, or is said not to be finished: HubSpot has no
 * such answers, others may. An empty list would be believed, and no type of the file found in it.
 */
export function withResults(reply: Reply): Reply {
  if (reply.kind !== 'answered') return reply;
  const { results, status } = asObject(reply.body) ?? {};
  if (!Array.isArray(results)) return unread(reply, 'the answer has no list of results');
  const word = asText(status);
  return word === '' || word === 'COMPLETE' ? reply : unread(reply, `the answer is not finished: ${word}`);
}

function unread(reply: Answered, message: string): Retryable {
  return retryable(reply, 'garbled', true, 'ANSWER_UNREADABLE', message);
}

/** HubSpot redirects nobody: a portal that wants a login does, or another server. */
function redirection({ location = '' }: ResponseHeaders): string {
  const host = /^[a-z]+:\/\/([^/?#@]+)/i.exec(location)?.[1];
  return host === undefined ? 'a redirection' : `a redirection to ${host}`;
}

function brokenReply(exchange: Extract<Exchange, { kind: 'broken' }>): Retryable {
  const head = { httpStatus: null, headers: {}, correlationId: '' };
  return retryable(head, exchange.fault, exchange.mayBeApplied, exchange.code, exchange.message);
}

function retryable(
  { httpStatus, headers, correlationId }: ReplyHead,
  fault: Fault,
  mayBeApplied: boolean,
  code: string,
  message: string,
): Retryable {
  const head = { httpStatus, headers, correlationId };
  return { kind: 'retryable', ...head, fault, mayBeApplied, code, message, retryAfterMs: retryAfterMs(head.headers) };
}

/** Milliseconds to wait by `Retry-After`, in seconds or as a date that is compared with the answer's own `Date`. */
export function retryAfterMs(headers: ResponseHeaders): number | null {
  const text = headers['retry-after']?.trim() ?? '';
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1_000;
  const waitMs = Date.parse(text) - Date.parse(headers.date ?? '');
  return Number.isFinite(waitMs) && waitMs >= 0 ? waitMs : null;
}

/** What an answer's headers tell of the account's allowance. Each is null when its header is absent or no number. */
export interface Allowance {
  /** Requests in a rolling window. */
  readonly max: number | null;
  readonly remaining: number | null;
  /** 1,000 to 60,000. */
  readonly intervalMs: number | null;
  readonly dailyMax: number | null;
  readonly dailyRemaining: number | null;
}

/** HubSpot's windows are of a second or ten; what is far from both is a mistake, by which a pace must not be set. */
const LEAST_INTERVAL_MS = 1_000;
const MOST_INTERVAL_MS = 60_000;

/** Reads `X-HubSpot-RateLimit-*`. Source: HubSpot's usage guidelines. */
export function readAllowance(headers: ResponseHeaders): Allowance {
  const read = (name: string): number | null => {
    const text = headers[`x-hubspot-ratelimit-${name}`];
    return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
  };
  const intervalMs = read('interval-milliseconds');
  return {
    max: read('max'),
    remaining: read('remaining'),
    intervalMs:
      intervalMs !== null && intervalMs >= LEAST_INTERVAL_MS && intervalMs <= MOST_INTERVAL_MS ? intervalMs : null,
    dailyMax: read('daily'),
    dailyRemaining: read('daily-remaining'),
  };
}
