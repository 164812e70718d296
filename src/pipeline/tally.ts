/** Counts of a run's requests, and whether HubSpot is still answering. */
import type { Purpose } from '../core/endpoints.ts';
import { asNumber, asObject } from '../core/json.ts';
import type { Reply } from '../core/replies.ts';

/** The `requests` of `summary.json`. */
export interface RequestCounts {
  readonly sent: number;
  readonly retried: number;
  readonly throttled: number;
  /** By status as text; `none` counts requests without a response. */
  readonly byStatus: Readonly<Record<string, number>>;
}

/** The counts that a JSON value holds, as a checkpoint remembers them; null when it holds none. */
export function readRequestCounts(value: unknown): RequestCounts | null {
  const fields = asObject(value) ?? {};
  const sent = asNumber(fields.sent);
  const retried = asNumber(fields.retried);
  const throttled = asNumber(fields.throttled);
  if (sent === null || retried === null || throttled === null) return null;
  const byStatus: Record<string, number> = {};
  for (const [status, count] of Object.entries(asObject(fields.byStatus) ?? {}))
    byStatus[status] = asNumber(count) ?? 0;
  return { sent, retried, throttled, byStatus };
}

/**
 * Writes given up one after another, with no write answered in between, before the run is stopped as an outage. So many
 * readings in a row that tell nothing stop it as well.
 */
export const OUTAGE_AFTER = 5;

/** Counts requests. Counts of earlier sittings of the same run may be given, and add up. */
export class RequestTally {
  #sent = 0;
  #retried = 0;
  #throttled = 0;
  readonly #byStatus = new Map<string, number>();
  #numErrors = 0;
  #answered = 0;
  #givenUpInARow = 0;

  constructor(earlier?: { readonly requests: RequestCounts; readonly numErrors: number }) {
    if (earlier === undefined) return;
    this.#sent = earlier.requests.sent;
    this.#retried = earlier.requests.retried;
    this.#throttled = earlier.requests.throttled;
    this.#numErrors = earlier.numErrors;
    for (const [status, count] of Object.entries(earlier.requests.byStatus)) this.#byStatus.set(status, count);
  }

  /** Notes a request that was sent. `isRetry`: the same request was sent before. */
  note(reply: Reply, { purpose, isRetry }: { readonly purpose: Purpose; readonly isRetry: boolean }): void {
    this.#sent += 1;
    if (isRetry) this.#retried += 1;
    if (reply.kind === 'retryable' && reply.fault === 'throttled') this.#throttled += 1;
    const status = reply.httpStatus === null ? 'none' : String(reply.httpStatus);
    this.#byStatus.set(status, (this.#byStatus.get(status) ?? 0) + 1);
    if (reply.kind === 'retryable') return;
    this.#answered += 1;
    if (purpose === 'write') this.#givenUpInARow = 0;
  }

  /** Adds what an answer says of itself. */
  addNumErrors(numErrors: number): void {
    this.#numErrors += numErrors;
  }

  /** Notes inputs given up without an answer; true when so many were that HubSpot must be taken for down. */
  noteGivenUp(): boolean {
    this.#givenUpInARow += 1;
    return this.#givenUpInARow >= OUTAGE_AFTER;
  }

  /** Requests that got an answer, whatever it said: compare two readings to see whether HubSpot answers at all. */
  get answered(): number {
    return this.#answered;
  }

  get numErrors(): number {
    return this.#numErrors;
  }

  get counts(): RequestCounts {
    const byStatus = Object.fromEntries([...this.#byStatus].sort(([a], [b]) => (a < b ? -1 : 1)));
    return { sent: this.#sent, retried: this.#retried, throttled: this.#throttled, byStatus };
  }
}
