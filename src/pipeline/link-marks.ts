/**
 * The links of a batch as bits of a small table. Two batches that are in flight hardly ever have a link in common, and
 * this finds it out almost without looking at one.
 */
import type { Input } from '../core/terms.ts';

const MARK_BITS = 16;
/** Digits that tell ids apart; the leading ones are mostly the same. */
const DIGITS_USED = 8;
/** Two odd numbers that spread what they are multiplied with; the second is 2^32 divided by the golden ratio. */
const [STEP, SPREAD] = [31, 0x9e3779b1];

/** Bits for two records, whichever of them is from. */
export class LinkMarks {
  readonly #table = new Uint8Array(2 ** (MARK_BITS - 3));
  readonly #marks: Uint16Array;

  constructor(inputs: readonly Pick<Input, 'fromId' | 'toId'>[]) {
    this.#marks = new Uint16Array(inputs.length);
    inputs.forEach(({ fromId, toId }, index) => {
      const mark = (mix(fromId) + mix(toId)) >>> (32 - MARK_BITS);
      this.#marks[index] = mark;
      this.#table[mark >>> 3] = (this.#table[mark >>> 3] ?? 0) | (1 << (mark & 7));
    });
  }

  /** Whether `isShared` holds for one of the own inputs; it is asked only where the other batch may have the link, too. */
  some(other: LinkMarks, isShared: (index: number) => boolean): boolean {
    const table = other.#table;
    return this.#marks.some((mark, index) => ((table[mark >>> 3] ?? 0) & (1 << (mark & 7))) !== 0 && isShared(index));
  }
}

function mix(id: string): number {
  let mixed = 0;
  for (let index = Math.max(0, id.length - DIGITS_USED); index < id.length; index += 1) {
    mixed = Math.imul(mixed, STEP) + id.charCodeAt(index);
  }
  return Math.imul(mixed, SPREAD);
}
