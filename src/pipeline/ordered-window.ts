/** The rows that were read and are not yet reported. It lets settled rows out in the file's order, and only so. */
import type { Row } from '../core/terms.ts';

/** Rows of one piece of the input, in order. */
interface OpenBlock {
  readonly rows: readonly Row[];
  readonly bytes: number;
  /** Index of the first row that was not let out. */
  cursor: number;
}

/** A first-in first-out of blocks, bounded by whoever fills it. */
export class OrderedWindow {
  readonly #blocks: OpenBlock[] = [];
  #rowCount = 0;
  #bytes = 0;
  /** Whether a row with a provisional outcome was let out. */
  #isProvisional = false;

  /** Rows that were pushed and not yet taken. */
  get rowCount(): number {
    return this.#rowCount;
  }

  /** Bytes of the blocks that were not taken as a whole. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Takes rows in, which follow those taken in before. */
  push(rows: readonly Row[], bytes: number): void {
    if (rows.length === 0) return;
    this.#blocks.push({ rows, bytes, cursor: 0 });
    this.#rowCount += rows.length;
    this.#bytes += bytes;
  }

  /**
   * The settled rows at the head, of one block at most; null when the head is not settled. Those before the first
   * provisional outcome come by themselves: behind it nothing counts as done, and they should.
   */
  take(): readonly Row[] | null {
    const [head] = this.#blocks;
    if (head === undefined) return null;
    const { rows } = head;
    const from = head.cursor;
    for (; head.cursor < rows.length; head.cursor += 1) {
      const outcome = rows[head.cursor]?.outcome ?? null;
      if (outcome === null) break;
      if (!outcome.provisional || this.#isProvisional) continue;
      if (head.cursor > from) break;
      this.#isProvisional = true;
    }
    if (head.cursor === from) return null;
    this.#rowCount -= head.cursor - from;
    if (head.cursor < rows.length) return rows.slice(from, head.cursor);
    this.#blocks.shift();
    this.#bytes -= head.bytes;
    return from === 0 ? rows : rows.slice(from);
  }
}
