/**
 * What the local HubSpot holds: every association once, visible from both of its records. Built for five million of them in one
 * process; nothing here knows HTTP.
 */
import type { AssociationType, TypeRegistry } from './association-types.ts';
import { PairTable } from './pair-table.ts';
import { RecordIndex } from './record-index.ts';
import { TypeSets } from './type-sets.ts';

/** A record; `id` is digits. */
export interface RecordRef {
  readonly objectTypeId: string;
  readonly id: string;
}

/** One neighbour of a record. `cursor` continues a listing behind it. */
export interface Neighbour {
  readonly id: string;
  readonly types: readonly AssociationType[];
  readonly cursor: number;
}

/** Whether new labels take the place of the pair's old ones or join them. */
export type WriteMode = 'replace' | 'add';

/** Leading zeros off: HubSpot reads an id as a number. */
export function canonicalId(id: string): string {
  return id.charCodeAt(0) === 48 && id.length > 1 ? id.replace(/^0+(?=\d)/, '') : id;
}

/** Associations by pair of records, each with its set of types. */
export class AssociationStore {
  readonly #records = new RecordIndex();
  readonly #pairs = new PairTable();
  readonly #sets: TypeSets;
  #size = 0;

  constructor(registry: TypeRegistry) {
    this.#sets = new TypeSets(registry);
  }

  /** How many pairs of records are associated; both directions of a pair count once. */
  get size(): number {
    return this.#size;
  }

  /** Writes types onto a pair; they must all lead from the first record's object type to the second's. True if the pair was new. */
  write(from: RecordRef, to: RecordRef, write: { types: readonly AssociationType[]; mode: WriteMode }): boolean {
    const set = this.#sets.of(write.types.map((type) => type.index));
    return this.writeSet(from, to, { set, mode: write.mode });
  }

  /** The number of a set of types for `writeSet`: worth having when thousands of pairs get the same types. */
  setOf(types: readonly AssociationType[]): number {
    return this.#sets.of(types.map((type) => type.index));
  }

  /** As `write`, with a set from `setOf`. */
  writeSet(from: RecordRef, to: RecordRef, write: { set: number; mode: WriteMode }): boolean {
    const a = this.#records.number(from.objectTypeId, canonicalId(from.id));
    const b = this.#records.number(to.objectTypeId, canonicalId(to.id));
    const forward = a <= b;
    const set = forward ? write.set : this.#sets.inverse(write.set);
    const place = forward ? this.#pairs.place(a, b) : this.#pairs.place(b, a);
    const before = this.#pairs.setAt(place);
    const after = write.mode === 'replace' ? set : this.#sets.union(before, set);
    this.#replace(place, after);
    return before === 0;
  }

  /** The types of a pair as seen from its first record, as they were defined; empty without. Equal sets are the same array. */
  typesOf(from: RecordRef, to: RecordRef): readonly AssociationType[] {
    const a = this.#records.find(from.objectTypeId, canonicalId(from.id));
    const b = this.#records.find(to.objectTypeId, canonicalId(to.id));
    const place = a < 0 || b < 0 ? -1 : this.#pairs.find(Math.min(a, b), Math.max(a, b));
    return place === -1 ? this.#sets.types(0) : this.#typesAt(place, a);
  }

  /** Takes types off a pair, or all of them. True if anything was there to take. */
  remove(from: RecordRef, to: RecordRef, types: readonly AssociationType[] | 'all'): boolean {
    const a = this.#records.find(from.objectTypeId, canonicalId(from.id));
    const b = this.#records.find(to.objectTypeId, canonicalId(to.id));
    const place = a < 0 || b < 0 ? -1 : this.#pairs.find(Math.min(a, b), Math.max(a, b));
    if (place === -1) return false;
    const before = this.#pairs.setAt(place);
    const set = types === 'all' ? before : this.setOf(types);
    const after = this.#sets.without(before, a <= b || types === 'all' ? set : this.#sets.inverse(set));
    this.#replace(place, after);
    return after !== before;
  }

  /** Takes one type, both directions of it, off every pair. */
  removeEverywhere(type: AssociationType): void {
    const set = this.#sets.of([type.index, type.inverseIndex]);
    for (let place = 0; place < this.#pairs.count; place++) {
      this.#replace(place, this.#sets.without(this.#pairs.setAt(place), set));
    }
  }

  /** The neighbours of a record among one object type, newest first, from behind a cursor on. */
  *neighbours(from: RecordRef, toObjectTypeId: string, after?: number): Generator<Neighbour> {
    const record = this.#records.find(from.objectTypeId, canonicalId(from.id));
    if (record === -1) return;
    let place = after === undefined ? this.#pairs.first(record) : this.#pairs.next(record, after);
    for (; place !== -1; place = this.#pairs.next(record, place)) {
      if (this.#pairs.setAt(place) === 0) continue;
      const smaller = this.#pairs.smallerAt(place);
      const other = smaller === record ? this.#pairs.largerAt(place) : smaller;
      if (this.#records.objectTypeOf(other) !== toObjectTypeId) continue;
      yield { id: this.#records.idOf(other), types: this.#typesAt(place, record), cursor: place };
    }
  }

  /** Whether a listing of this record can be continued behind this cursor. */
  hasCursor(from: RecordRef, cursor: number): boolean {
    const record = this.#records.find(from.objectTypeId, canonicalId(from.id));
    return record !== -1 && (this.#pairs.smallerAt(cursor) === record || this.#pairs.largerAt(cursor) === record);
  }

  /** Every associated pair in the order it was first written, as seen from the record that was named first in the account. */
  *all(): Generator<{ from: RecordRef; to: RecordRef; types: readonly AssociationType[] }> {
    for (let place = 0; place < this.#pairs.count; place++) {
      if (this.#pairs.setAt(place) === 0) continue;
      const smaller = this.#pairs.smallerAt(place);
      const [from, to] = [this.#ref(smaller), this.#ref(this.#pairs.largerAt(place))];
      yield { from, to, types: this.#typesAt(place, smaller) };
    }
  }

  #ref(record: number): RecordRef {
    return { objectTypeId: this.#records.objectTypeOf(record), id: this.#records.idOf(record) };
  }

  #typesAt(place: number, seenFrom: number): readonly AssociationType[] {
    const set = this.#pairs.setAt(place);
    const seen = this.#pairs.smallerAt(place) === seenFrom ? set : this.#sets.inverse(set);
    return this.#sets.types(seen);
  }

  #replace(place: number, after: number): void {
    const before = this.#pairs.setAt(place);
    if (before === after) return;
    this.#pairs.replaceSet(place, after);
    if (before === 0) this.#size += 1;
    else if (after === 0) this.#size -= 1;
  }
}
