/**
 * Shared sets of association types: millions of associations carry a handful of different sets, so an association stores only
 * the number of its set, and every operation on sets is worked out once. Set 0 is the empty set.
 */
import type { AssociationType, TypeRegistry } from './association-types.ts';

/** Numbers sets of type indices; equal sets have equal numbers. */
export class TypeSets {
  readonly #registry: TypeRegistry;
  readonly #members: (readonly number[])[] = [[]];
  readonly #types: (readonly AssociationType[])[] = [];
  readonly #numbers = new Map<string, number>([['', 0]]);
  readonly #worked = new Map<string, number>();

  constructor(registry: TypeRegistry) {
    this.#registry = registry;
  }

  /** The number of the set of these type indices. */
  of(indices: readonly number[]): number {
    const sorted = [...new Set(indices)].sort((a, b) => a - b);
    const key = sorted.join();
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#members.length;
    this.#members.push(sorted);
    this.#numbers.set(key, number);
    return number;
  }

  /** The type indices of a set, ascending; empty for a number never handed out. */
  members(set: number): readonly number[] {
    return this.#members[set] ?? [];
  }

  /** The types of a set, in the order they were defined; the same array every time. */
  types(set: number): readonly AssociationType[] {
    let types = this.#types[set];
    if (types === undefined) {
      types = this.members(set).map((index) => this.#registry.at(index));
      this.#types[set] = types;
    }
    return types;
  }

  /** The set as seen from the other record. */
  inverse(set: number): number {
    return this.#once(`~${set}`, () => this.members(set).map((index) => this.#registry.at(index).inverseIndex));
  }

  /** What is in either set. */
  union(a: number, b: number): number {
    if (a === b || b === 0) return a;
    if (a === 0) return b;
    return this.#once(`${a}+${b}`, () => [...this.members(a), ...this.members(b)]);
  }

  /** What is in the first set and not in the second. */
  without(a: number, b: number): number {
    if (a === 0 || b === 0) return a;
    return this.#once(`${a}-${b}`, () => this.members(a).filter((index) => !this.members(b).includes(index)));
  }

  #once(key: string, work: () => readonly number[]): number {
    const known = this.#worked.get(key);
    if (known !== undefined) return known;
    const set = this.of(work());
    this.#worked.set(key, set);
    return set;
  }
}
