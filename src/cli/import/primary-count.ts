/**
 * Counts rows that make a company the primary one, which people do by accident, and those that take that place from an
 * earlier row of the same file: both are reported as HubSpot confirmed them, but a record has one primary company.
 */
import { setsPrimary } from '../../core/association-types.ts';
import type { Row, TypeSet } from '../../core/terms.ts';

/** How many rows set the primary company. */
export interface PrimaryRows {
  /** Over all sittings of the run. */
  readonly all: number;
  /** Those known to take the place from an earlier row: of this sitting, and of the records looked at last. */
  readonly contested: number;
}

/** Records whose primary company is remembered; rows of one record mostly stand together. */
const MOST_RECORDS = 100_000;

/** Counts over all rows of a run. */
export class PrimaryCount {
  #all: number;
  #contested = 0;
  /** Records to the company that a row of this sitting made their primary one, the oldest first. */
  readonly #companies = new Map<string, string>();
  #last: TypeSet | null = null;
  #lastSets = false;

  /** `earlier`: rows counted in the sittings before this one. */
  constructor(earlier: number) {
    this.#all = earlier;
  }

  /** Looks at settled rows; invalid ones do not count. */
  add(rows: readonly Row[]): void {
    for (const row of rows) {
      if (row.types !== this.#last) {
        this.#last = row.types;
        this.#lastSets = setsPrimary(row.types);
      }
      if (this.#lastSets && row.outcome?.status !== 'invalid') this.#note(row);
    }
  }

  get rows(): PrimaryRows {
    return { all: this.#all, contested: this.#contested };
  }

  #note({ fromType, fromId, toType, toId }: Row): void {
    this.#all += 1;
    const isToCompany = toType === 'companies';
    const record = isToCompany ? `${fromType} ${fromId}` : `${toType} ${toId}`;
    const company = isToCompany ? toId : fromId;
    const earlier = this.#companies.get(record);
    if (earlier === company) return;
    if (earlier !== undefined) this.#contested += 1;
    else if (this.#companies.size === MOST_RECORDS) this.#forgetOldest();
    this.#companies.set(record, company);
  }

  #forgetOldest(): void {
    for (const record of this.#companies.keys()) {
      this.#companies.delete(record);
      return;
    }
  }
}
