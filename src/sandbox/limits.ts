/** The limits an account's users configured: how many records a record may be associated with, per type and direction. */
import type { AssociationType, TypeRegistry } from './association-types.ts';
import type { AssociationStore, RecordRef } from './store.ts';

/** Limits by type; a type without one is unlimited. */
export class UserLimits {
  readonly #maxToObjectIds = new Map<number, number>();

  /** The most records one record may have of this type, or undefined. */
  of(type: AssociationType): number | undefined {
    return this.#maxToObjectIds.get(type.index);
  }

  /** Sets or replaces the limit of one direction of a type. */
  set(type: AssociationType, maxToObjectIds: number): void {
    this.#maxToObjectIds.set(type.index, maxToObjectIds);
  }

  /** Takes the limit away; false when there was none. */
  clear(type: AssociationType): boolean {
    return this.#maxToObjectIds.delete(type.index);
  }

  /** Whether no type has a limit. */
  get none(): boolean {
    return this.#maxToObjectIds.size === 0;
  }
}

/** Admits the rows of one request while the limits hold, counting the rows admitted before. */
export class LimitCheck {
  readonly #limits: UserLimits;
  readonly #store: AssociationStore;
  readonly #registry: TypeRegistry;
  readonly #neighbours = new Map<string, Set<string>>();

  constructor(account: { limits: UserLimits; store: AssociationStore; types: TypeRegistry }) {
    this.#limits = account.limits;
    this.#store = account.store;
    this.#registry = account.types;
  }

  /** Whether the row may be written: neither record gets more neighbours of any of its types than allowed. */
  admits(from: RecordRef, to: RecordRef, types: readonly AssociationType[]): boolean {
    const seen = types.flatMap((type) => [
      { type, record: from, other: to },
      { type: this.#registry.at(type.inverseIndex), record: to, other: from },
    ]);
    const limited = seen.filter(({ type }) => this.#limits.of(type) !== undefined);
    const full = limited.some(({ type, record, other }) => {
      const neighbours = this.#of(record, type);
      return !neighbours.has(other.id) && neighbours.size >= (this.#limits.of(type) ?? Number.POSITIVE_INFINITY);
    });
    if (full) return false;
    for (const { type, record, other } of limited) this.#of(record, type).add(other.id);
    return true;
  }

  #of(record: RecordRef, type: AssociationType): Set<string> {
    const key = `${type.index}/${record.id}`;
    let neighbours = this.#neighbours.get(key);
    if (neighbours === undefined) {
      neighbours = new Set();
      for (const { id, types } of this.#store.neighbours(record, type.to)) if (types.includes(type)) neighbours.add(id);
      this.#neighbours.set(key, neighbours);
    }
    return neighbours;
  }
}
