/** Reads a row's requests out of `run.log`, as a stream: a log can be larger than memory. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { systemCode } from '../../core/errors.ts';
import { asNumber, asText, parseObject } from '../../core/json.ts';
import { RowSet } from '../../core/row-ranges.ts';

/** One request that carried the row. */
export interface LoggedRequest {
  /** ISO 8601, of the answer. */
  readonly time: string;
  /** From 1 in each sitting of the run. */
  readonly batch: number;
  /** From 1, counting every request for these inputs. */
  readonly attempt: number;
  readonly method: string;
  readonly path: string;
  readonly inputCount: number;
  /** The rows that travelled together: `1-2000`. */
  readonly rows: string;
  /** Null when no answer came. */
  readonly httpStatus: number | null;
  /** Empty for an answer that refuses nothing as a whole. */
  readonly code: string;
  readonly correlationId: string;
  readonly elapsedMs: number;
}

/** The requests that carried the row, in the order of their answers; none when there is no log. */
export async function readRequestsOf(path: string, row: number): Promise<readonly LoggedRequest[]> {
  const found: LoggedRequest[] = [];
  try {
    const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
    for await (const line of lines) {
      const request = readLine(line);
      if (request !== null && new RowSet(request.rows).has(row)) found.push(request);
    }
  } catch (thrown) {
    if (systemCode(thrown) !== 'ENOENT') throw thrown;
  }
  return found;
}

/** Null for a line that is no request with rows; a line that a killed process tore is none. */
function readLine(line: string): LoggedRequest | null {
  if (!line.includes('"msg":"request"') || line.includes('"rows":""')) return null;
  const fields = parseObject(line);
  if (fields === null) return null;
  return {
    time: asText(fields.time),
    batch: asNumber(fields.batch) ?? 0,
    attempt: asNumber(fields.attempt) ?? 0,
    method: asText(fields.method),
    path: asText(fields.path),
    inputCount: asNumber(fields.inputCount) ?? 0,
    rows: asText(fields.rows),
    httpStatus: asNumber(fields.httpStatus),
    code: asText(fields.code),
    correlationId: asText(fields.correlationId),
    elapsedMs: asNumber(fields.elapsedMs) ?? 0,
  };
}
