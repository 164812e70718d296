/** Joins pieces of bytes into one answer, in a buffer that is used again and again. */

const FIRST_BYTES = 1024 * 1024;

/** Longer pieces are copied by the runtime. */
const SHORT_BYTES = 512;

/** Builds one answer at a time. */
export class TextBuilder {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #length = 0;

  /** Copies bytes; short pieces one by one, which is faster than a call into the runtime. */
  add(piece: Buffer, start = 0, end = piece.length): void {
    if (this.#length + end - start > this.#bytes.length) this.#grow(end - start);
    const bytes = this.#bytes;
    if (end - start > SHORT_BYTES) {
      this.#length += piece.copy(bytes, this.#length, start, end);
      return;
    }
    let length = this.#length;
    for (let index = start; index < end; index += 1) {
      bytes[length] = piece[index] ?? 0;
      length += 1;
    }
    this.#length = length;
  }

  /** How long the answer is so far. */
  get length(): number {
    return this.#length;
  }

  /** A copy of the answer so far. */
  copy(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length));
  }

  /** Takes the last byte off, if it is this one. */
  dropLast(byte: number): void {
    if (this.#bytes[this.#length - 1] === byte) this.#length -= 1;
  }

  /** A copy of everything added; the next answer begins. */
  take(): Buffer {
    const taken = this.copy();
    this.#length = 0;
    return taken;
  }

  #grow(more: number): void {
    const larger = Buffer.allocUnsafe((this.#bytes.length + more) * 2);
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
