/** Opens what a path names, a file or a pipe, and checks the options it is read with. */
import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { badDelimiterError, directoryError, unknownEncodingError, unreadableError } from './csv-file-errors.ts';
import { CHUNK_BYTES } from './input-bytes.ts';
import { fileChunks } from './raw-input.ts';
import { isKnownEncoding } from './text-decoder.ts';

/** An input that is open. */
export interface InputSource {
  /** What messages call it. */
  readonly name: string;
  /** Null for a pipe, which can be read only once. */
  readonly file: FileHandle | null;
  readonly totalBytes: number | null;
  /** The raw bytes: a file's from a position on, by default the beginning, a pipe's only once. */
  read(position?: number): AsyncIterable<unknown>;
}

/** Opens a file, a named pipe, or standard input for `-`. */
export async function openSource({ path, stdin }: { path: string; stdin?: Readable }): Promise<InputSource> {
  if (path === '-') return pipeSource('standard input', stdin ?? process.stdin);
  const file = await open(path, 'r').catch((error: unknown) => {
    throw unreadableError(path, error);
  });
  const facts = await file.stat();
  if (facts.isFile()) {
    // The handle stays open: what is read later is the file that was checked, whatever its name has come to mean.
    const read = (position = 0): AsyncIterable<Buffer> => fileChunks(file, { chunkBytes: CHUNK_BYTES, position });
    return { name: path, file, totalBytes: facts.size, read };
  }
  if (!facts.isDirectory()) return pipeSource(path, file.createReadStream({ highWaterMark: CHUNK_BYTES }));
  await file.close();
  throw directoryError(path);
}

/** The delimiter asked for, or undefined when it is to be found; throws when it cannot be one. */
export function checkedDelimiter(delimiter: string | undefined): string | undefined {
  if (delimiter === undefined) return undefined;
  // Shells hand `\t` on as two characters.
  const character = /^(?:tab|\\t)$/i.test(delimiter) ? '\t' : delimiter;
  if (!/^[\t\x20-\x7e]$/.test(character) || character === '"') throw badDelimiterError(delimiter);
  return character;
}

/** The encoding to read with when there is no byte order mark; throws when there is no such encoding. */
export function checkedEncoding(encoding = 'utf-8'): string {
  if (/^utf-?8$/i.test(encoding)) return 'utf-8';
  if (!isKnownEncoding(encoding)) throw unknownEncodingError(encoding);
  return encoding.toLowerCase();
}

function pipeSource(name: string, stream: Readable): InputSource {
  return { name, file: null, totalBytes: null, read: () => stream };
}
