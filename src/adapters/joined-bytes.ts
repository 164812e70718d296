/** Texts become bytes here: in one buffer that is used again, since a fresh large one costs more than the encoding. */

const FIRST_BYTES = 64 * 1024;
/** A UTF-16 unit takes at most so many bytes in UTF-8. For short texts that is room enough; long ones are counted. */
const BYTES_PER_UNIT = 3;
const SHORT_UNITS = 32 * 1024;

/** Encodes texts as UTF-8. */
export class JoinedBytes {
  #buffer = Buffer.allocUnsafe(FIRST_BYTES);

  /** The text, or its pieces as one; the bytes are overwritten by the next call. */
  of(text: string | Iterable<string>): Buffer {
    let length = 0;
    for (const piece of typeof text === 'string' ? [text] : text) {
      const needed = piece.length < SHORT_UNITS ? piece.length * BYTES_PER_UNIT : Buffer.byteLength(piece);
      this.#makeRoom(length, needed);
      length += this.#buffer.write(piece, length, 'utf8');
    }
    return this.#buffer.subarray(0, length);
  }

  #makeRoom(used: number, needed: number): void {
    if (used + needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(used + needed, 2 * this.#buffer.length));
    this.#buffer.copy(larger, 0, 0, used);
    this.#buffer = larger;
  }
}
