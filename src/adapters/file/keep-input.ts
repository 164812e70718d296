/** Keeps a copy of a pipe, so that a run that reads one can be resumed. */
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { HsAssocError } from '../../core/errors.ts';
import { outputError } from '../run/append-file.ts';

/**
 * Copies everything that comes to a new file. Throws an `HsAssocError` (exit 2) when it cannot be written, and the signal's
 * reason when that is aborted before the end.
 */
export async function keepInput(input: Readable, path: string, signal: AbortSignal): Promise<void> {
  try {
    await pipeline(input, createWriteStream(path, { flags: 'wx', mode: 0o600 }), { signal });
  } catch (thrown) {
    signal.throwIfAborted();
    throw new HsAssocError('INPUT_NOT_KEPT', {
      message: `standard input could not be kept, and nothing was sent: ${outputError(path, thrown).message}`,
      hint: 'mend that, or leave out --keep-input; such a run cannot be resumed',
      cause: thrown,
    });
  }
}
