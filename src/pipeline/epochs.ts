/**
 * Which rows share a batch must depend on the file alone, never on timing: a run that was killed and resumed has to
 * report the same duplicates as one that was not. So the file is cut into epochs, at whose end every open batch is
 * closed; a resumed run starts at an epoch's first row, and groups its rows as the first sitting did.
 */
import type { ResumePoint } from '../core/ports.ts';

/** Where a resumed run has to begin in order to group rows as this run did. */
export interface EpochStart {
  /** Where to read. */
  readonly readFrom: ResumePoint;
  /** The epoch's first row; rows between the point of reading and this one belong to an earlier epoch. */
  readonly firstRow: number;
}

/** Where a run begins. */
export const FIRST_EPOCH: EpochStart = { readFrom: { offset: 0, firstNumber: 1 }, firstRow: 1 };

/** The bounds of an epoch. */
export interface EpochBounds {
  readonly rows: number;
  /** The sizes of its rows together, one for each field included: rows of a thousand empty columns are large as well. */
  readonly characters: number;
}

/** Cuts rows into epochs, and remembers the epochs of rows that are not reported. */
export class Epochs {
  readonly #bounds: EpochBounds;
  readonly #starts: EpochStart[];
  #rows = 0;
  #characters = 0;

  /** `first`: the epoch in which the first row lies that will be added. */
  constructor(first: EpochStart, bounds: EpochBounds) {
    this.#bounds = bounds;
    this.#starts = [first];
  }

  /**
   * Takes the next row, of so many characters, read from a block that begins at `blockStart`; true when a new epoch begins
   * with it.
   */
  add(rowNumber: number, characters: number, blockStart: ResumePoint): boolean {
    const isNew = this.#rows >= this.#bounds.rows || this.#characters >= this.#bounds.characters;
    if (isNew) {
      this.#starts.push({ readFrom: blockStart, firstRow: rowNumber });
      this.#rows = 0;
      this.#characters = 0;
    }
    this.#rows += 1;
    this.#characters += characters;
    return isNew;
  }

  /** The epoch of the row behind the last one that is reported; earlier ones are forgotten. */
  startBehind(lastRow: number): EpochStart {
    for (;;) {
      const [first, second] = this.#starts;
      if (first === undefined) throw new Error('there is always one epoch');
      if (second === undefined || second.firstRow > lastRow + 1) return first;
      this.#starts.shift();
    }
  }
}
