/** What was asked and answered, for tests and for people: the newest requests in full, and counts of all of them. */

/** One request. Times are milliseconds since the epoch, with fractions. */
export interface RequestLogEntry {
  /** From 1, in the order of arrival. */
  readonly number: number;
  readonly method: string;
  readonly path: string;
  /** The length of `inputs`, 0 for a request without. */
  readonly inputCount: number;
  readonly correlationId: string;
  readonly startedAtMs: number;
  /** null until it ended. */
  readonly endedAtMs: number | null;
  /** null while unanswered, and for ever when the connection was cut or left hanging. */
  readonly status: number | null;
  /** The place in the script of the fault that struck, or null. */
  readonly faultIndex: number | null;
}

/** Counts of all requests since the start. */
export interface RequestCounts {
  readonly total: number;
  /** Requests refused by the sandbox's own rate or daily limit; a fault's 429 is not among them. */
  readonly throttled: number;
  /** Requests by status; `none` for those that got no answer. */
  readonly byStatus: Readonly<Record<string, number>>;
  /** The same per call, such as `POST associations/batch/create`. */
  readonly byEndpoint: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Remembers the newest requests, and counts them all. */
export class RequestLog {
  readonly #capacity: number;
  readonly #entries: Writable<RequestLogEntry>[] = [];
  readonly #byStatus: Record<string, number> = {};
  readonly #byEndpoint: Record<string, Record<string, number>> = {};
  #total = 0;
  #throttled = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The newest requests, oldest first. */
  get entries(): readonly RequestLogEntry[] {
    return this.#entries;
  }

  /** A snapshot of the counts. */
  get counts(): RequestCounts {
    const byEndpoint = Object.fromEntries(
      Object.entries(this.#byEndpoint).map(([name, counts]) => [name, { ...counts }]),
    );
    return { total: this.#total, throttled: this.#throttled, byStatus: { ...this.#byStatus }, byEndpoint };
  }

  /** Notes an arrival; the entry returned is ended with `end`. */
  begin(request: Pick<RequestLogEntry, 'method' | 'path' | 'inputCount' | 'correlationId'>): Writable<RequestLogEntry> {
    this.#total += 1;
    // Field by field: a request brings its body along, and ten thousand of those would fill the memory.
    const { method, path, inputCount, correlationId } = request;
    const times = { startedAtMs: clockMs(), endedAtMs: null };
    const about = { number: this.#total, method, path, inputCount, correlationId };
    const entry = { ...about, ...times, status: null, faultIndex: null };
    this.#entries.push(entry);
    if (this.#entries.length > this.#capacity) this.#entries.shift();
    return entry;
  }

  /** Notes the end of a request: its status, or null when it got no answer. */
  end(entry: Writable<RequestLogEntry>, endpoint: string, status: number | null): void {
    entry.endedAtMs = clockMs();
    entry.status = status;
    const key = status === null ? 'none' : String(status);
    this.#byStatus[key] = (this.#byStatus[key] ?? 0) + 1;
    const counts = this.#byEndpoint[endpoint] ?? {};
    counts[key] = (counts[key] ?? 0) + 1;
    this.#byEndpoint[endpoint] = counts;
  }

  /** Counts a request the rate or daily limit refused. */
  countThrottled(): void {
    this.#throttled += 1;
  }
}

function clockMs(): number {
  return performance.timeOrigin + performance.now();
}
