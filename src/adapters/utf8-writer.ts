/** Texts become bytes here: in one buffer that is used again, since a fresh large one costs more than the encoding. */
import { ZERO } from '../core/digits.ts';
import type { LongText, TextWriter } from '../core/long-text.ts';

const FIRST_BYTES = 64 * 1024;
/** A UTF-16 unit takes at most so many bytes in UTF-8. */
const BYTES_PER_UNIT = 3;
/** Up to here a loop is faster than a call of the encoder; ids are shorter. */
const SHORT_UNITS = 24;
const LAST_ASCII = 0x7f;
const MAX_INT32 = 0x7fffffff;

/** Encodes texts as UTF-8. */
export class Utf8Writer implements TextWriter {
  #buffer = Buffer.allocUnsafe(FIRST_BYTES);
  #length = 0;

  /** The bytes of the text; they are overwritten by the next call. */
  encode(text: string | LongText): Buffer {
    this.#length = 0;
    if (typeof text === 'string') this.text(text);
    else text(this);
    return this.#buffer.subarray(0, this.#length);
  }

  text(text: string): void {
    if (text.length > SHORT_UNITS || !this.#addAscii(text)) this.#encode(text);
  }

  bytes(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  number(value: number): void {
    // Dividing integers of 32 bits takes half the time.
    if (value > MAX_INT32) this.text(String(value));
    else this.#addInt32(value);
  }

  #addInt32(value: number): void {
    let digitCount = 1;
    for (let rest = value; rest >= 10; rest = (rest / 10) | 0) digitCount += 1;
    this.#makeRoom(digitCount);
    let rest = value;
    for (let index = this.#length + digitCount - 1; index >= this.#length; index -= 1) {
      const left = (rest / 10) | 0;
      this.#buffer[index] = ZERO + (rest - left * 10);
      rest = left;
    }
    this.#length += digitCount;
  }

  /** Adds the text unless there is another character in it, and says so. */
  #addAscii(text: string): boolean {
    this.#makeRoom(text.length);
    const buffer = this.#buffer;
    const start = this.#length;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code > LAST_ASCII) return false;
      buffer[start + index] = code;
    }
    this.#length += text.length;
    return true;
  }

  #encode(text: string): void {
    this.#makeRoom(text.length * BYTES_PER_UNIT);
    this.#length += this.#buffer.write(text, this.#length, 'utf8');
  }

  #makeRoom(needed: number): void {
    if (this.#length + needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#length + needed, 2 * this.#buffer.length));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}
