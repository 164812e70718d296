/**
 * The associations as integers: a pair of record numbers and the number of its set of types, found by pair and listed by record.
 * A pair is kept once, the smaller record first. Removing empties its set; the place stays, so that a page's cursor holds.
 */

const none = -1;
const initialCapacity = 1024;

/** Pairs of record numbers, each with a set number as seen from its smaller record. */
export class PairTable {
  #smaller = new Int32Array(initialCapacity);
  #larger = new Int32Array(initialCapacity);
  #sets = new Int32Array(initialCapacity);
  /** The next pair of the same smaller, or larger, record: a linked list through all pairs of a record. */
  #nextOfSmaller = new Int32Array(initialCapacity);
  #nextOfLarger = new Int32Array(initialCapacity);
  #heads = new Int32Array(initialCapacity).fill(none);
  #slots = new Int32Array(initialCapacity * 2).fill(none);
  #count = 0;

  /** How many pairs have a place, emptied ones included. */
  get count(): number {
    return this.#count;
  }

  /** The place of a pair, or -1; `a` must not be larger than `b`. */
  find(a: number, b: number): number {
    return this.#slots[this.#slot(a, b)] ?? none;
  }

  /** The place of a pair, made now with the empty set if need be; `a` must not be larger than `b`. */
  place(a: number, b: number): number {
    if (this.#count === this.#smaller.length) this.#grow();
    const slot = this.#slot(a, b);
    const known = this.#slots[slot] ?? none;
    if (known !== none) return known;
    const place = this.#count++;
    this.#smaller[place] = a;
    this.#larger[place] = b;
    this.#slots[slot] = place;
    this.#reserveHeads(b);
    this.#nextOfSmaller[place] = this.first(a);
    this.#heads[a] = place;
    if (a === b) return place;
    this.#nextOfLarger[place] = this.first(b);
    this.#heads[b] = place;
    return place;
  }

  /** The set number at a place. */
  setAt(place: number): number {
    return this.#sets[place] ?? 0;
  }

  /** Replaces the set number at a place. */
  replaceSet(place: number, set: number): void {
    this.#sets[place] = set;
  }

  /** The smaller record of a place. */
  smallerAt(place: number): number {
    return this.#smaller[place] ?? none;
  }

  /** The larger record of a place. */
  largerAt(place: number): number {
    return this.#larger[place] ?? none;
  }

  /** The newest place of a record, or -1. */
  first(record: number): number {
    return this.#heads[record] ?? none;
  }

  /** The place before this one in the record's list, or -1. */
  next(record: number, place: number): number {
    return (this.#smaller[place] === record ? this.#nextOfSmaller[place] : this.#nextOfLarger[place]) ?? none;
  }

  #slot(a: number, b: number): number {
    const mask = this.#slots.length - 1;
    let slot = (Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & mask;
    for (;;) {
      const place = this.#slots[slot] ?? none;
      if (place === none || (this.#smaller[place] === a && this.#larger[place] === b)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #reserveHeads(record: number): void {
    if (record < this.#heads.length) return;
    const heads = new Int32Array(Math.max(record + 1, this.#heads.length * 2)).fill(none);
    heads.set(this.#heads);
    this.#heads = heads;
  }

  #grow(): void {
    const capacity = this.#smaller.length * 2;
    this.#smaller = widened(this.#smaller, capacity);
    this.#larger = widened(this.#larger, capacity);
    this.#sets = widened(this.#sets, capacity);
    this.#nextOfSmaller = widened(this.#nextOfSmaller, capacity);
    this.#nextOfLarger = widened(this.#nextOfLarger, capacity);
    this.#slots = new Int32Array(capacity * 2).fill(none);
    for (let place = 0; place < this.#count; place++) {
      this.#slots[this.#slot(this.smallerAt(place), this.largerAt(place))] = place;
    }
  }
}

function widened(values: Int32Array, capacity: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(capacity);
  copy.set(values);
  return copy;
}
