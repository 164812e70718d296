/** Joins pieces of bytes into one answer, in a buffer that is used again and again. */

const FIRST_BYTES = 1024 * 1024;

/** Builds one answer at a time. */
export class TextBuilder {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #length = 0;

  /** Copies bytes; short pieces one by one, which is faster than a call into the runtime. */
  add(piece: Buffer, start = 0, end = piece.length): void {
    if (this.#length + end - start > this.#bytes.length) this.#grow(end - start);
    const bytes = this.#bytes;
    let length = this.#length;
    for (let index = start; index < end; index += 1) {
      bytes[length] = piece[index] ?? 0;
      length += 1;
    }
    this.#length = length;
  }

  /** Takes the last byte off, if it is this one. */
  dropLast(byte: number): void {
    if (this.#bytes[this.#length - 1] === byte) this.#length -= 1;
  }

  /** A copy of everything added; the next answer begins. */
  take(): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
    return taken;
  }

  #grow(more: number): void {
    const larger = Buffer.allocUnsafe((this.#bytes.length + more) * 2);
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
