/** A stream of bytes whose beginning can be looked at before it is read, which is how a format is recognised. */
export class PeekableBytes implements AsyncIterable<Buffer> {
  readonly #chunks: AsyncIterator<Buffer>;
  #ahead: Buffer = Buffer.alloc(0);
  #hasEnded = false;

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** What was looked at so far. */
  get ahead(): Buffer {
    return this.#ahead;
  }

  /** Whether `ahead` is all that is left. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Looks one chunk further. */
  async lookFurther(): Promise<void> {
    const next = await this.#chunks.next();
    if (next.done) this.#hasEnded = true;
    else this.#ahead = this.#ahead.length === 0 ? next.value : Buffer.concat([this.#ahead, next.value]);
  }

  /** Looks ahead until there are this many bytes, or no more. */
  async lookAhead(count: number): Promise<Buffer> {
    while (this.#ahead.length < count && !this.#hasEnded) await this.lookFurther();
    return this.#ahead;
  }

  /** Reads everything, what was looked at included. Can be iterated once; returning early closes the source. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    try {
      const ahead = this.#ahead;
      this.#ahead = Buffer.alloc(0);
      if (ahead.length > 0) yield ahead;
      while (!this.#hasEnded) {
        const next = await this.#chunks.next();
        if (next.done) this.#hasEnded = true;
        else yield next.value;
      }
    } finally {
      await this.close();
    }
  }

  /** Closes the source without reading the rest. */
  async close(): Promise<void> {
    this.#hasEnded = true;
    await this.#chunks.return?.();
  }
}
