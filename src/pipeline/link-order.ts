/**
 * Lets batches that touch the same pair of records go one after another, in the order in which they came: with labels
 * that replace one another, two at once would leave whatever arrived last.
 */

import type { Batch } from '../core/terms.ts';

/** A key for each two records of the batch, whichever of them the batch calls from. */
export function recordsOf({ pair: { from, to }, inputs }: Batch): readonly string[] {
  return inputs.map(({ fromId, toId }) => {
    const isForward = from === to ? fromId < toId : from < to;
    return isForward ? `${from} ${fromId} ${to} ${toId}` : `${to} ${toId} ${from} ${fromId}`;
  });
}

/** Who waits for whom. Bounded by what is in flight. */
export class LinkOrder {
  readonly #last = new Map<string, Promise<void>>();

  /** Runs the job when all earlier jobs that named one of the keys have ended. */
  async run<Result>(keys: readonly string[], job: () => Promise<Result>): Promise<Result> {
    const before = new Set(keys.flatMap((key) => this.#last.get(key) ?? []));
    let finish: () => void = () => {};
    const mine = new Promise<void>((resolve) => {
      finish = resolve;
    });
    // Before anything is awaited: whoever comes next must find these keys taken.
    for (const key of keys) this.#last.set(key, mine);
    try {
      await Promise.all(before);
      return await job();
    } finally {
      for (const key of keys) if (this.#last.get(key) === mine) this.#last.delete(key);
      finish();
    }
  }
}
