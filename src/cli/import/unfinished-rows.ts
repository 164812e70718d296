/** Which rows of the epoch under way are reported and need a hand, as a checkpoint remembers them. */
import { isSuccess } from '../../core/outcomes.ts';
import { RowSet, rowRanges } from '../../core/row-ranges.ts';
import type { Row } from '../../core/terms.ts';

/**
 * Collects them: a resumed run groups these rows again, and must neither send what they asked for nor call others their
 * duplicates.
 */
export class UnfinishedRows {
  /** Of the sittings before. */
  readonly #before: RowSet;
  /** Ascending. */
  #numbers: number[] = [];

  /** `before`: the ranges that the last checkpoint of the sittings before has. */
  constructor(before: string) {
    this.#before = new RowSet(before);
  }

  /** Takes note of reported rows, in the file's order. */
  add(rows: readonly Row[]): void {
    for (const { number, outcome } of rows) {
      if (outcome !== null && !isSuccess(outcome.status)) this.#numbers.push(number);
    }
  }

  /** Their ranges, from the first row of the epoch on. Those below it are forgotten. */
  rangesFrom(firstRow: number): string {
    this.#numbers = this.#numbers.filter((number) => number >= firstRow);
    return [this.#before.after(firstRow - 1), rowRanges(this.#numbers)].filter((ranges) => ranges !== '').join(',');
  }
}
