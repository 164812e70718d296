/** Puts an answer on the wire: whole, cut short, or compressed. */
import type { ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { correlationIdSlot, type Reply } from './replies.ts';

const compress = promisify(gzip);

/** Below this size compressing costs more than it saves. */
const minCompressedBytes = 1024;

/** How to send an answer. */
export interface Transmission {
  readonly correlationId: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly gzip: boolean;
  /** How many bytes to send of the whole that is announced; null sends it all. */
  readonly truncateAt: number | null;
}

/** Sends an answer; the connection is cut where it is truncated. */
export async function transmit(response: ServerResponse, reply: Reply, how: Transmission): Promise<void> {
  const text = reply.body?.replaceAll(correlationIdSlot, how.correlationId) ?? null;
  const plain = text === null ? null : Buffer.from(text);
  const zipped = plain !== null && how.gzip && plain.length >= minCompressedBytes;
  const bytes = zipped ? await compress(plain, { level: 1 }) : plain;
  response.writeHead(reply.status, {
    ...(bytes === null ? {} : { 'Content-Type': 'application/json;charset=utf-8' }),
    ...(zipped ? { 'Content-Encoding': 'gzip' } : {}),
    'X-HubSpot-Correlation-Id': how.correlationId,
    ...(bytes === null && reply.status === 204 ? {} : { 'Content-Length': String(bytes?.length ?? 0) }),
    ...reply.headers,
    ...how.headers,
  });
  if (how.truncateAt === null || bytes === null) {
    response.end(bytes ?? undefined);
    return;
  }
  response.write(bytes.subarray(0, how.truncateAt), () => response.destroy());
}
