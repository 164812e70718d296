/**
 * From an input's raw bytes to UTF-8: recognises gzip and the encoding by the first bytes, never by the name, and
 * undoes both.
 */
import { once } from 'node:events';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { systemCode } from '../../core/errors.ts';
import { gzipError, notCsvError } from './csv-file-errors.ts';
import { PeekableBytes } from './peekable-bytes.ts';
import { toUtf8 } from './text-decoder.ts';

/** How the bytes of an input are stored. */
export interface StoredForm {
  readonly isGzip: boolean;
  /** `utf-8`, `utf-16le`, `utf-16be`, or the encoding asked for. */
  readonly encoding: string;
  /** Bytes of a byte order mark that is still there after decoding. */
  readonly markLength: number;
}

/** Bytes whose form is known. */
export interface OpenedBytes {
  readonly form: StoredForm;
  /** The decoded bytes from the very beginning, byte order mark included. */
  readonly bytes: PeekableBytes;
}

/** 64 KiB is what the parser is fed with at a time; larger pieces make it neither faster nor slower. */
export const CHUNK_BYTES = 65_536;

/** Decodes raw bytes whose form is not known yet. A byte order mark beats the encoding asked for. */
export async function recogniseBytes(
  name: string,
  raw: AsyncIterable<Buffer>,
  wantedEncoding: string,
): Promise<OpenedBytes> {
  const stored = new PeekableBytes(raw);
  const magic = await stored.lookAhead(4);
  const isGzip = magic[0] === 0x1f && magic[1] === 0x8b;
  const plain = isGzip ? new PeekableBytes(gunzip(name, stored)) : stored;
  const start = await plain.lookAhead(LONGEST_MAGIC);
  if (beginsWith(start, ZIP_MAGIC)) throw notCsvError(name, 'a zip archive or an Excel workbook');
  if (beginsWith(start, OLE_MAGIC)) throw notCsvError(name, 'an Excel workbook (.xls) or another old Office file');
  const form = { isGzip, ...encodingOf(start, wantedEncoding) };
  return { form, bytes: new PeekableBytes(decode(plain, form)) };
}

/** Whether bytes need no decoding, so that an offset among them is the same before and after. */
export function isPlain({ isGzip, encoding }: StoredForm): boolean {
  return !isGzip && encoding === 'utf-8';
}

/** Decodes raw bytes of a known form. */
export function decodedBytes(name: string, raw: AsyncIterable<Buffer>, form: StoredForm): AsyncIterable<Buffer> {
  return decode(form.isGzip ? gunzip(name, raw) : raw, form);
}

/** The chunks without their first bytes. */
export async function* skipBytes(chunks: AsyncIterable<Buffer>, count: number): AsyncGenerator<Buffer> {
  let left = count;
  for await (const chunk of chunks) {
    if (left >= chunk.length) left -= chunk.length;
    else {
      yield left === 0 ? chunk : chunk.subarray(left);
      left = 0;
    }
  }
}

const ZIP_MAGIC = Buffer.from([0x50, 0x4b, 0x03, 0x04]);
const OLE_MAGIC = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
const LONGEST_MAGIC = OLE_MAGIC.length;

function beginsWith(start: Buffer, magic: Buffer): boolean {
  return start.subarray(0, magic.length).equals(magic);
}

function encodingOf(start: Buffer, wanted: string): Pick<StoredForm, 'encoding' | 'markLength'> {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return { encoding: 'utf-8', markLength: 3 };
  // The decoder takes the mark off by itself.
  if (start[0] === 0xff && start[1] === 0xfe) return { encoding: 'utf-16le', markLength: 0 };
  if (start[0] === 0xfe && start[1] === 0xff) return { encoding: 'utf-16be', markLength: 0 };
  return { encoding: wanted, markLength: 0 };
}

function decode(plain: AsyncIterable<Buffer>, form: StoredForm): AsyncIterable<Buffer> {
  return form.encoding === 'utf-8' ? plain : toUtf8(plain, form.encoding);
}

async function* gunzip(name: string, stored: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  // `pipeline` closes the source when the reader stops early, and hands the source's errors on; `pipe` does neither.
  const source = Readable.from(stored);
  const plain = pipeline(source, createGunzip({ chunkSize: CHUNK_BYTES }), () => {});
  try {
    for await (const chunk of plain) yield chunk;
    // Padding behind the data is left unread; a read under way is waited for, so that no byte is counted twice.
    source.destroy();
    if (!source.closed) await once(source, 'close');
  } catch (error) {
    throw systemCode(error)?.startsWith('Z_') ? gzipError(name, error) : error;
  }
}
