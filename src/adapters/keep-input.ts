/** Keeps a copy of a pipe, so that a run that reads one can be resumed. */
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { outputError } from './append-file.ts';

/** Copies everything that comes to a new file; throws `OUTPUT_FAILED` when it cannot be written. */
export async function keepInput(input: Readable, path: string): Promise<void> {
  try {
    await pipeline(input, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  } catch (thrown) {
    throw outputError(path, thrown);
  }
}
