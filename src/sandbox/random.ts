/** Repeatable randomness: the same seed shuffles the same way on every machine. */

/** A mulberry32 generator of numbers in [0, 1). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The values in an order that depends on nothing but their number and the seed; never the given order when there are two. */
export function shuffled<T>(values: readonly T[], seed: number): T[] {
  const random = randomFrom(seed + values.length);
  // Sattolo's variant of the shuffle leaves no value at its place, so "another order" is certain.
  const order = [...values];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * last);
    const moved = order[last];
    const taken = order[other];
    if (moved === undefined || taken === undefined) continue;
    order[last] = taken;
    order[other] = moved;
  }
  return order;
}
