/**
 * Lets batches that touch the same pair of records go one after another, in the order in which they came: with labels
 * that replace one another, two at once would leave whatever arrived last. The same holds for batches of which one moves
 * the primary company of a record and another sends what the record's pairs had before.
 */
import { setsPrimary } from '../core/association-types.ts';
import { primaryOwnerOf } from '../core/held-types.ts';
import type { Batch, ObjectPair } from '../core/terms.ts';
import { linkKey } from '../core/terms.ts';

/** A batch that is at work or waits to be. */
interface Job {
  readonly batch: Batch;
  /** Records that it gives a primary company. */
  readonly movesPrimaryOf: ReadonlySet<string>;
  readonly ended: Promise<void>;
}

/**
 * Who waits for whom. Batches are compared with those that are in flight, of which each knows its links: an index over
 * all of them would cost every batch more than the few comparisons do.
 */
export class LinkOrder {
  /** By object types, whichever of the two is from. */
  readonly #jobs = new Map<string, Set<Job>>();

  /** Runs the job when all earlier jobs that it must not meet have ended, whichever way their pairs are told. */
  async run<Result>(batch: Batch, job: () => Promise<Result>): Promise<Result> {
    const jobs = this.#jobsOn(batch.pair);
    const movesPrimaryOf = primaryOwners(batch);
    const before = [...jobs].filter(
      (earlier) =>
        shareLink(earlier.batch, batch) ||
        touchesOneOf(batch, earlier) ||
        touchesOneOf(earlier.batch, { movesPrimaryOf }),
    );
    let finish: () => void = () => {};
    const ended = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const mine = { batch, movesPrimaryOf, ended };
    // Before anything is awaited: whoever comes next must find these links taken.
    jobs.add(mine);
    try {
      await Promise.all(before.map((earlier) => earlier.ended));
      return await job();
    } finally {
      jobs.delete(mine);
      finish();
    }
  }

  #jobsOn({ from, to }: ObjectPair): Set<Job> {
    const types = from < to ? `${from} ${to}` : `${to} ${from}`;
    const jobs = this.#jobs.get(types) ?? new Set<Job>();
    this.#jobs.set(types, jobs);
    return jobs;
  }
}

/** Whether two batches between the same object types touch the same two records. */
function shareLink(one: Batch, { pair, inputs }: Batch): boolean {
  const isSameWay = one.pair.from === pair.from;
  const isTurned = one.pair.from === pair.to;
  return inputs.some(
    ({ key, fromId, toId }) => (isSameWay && one.byKey.has(key)) || (isTurned && one.byKey.has(linkKey(toId, fromId))),
  );
}

function primaryOwners({ pair, inputs }: Batch): ReadonlySet<string> {
  // Inputs share few sets of types, and nearly never does one set a primary company.
  if (![...new Set(inputs.map(({ types }) => types))].some(setsPrimary)) return new Set();
  return new Set(inputs.filter(({ types }) => setsPrimary(types)).map(primaryOwnerOf(pair)));
}

function touchesOneOf({ pair, inputs }: Batch, { movesPrimaryOf }: Pick<Job, 'movesPrimaryOf'>): boolean {
  if (movesPrimaryOf.size === 0) return false;
  const ownerOf = primaryOwnerOf(pair);
  return inputs.some((input) => movesPrimaryOf.has(ownerOf(input)));
}
