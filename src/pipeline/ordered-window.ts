/** The rows that were read and are not yet reported. It lets settled rows out in the file's order, and only so. */
import type { ResumePoint } from '../core/ports.ts';
import type { Row } from '../core/terms.ts';

/** Rows of one piece of the input. */
export interface RowBlock {
  readonly rows: readonly Row[];
  readonly bytes: number;
  /** Where the block begins. */
  readonly start: ResumePoint;
}

/** Settled rows that follow one another in the file. */
export interface SettledRows {
  readonly rows: readonly Row[];
  /** Where to start reading to see the row behind these; rows in between are to be skipped. */
  readonly resumeAt: ResumePoint;
}

interface OpenBlock extends RowBlock {
  readonly end: ResumePoint;
  /** Index of the first row that was not let out. */
  cursor: number;
}

/** A first-in first-out of blocks, bounded by whoever fills it. */
export class OrderedWindow {
  readonly #blocks: OpenBlock[] = [];
  #rowCount = 0;
  #bytes = 0;

  /** Rows that were pushed and not yet taken. */
  get rowCount(): number {
    return this.#rowCount;
  }

  /** Bytes of the blocks that were not taken as a whole. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The number of the first row that was not taken, or null when there is none. */
  get headNumber(): number | null {
    const [head] = this.#blocks;
    return head?.rows[head.cursor]?.number ?? null;
  }

  /** Takes a block in; `end` is where it ends. Empty blocks are passed over. */
  push(block: RowBlock, end: ResumePoint): void {
    if (block.rows.length === 0) return;
    this.#blocks.push({ ...block, end, cursor: 0 });
    this.#rowCount += block.rows.length;
    this.#bytes += block.bytes;
  }

  /** The settled rows at the head, of one block at most; null when the head is not settled. */
  take(): SettledRows | null {
    const [head] = this.#blocks;
    if (head === undefined) return null;
    const from = head.cursor;
    while (head.cursor < head.rows.length && head.rows[head.cursor]?.outcome !== null) head.cursor += 1;
    if (head.cursor === from) return null;
    this.#rowCount -= head.cursor - from;
    const isWhole = head.cursor === head.rows.length;
    if (isWhole) {
      this.#blocks.shift();
      this.#bytes -= head.bytes;
    }
    const rows = from === 0 && isWhole ? head.rows : head.rows.slice(from, head.cursor);
    return { rows, resumeAt: isWhole ? head.end : head.start };
  }
}
