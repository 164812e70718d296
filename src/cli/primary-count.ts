/** Counts rows that make a company the primary one: people do it by accident, so it is pointed out. */
import { setsPrimary } from '../core/association-types.ts';
import type { Row, TypeSet } from '../core/terms.ts';

/** Counts over all rows of a run. */
export class PrimaryCount {
  #rows: number;
  #last: TypeSet | null = null;
  #lastSets = false;

  /** `earlier`: rows counted in the sittings before this one. */
  constructor(earlier: number) {
    this.#rows = earlier;
  }

  /** Looks at settled rows; invalid ones do not count. */
  add(rows: readonly Row[]): void {
    for (const { types, outcome } of rows) {
      if (types !== this.#last) {
        this.#last = types;
        this.#lastSets = setsPrimary(types);
      }
      if (this.#lastSets && outcome?.status !== 'invalid') this.#rows += 1;
    }
  }

  get rows(): number {
    return this.#rows;
  }
}
