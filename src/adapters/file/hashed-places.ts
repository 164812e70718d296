/** Places in an input up to which it was hashed, so that a later pass over its end need not read the beginning again. */
import type { Hash } from 'node:crypto';

/** One place: `hash` is that of all bytes before it, and is not used up. */
export interface HashedPlace {
  readonly bytes: number;
  readonly hash: Hash;
}

const MOST_PLACES = 64;
const FIRST_DISTANCE_BYTES = 1024 * 1024;

/** Remembers places at equal distances, at most 64 however long the input is. */
export class HashedPlaces {
  #places: HashedPlace[] = [];
  #distance = FIRST_DISTANCE_BYTES;

  /** Notes how far the hash got, unless the last place is near. */
  note(bytes: number, hash: Hash): void {
    if (bytes - (this.#places.at(-1)?.bytes ?? 0) < this.#distance) return;
    this.#places.push({ bytes, hash: hash.copy() });
    if (this.#places.length < MOST_PLACES) return;
    this.#places = this.#places.filter((_, index) => index % 2 === 1);
    this.#distance *= 2;
  }

  /** The last place before an offset or at it; null when there is none. */
  before(offset: number): HashedPlace | null {
    return this.#places.findLast(({ bytes }) => bytes <= offset) ?? null;
  }
}
