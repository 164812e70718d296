/**
 * Looks through a CSV's decoded bytes, at close to the speed of memory, for what would make rows wrong or lost: bytes
 * that are not UTF-8, NUL bytes, endless lines and quotes that swallow lines. It follows quotes exactly as the parser does with
 * `relax_quotes`: a quote opens a field only as its first character, anywhere else it is text.
 */
import { isUtf8 } from 'node:buffer';
import type { LineEnd } from '../../core/delimiter.ts';
import { completeLength, firstInvalidOffset } from './utf8-borders.ts';

/**
 * What is wrong. `offset` is where it begins, counted from the first byte inspected: complete records before it are
 * good. `line` is the physical line in the file, from 1.
 */
export type ByteFault = { readonly offset: number; readonly line: number } & (
  | { readonly kind: 'nul'; readonly looksLike: 'utf-16le' | 'utf-16be' | null }
  | { readonly kind: 'not-utf8' }
  | { readonly kind: 'unclosed-quote' }
  | { readonly kind: 'swallowed-lines'; readonly closingLine: number }
  | { readonly kind: 'field-too-large' }
  | { readonly kind: 'line-too-long' }
);

/** How the CSV is laid out. */
export interface InspectorOptions {
  readonly delimiter: string;
  readonly lineEnd: LineEnd;
  /** The line number of the first byte inspected. */
  readonly firstLine: number;
}

/** The bytes a record may take. An unclosed quote would otherwise gather the rest of the file in memory. */
export const MAX_RECORD_BYTES = 16 * 1024 * 1024;

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;
const NOWHERE = -1;

/** Inspects chunks in order; after a fault it is of no further use. */
export class ByteInspector {
  readonly #delimiter: number;
  readonly #isMac: boolean;
  /** Bytes and line number before the current chunk. */
  #base = 0;
  #line: number;
  #previousByte = LF;
  /** An unfinished character at the end of the chunk before. */
  #unfinished: Buffer = Buffer.alloc(0);
  /** Where the open quote is, or NOWHERE outside quotes. */
  #openOffset = NOWHERE;
  #openLine = 0;
  /** Behind the last line end of a chunk that was not inside quotes as a whole: no record under way began earlier. */
  #startOffset = 0;
  #startLine: number;
  /** Whether the last byte of the chunk before was a quote inside quotes: the next byte says whether it closes. */
  #isUndecided = false;
  #hasCarriageReturn = false;
  #hasQuote = false;

  constructor(options: InspectorOptions) {
    this.#delimiter = options.delimiter.charCodeAt(0);
    this.#isMac = options.lineEnd === '\r';
    this.#line = options.firstLine;
    this.#startLine = options.firstLine;
  }

  /** Whether any byte inspected is a carriage return. */
  get hasCarriageReturn(): boolean {
    return this.#hasCarriageReturn;
  }

  /** Whether any byte inspected is a quote. */
  get hasQuote(): boolean {
    return this.#hasQuote;
  }

  /** The line on which a quote opened that is still open, or null. */
  get openQuoteLine(): number | null {
    return this.#openOffset === NOWHERE ? null : this.#openLine;
  }

  /** The first fault that this chunk shows, or null. */
  inspect(chunk: Buffer): ByteFault | null {
    if (chunk.length === 0) return null;
    this.#hasCarriageReturn ||= chunk.includes(CR);
    const faults = [
      this.#findInvalid(chunk),
      this.#findNul(chunk),
      this.#followQuotes(chunk),
      this.#measureLine(chunk),
    ];
    if (this.#openOffset >= this.#base) this.#openLine = this.#lineAt(chunk, this.#openOffset - this.#base);
    this.#line = this.#lineAt(chunk, chunk.length);
    if (this.#startOffset > this.#base) this.#startLine = this.#line;
    this.#base += chunk.length;
    this.#previousByte = chunk[chunk.length - 1] ?? LF;
    return faults.reduce((first, fault) => (first === null || (fault && fault.offset < first.offset) ? fault : first));
  }

  /** The fault that only the end of the input shows, or null. */
  end(): ByteFault | null {
    if (this.#unfinished.length > 0) {
      return { kind: 'not-utf8', offset: this.#base - this.#unfinished.length, line: this.#line };
    }
    if (this.#openOffset === NOWHERE || this.#isUndecided) return null;
    return { kind: 'unclosed-quote', offset: this.#openOffset, line: this.#openLine };
  }

  #findInvalid(chunk: Buffer): ByteFault | null {
    const carried = this.#unfinished.length;
    const text = carried === 0 ? chunk : Buffer.concat([this.#unfinished, chunk]);
    const complete = completeLength(text);
    this.#unfinished = text.subarray(complete);
    if (isUtf8(text.subarray(0, complete))) return null;
    const index = firstInvalidOffset(text.subarray(0, complete)) - carried;
    return { kind: 'not-utf8', offset: this.#base + index, line: this.#lineAt(chunk, Math.max(0, index)) };
  }

  #findNul(chunk: Buffer): ByteFault | null {
    const index = chunk.indexOf(0);
    if (index === -1) return null;
    return {
      kind: 'nul',
      offset: this.#base + index,
      line: this.#lineAt(chunk, index),
      looksLike: likelyUtf16(chunk, this.#base),
    };
  }

  /** Long and plain on purpose: this loop sees every byte behind a chunk's first quote. */
  #followQuotes(chunk: Buffer): ByteFault | null {
    let index = 0;
    if (this.#isUndecided) {
      this.#isUndecided = false;
      if (chunk[0] === QUOTE) index = 1;
      else {
        const fault = this.#close(chunk, 0);
        if (fault !== null) return fault;
      }
    }
    // Most files hold few quotes or none: the search is native, the loop is not.
    index = chunk.indexOf(QUOTE, index);
    if (index === -1) return null;
    this.#hasQuote = true;
    let isOpen = this.#openOffset !== NOWHERE;
    for (const { length } = chunk; index < length; index += 1) {
      if (chunk[index] !== QUOTE) continue;
      if (!isOpen) {
        isOpen = this.#beginsField(index === 0 ? this.#previousByte : chunk[index - 1]);
        if (isOpen) this.#openOffset = this.#base + index;
      } else if (index + 1 === length) {
        this.#isUndecided = true;
      } else if (chunk[index + 1] === QUOTE) {
        index += 1;
      } else {
        const fault = this.#close(chunk, index + 1);
        if (fault !== null) return fault;
        isOpen = false;
      }
    }
    return null;
  }

  /** Ends the quoted field. `next` is the index of the byte behind the closing quote. */
  #close(chunk: Buffer, next: number): ByteFault | null {
    const offset = this.#openOffset;
    this.#openOffset = NOWHERE;
    const isTooLarge = this.#base + next - offset > MAX_RECORD_BYTES;
    const byte = chunk[next];
    if (!isTooLarge && (byte === this.#delimiter || byte === LF || byte === CR)) return null;
    // Text behind a closing quote: harmless on one line, but over several it means that two stray quotes have met.
    const open = offset - this.#base;
    const swallows =
      open >= 0 ? chunk.subarray(open, next).includes(this.#newline) : this.#lineAt(chunk, next) > this.#openLine;
    if (!isTooLarge && !swallows) return null;
    const line = open >= 0 ? this.#lineAt(chunk, open) : this.#openLine;
    if (isTooLarge) return { kind: 'field-too-large', offset, line };
    return { kind: 'swallowed-lines', offset, line, closingLine: this.#lineAt(chunk, next) };
  }

  /** Chunks are much smaller than a record may be, so that only the line that a chunk begins in can be too long. */
  #measureLine(chunk: Buffer): ByteFault | null {
    if (this.#openOffset !== NOWHERE && this.#openOffset < this.#base) return null;
    const [offset, line] = [this.#startOffset, this.#startLine];
    const ends = this.#isMac ? [CR, LF] : [LF];
    const last = Math.max(...ends.map((byte) => chunk.lastIndexOf(byte)));
    const firsts = ends.map((byte) => chunk.indexOf(byte)).filter((index) => index !== -1);
    if (last !== -1) this.#startOffset = this.#base + last + 1;
    const isTooLong = this.#base + Math.min(chunk.length, ...firsts) - offset > MAX_RECORD_BYTES;
    return isTooLong ? { kind: 'line-too-long', offset, line } : null;
  }

  #beginsField(previous: number | undefined): boolean {
    return previous === LF || previous === this.#delimiter || (this.#isMac && previous === CR);
  }

  get #newline(): number {
    return this.#isMac ? CR : LF;
  }

  /** The line number of the byte at an index of the current chunk. */
  #lineAt(chunk: Buffer, index: number): number {
    let line = this.#line;
    let found = chunk.indexOf(this.#newline);
    while (found !== -1 && found < index) {
      line += 1;
      found = chunk.indexOf(this.#newline, found + 1);
    }
    return line;
  }
}

/** UTF-16 text in Latin letters has a NUL in every other byte: behind the letter (LE) or before it (BE). */
function likelyUtf16(chunk: Buffer, base: number): 'utf-16le' | 'utf-16be' | null {
  const sample = chunk.subarray(0, 4096);
  const nulCounts = [0, 0];
  for (let index = 0; index < sample.length; index += 1) {
    const parity = (base + index) % 2;
    if (sample[index] === 0) nulCounts[parity] = (nulCounts[parity] ?? 0) + 1;
  }
  const [even = 0, odd = 0] = nulCounts;
  if (even + odd < sample.length * 0.4) return null;
  return odd >= even ? 'utf-16le' : 'utf-16be';
}
