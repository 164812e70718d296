/** What the bench server is told and what it tells, as JSON on both sides. */

/** How the server is to be; everything can be changed between two runs. */
export interface ServerSettings {
  /** How long every answer takes from the request's arrival, and by how much more at most. */
  readonly latencyMs: number;
  readonly jitterMs: number;
  /** Requests in a rolling window; null sets no bound. */
  readonly limit: { readonly max: number; readonly intervalMs: number } | null;
  /** Whether answers tell the limit in HubSpot's headers. */
  readonly headers: boolean;
}

/** Answers at once, and tells an allowance that nobody can use up: an importer that goes by headers runs unthrottled. */
export const unthrottled: ServerSettings = {
  latencyMs: 0,
  jitterMs: 0,
  limit: { max: 1_000_000, intervalMs: 10_000 },
  headers: true,
};

/** What happened since the last reset. */
export interface ServerStats {
  readonly requests: number;
  /** A, B, C and D that were not refused, and the inputs they carried. */
  readonly writes: number;
  readonly inputs: number;
  /** Calls of E and H. */
  readonly reads: number;
  readonly labels: number;
  /** Requests refused with 429, and those that are no call of this server or have a body it cannot read. */
  readonly throttled: number;
  readonly unreadable: number;
  readonly mostInFlight: number;
  readonly mostInputs: number;
  readonly mostInputsInFlight: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** From the first arrival to the last answer. */
  readonly busyMs: number;
  /** The server's own processor time. */
  readonly cpuMs: number;
}

/** Reads settings from outside; throws a TypeError that names what is wrong. */
export function parseSettings(text: string): ServerSettings {
  const value: unknown = JSON.parse(text);
  const given = isObject(value) ? value : {};
  const { latencyMs = 0, jitterMs = 0, limit = null, headers = true } = given;
  if (!isAmount(latencyMs) || !isAmount(jitterMs)) throw new TypeError('latencyMs and jitterMs are numbers from 0');
  if (typeof headers !== 'boolean') throw new TypeError('headers is true or false');
  return { latencyMs, jitterMs, headers, limit: limit === null ? null : parseLimit(limit) };
}

function parseLimit(value: unknown): { max: number; intervalMs: number } {
  const { max, intervalMs } = isObject(value) ? value : {};
  if (isAmount(max) && isAmount(intervalMs)) return { max, intervalMs };
  throw new TypeError('limit is null or {"max":…,"intervalMs":…}');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0;
}
