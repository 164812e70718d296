/** The bytes of an input as they are stored: counted and hashed while they pass, and compared with what they should be. */
import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { addAbortSignal, Readable } from 'node:stream';
import { HsAssocError } from '../../core/errors.ts';
import { changedError, unreadableError } from './csv-file-errors.ts';
import type { HashedPlace, HashedPlaces } from './hashed-places.ts';

/** What an input is known by: its size and its SHA-256 in lower-case hex. */
export interface Fingerprint {
  readonly bytes: number;
  readonly sha256: string;
}

/** How a pass is made, and what it is compared with. */
export interface RawInputOptions {
  /** What messages call the input. */
  readonly name: string;
  readonly signal?: AbortSignal | undefined;
  /** Reading anything else throws FILE_CHANGED. */
  readonly expected?: Fingerprint | undefined;
  /** Where the source begins, when not at the beginning: what is before was hashed by another pass. */
  readonly from?: HashedPlace | null;
  /** Is told how far this pass got. */
  readonly places?: HashedPlaces;
}

/** One pass over an input's raw bytes. */
export class RawInput {
  readonly #source: AsyncIterable<unknown>;
  readonly #options: RawInputOptions;
  readonly #hash: Hash;
  #bytesRead: number;

  constructor(source: AsyncIterable<unknown>, options: RawInputOptions) {
    this.#source = source;
    this.#options = options;
    this.#hash = options.from?.hash.copy() ?? createHash('sha256');
    this.#bytesRead = options.from?.bytes ?? 0;
    // A read from a pipe may wait for ever; nothing but its end would wake it.
    if (options.signal !== undefined && source instanceof Readable) addAbortSignal(options.signal, source);
  }

  /** Raw bytes read so far, those before the source included. */
  get bytesRead(): number {
    return this.#bytesRead;
  }

  /** The chunks. Returning early closes a pipe. */
  async *chunks(): AsyncGenerator<Buffer> {
    const { name, signal, expected } = this.#options;
    try {
      for await (const chunk of this.#source) {
        signal?.throwIfAborted();
        const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
        this.#take(bytes);
        if (expected !== undefined && this.#bytesRead > expected.bytes) throw changedError(name);
        yield bytes;
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw error instanceof HsAssocError ? error : unreadableError(name, error);
    }
  }

  /**
   * The fingerprint of everything, at the end of a pass. Padding that a decompressor left unread is read from the
   * file, when there is one.
   */
  async finish(file: FileHandle | null): Promise<Fingerprint> {
    if (file !== null) {
      for await (const bytes of fileChunks(file, { chunkBytes: 65_536, position: this.#bytesRead })) this.#take(bytes);
    }
    const { name, expected } = this.#options;
    const found = { bytes: this.#bytesRead, sha256: this.#hash.digest('hex') };
    if (expected !== undefined && (found.bytes !== expected.bytes || found.sha256 !== expected.sha256)) {
      throw changedError(name);
    }
    return found;
  }

  /** Closes a pipe at once, also while a read is waiting. A file stays open: others may read it. */
  destroy(): void {
    if (this.#source instanceof Readable) this.#source.destroy();
  }

  #take(bytes: Buffer): void {
    this.#hash.update(bytes);
    this.#bytesRead += bytes.length;
    this.#options.places?.note(this.#bytesRead, this.#hash);
  }
}

/**
 * A file's bytes from a position on, one chunk read ahead while the last one is worked on. Not a stream of the handle's
 * own: destroying that closes the file.
 */
export async function* fileChunks(
  file: FileHandle,
  { chunkBytes, position }: { readonly chunkBytes: number; readonly position: number },
): AsyncGenerator<Buffer> {
  // A new buffer each time: the parser keeps the tail of the last one.
  const readAt = (offset: number) => file.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, offset);
  let next = position;
  let reading = readAt(next);
  for (;;) {
    const { buffer, bytesRead } = await reading;
    if (bytesRead === 0) return;
    next += bytesRead;
    reading = readAt(next);
    // It fails where it is awaited; when reading stops before that, nobody needs to know.
    reading.catch(() => {});
    yield buffer.subarray(0, bytesRead);
  }
}
