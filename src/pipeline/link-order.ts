/**
 * Lets batches that touch the same pair of records go one after another, in the order in which they came: with labels
 * that replace one another, two at once would leave whatever arrived last. The same holds for batches of which one moves
 * the primary company of a record and another sends what the record's pairs had before.
 */
import { setsPrimary } from '../core/association-types.ts';
import { primaryOwnerOf } from '../core/held-types.ts';
import { isStandardObjectType } from '../core/object-types.ts';
import type { Batch, ObjectPair } from '../core/terms.ts';

/** A batch that is at work or waits to be. */
interface Job {
  readonly batch: Batch;
  /** Records that it gives a primary company. */
  readonly movesPrimaryOf: ReadonlySet<string>;
  readonly ended: Promise<void>;
}

/** Who waits for whom. Bounded by what is in flight: a batch is compared with the few that are. */
export class LinkOrder {
  /** By object types, whichever of the two is from. */
  readonly #jobs = new Map<string, Set<Job>>();

  /** Runs the job when all earlier jobs that it must not meet have ended, whichever way their pairs are told. */
  async run<Result>(batch: Batch, job: () => Promise<Result>): Promise<Result> {
    const jobs = this.#jobsOn(batch.pair);
    const own = { batch, movesPrimaryOf: primaryOwners(batch) };
    const before = [...jobs].filter((earlier) => mayNotMeet(earlier, own)).map(({ ended }) => ended);
    let finish: () => void = () => {};
    const ended = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const mine = { ...own, ended };
    // Before anything is awaited: whoever comes next must find these links taken.
    jobs.add(mine);
    try {
      await Promise.all(before);
      return await job();
    } finally {
      jobs.delete(mine);
      finish();
    }
  }

  #jobsOn(pair: ObjectPair): Set<Job> {
    const [from, to] = [kindOf(pair.from), kindOf(pair.to)];
    const types = from < to ? `${from} ${to}` : `${to} ${from}`;
    const jobs = this.#jobs.get(types) ?? new Set<Job>();
    this.#jobs.set(types, jobs);
    return jobs;
  }
}

/** Custom objects have an id and a name, and a file may use both: which of them are one, HubSpot alone knows. */
function kindOf(objectType: string): string {
  return isStandardObjectType(objectType) ? objectType : 'custom';
}

function mayNotMeet(one: Omit<Job, 'ended'>, other: Omit<Job, 'ended'>): boolean {
  return shareLink(one.batch, other.batch) || touchesOneOf(other.batch, one) || touchesOneOf(one.batch, other);
}

/** Whether two batches between the same object types touch the same two records. */
function shareLink(one: Batch, other: Batch): boolean {
  const isSameWay = kindOf(one.pair.from) === kindOf(other.pair.from);
  const isTurned = kindOf(one.pair.from) === kindOf(other.pair.to);
  return (
    (isSameWay && one.links.meets(other.links, { turned: false })) ||
    (isTurned && one.links.meets(other.links, { turned: true }))
  );
}

function primaryOwners({ pair, inputs }: Batch): ReadonlySet<string> {
  // Neighbours share their set of types, and nearly never does one set a primary company.
  const setsAny = inputs.some(({ types }, index) => types !== inputs[index - 1]?.types && setsPrimary(types));
  if (!setsAny) return new Set();
  return new Set(inputs.filter(({ types }) => setsPrimary(types)).map(primaryOwnerOf(pair)));
}

function touchesOneOf({ pair, inputs }: Batch, { movesPrimaryOf }: Pick<Job, 'movesPrimaryOf'>): boolean {
  if (movesPrimaryOf.size === 0) return false;
  const ownerOf = primaryOwnerOf(pair);
  return inputs.some((input) => movesPrimaryOf.has(ownerOf(input)));
}
