/** Tells a file that grew from one that was changed. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** The SHA-256 of the first `bytes` bytes of a file, in hexadecimal. */
export async function hashPrefix(path: string, bytes: number): Promise<string> {
  const hash = createHash('sha256');
  if (bytes > 0) await pipeline(createReadStream(path, { end: bytes - 1 }), hash);
  else hash.end();
  return hash.digest('hex');
}
