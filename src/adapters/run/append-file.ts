/** A file that only grows, whose length is known, so that a later sitting can cut it back to what was certain. */
import type { FileHandle } from 'node:fs/promises';
import { open, stat } from 'node:fs/promises';
import { coerceError, EXIT, HsAssocError, systemCode } from '../../core/errors.ts';
import type { LongText } from '../../core/long-text.ts';
import { Utf8Writer } from '../utf8-writer.ts';
import { IMPORT_ANEW } from './run-directory.ts';

/** An open file. Every failure to write is an `HsAssocError` with the code `OUTPUT_FAILED`: the run can be resumed. */
export class AppendFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #encoder = new Utf8Writer();
  #bytes: number;

  private constructor(path: string, handle: FileHandle, bytes: number) {
    this.#path = path;
    this.#handle = handle;
    this.#bytes = bytes;
  }

  /** A new file; fails when there is one of this name. */
  static async create(path: string): Promise<AppendFile> {
    return attempt(path, async () => new AppendFile(path, await open(path, 'wx', 0o600), 0));
  }

  /** The file cut back to `bytes`. Fails when it is shorter: what was certain is gone. */
  static async reopen(path: string, bytes: number): Promise<AppendFile> {
    await assertHolds(path, bytes);
    return attempt(path, async () => {
      const handle = await open(path, 'r+');
      await handle.truncate(bytes);
      return new AppendFile(path, handle, bytes);
    });
  }

  /** Bytes in the file, all writes included. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Appends the text as a whole or not at all. To be called again only when this has ended. */
  async write(text: string | LongText): Promise<void> {
    const bytes = this.#encoder.encode(text);
    if (bytes.length === 0) return;
    try {
      await attempt(this.#path, () => writeAll(this.#handle, bytes, this.#bytes));
    } catch (thrown) {
      // Nobody has to read half a line, and on a full disk the summary needs the room.
      await this.#handle.truncate(this.#bytes).catch(() => {});
      throw thrown;
    }
    this.#bytes += bytes.length;
  }

  /** Returns when the content is on the disk. */
  async sync(): Promise<void> {
    await attempt(this.#path, () => this.#handle.datasync());
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/** Writes the bytes from a position on. One call may write a part of them: what a disk that gets full had room for. */
export async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** Throws an `HsAssocError` when the file is gone or shorter than `bytes`: what was certain is not there any more. */
export async function assertHolds(path: string, bytes: number): Promise<void> {
  const hint = IMPORT_ANEW;
  const { size } = await stat(path).catch((thrown: unknown) => {
    if (systemCode(thrown) !== 'ENOENT') throw outputError(path, thrown);
    throw new HsAssocError('OUTPUT_MISSING', { message: `${path} is gone`, hint, cause: thrown });
  });
  if (size >= bytes) return;
  const message = `${path} has ${size} bytes, but ${bytes} were written: it was cut or replaced since`;
  throw new HsAssocError('OUTPUT_SHORTENED', { message, hint });
}

async function attempt<Result>(path: string, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (thrown) {
    if (thrown instanceof HsAssocError) throw thrown;
    throw outputError(path, thrown);
  }
}

const WHY_UNWRITABLE: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'it is larger than files may be here (ulimit -f)',
  EROFS: 'the disk is read-only',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  ENOENT: 'its directory is not there',
};

/** Why a file cannot be written, in words for people; the system's own where there are none. */
export function whyUnwritable(thrown: unknown): string {
  const code = systemCode(thrown);
  return (code === null ? null : WHY_UNWRITABLE[code]) ?? coerceError(thrown).message;
}

/** The error for a file of the run directory that cannot be written; a full disk is named as such. */
export function outputError(path: string, thrown: unknown): HsAssocError {
  const message = `${path} could not be written: ${whyUnwritable(thrown)}`;
  return new HsAssocError('OUTPUT_FAILED', { message, exitCode: EXIT.resumable, cause: thrown });
}
