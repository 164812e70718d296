/** Bytes that come in chunks and are taken in pieces that end elsewhere. */
export class ByteStretch {
  #chunks: Buffer[] = [];

  /** Appends a chunk, which must not change afterwards. */
  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  /** Takes the first `count` bytes, or as many as there are. */
  take(count: number): Buffer {
    const all = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
    if (all === undefined) return Buffer.alloc(0);
    this.#chunks = all.length > count ? [all.subarray(count)] : [];
    return all.subarray(0, count);
  }
}
