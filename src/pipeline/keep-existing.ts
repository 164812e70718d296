/**
 * `--existing keep`: reads what a batch's records are associated with before the batch is written. Rows whose types are
 * all there are settled as `exists`; the others are written together with the types that their pair has. What is about
 * to be added is noted durably first: a run that is killed behind HubSpot's answer finds its own work when it resumes,
 * and must not take it for something that was there before.
 */
import type { AssociationDefinition, PairTypes } from '../core/association-types.ts';
import { divideInput, heldSet, turnedAround } from '../core/held-types.ts';
import { outcome } from '../core/outcomes.ts';
import type { AdditionNotes } from '../core/ports.ts';
import { rowRanges } from '../core/row-ranges.ts';
import { rowNumbers, settleAsk, settleInput } from '../core/settling.ts';
import type { Batch, Input } from '../core/terms.ts';
import { linkKey, MAX_READ_IDS, pairName } from '../core/terms.ts';
import type { ReadLinks } from './association-reader.ts';
import { readAssociations } from './association-reader.ts';
import type { DeliveryContext } from './delivery.ts';
import { LinkOrder } from './link-order.ts';
import { wantedOf } from './read-back.ts';

/** What HubSpot holds for an input: its types, or `nothing`, or it did not say. */
type Held = readonly AssociationDefinition[] | 'nothing' | 'untold';

/** A page holds 500 links; a record with so many rows in one batch has pages beyond the first. */
const ROWS_OF_A_HUB = 50;

/** Delivers batches of which existing types are kept. */
export class KeepExisting {
  readonly #context: DeliveryContext;
  readonly #notes: AdditionNotes;
  readonly #order = new LinkOrder();

  constructor(context: DeliveryContext, notes: AdditionNotes) {
    this.#context = context;
    this.#notes = notes;
  }

  /** Settles the rows of the batch that need no writing, and hands the others to `write`. */
  async deliver(batch: Batch, write: (rest: Batch) => Promise<void>): Promise<void> {
    await this.inOrder(batch, async () => {
      const { rest, had } = await this.#divide(batch);
      if (rest.length === 0) return;
      if (!this.#context.stopper.stopped) {
        await this.#notes.note({ pair: pairName(batch.pair), rows: rowRanges(rowNumbers(rest)), had });
      }
      await write({ ...batch, inputs: rest });
    });
  }

  /** Runs the job when no earlier batch is at work on any of the same pairs of records. */
  async inOrder(batch: Batch, job: () => Promise<void>): Promise<void> {
    const keys = batch.inputs.map(({ fromId, toId }) => `${pairName(batch.pair)} ${linkKey(fromId, toId)}`);
    await this.#order.run(keys, job);
  }

  /** The inputs that are left to write, and what their pairs had before; all others are settled. */
  async #divide(
    batch: Batch,
  ): Promise<{ readonly rest: readonly Input[]; readonly had: Readonly<Record<number, string>> }> {
    const holdings = await this.#read(batch);
    const rest: Input[] = [];
    const had: Record<number, string> = {};
    for (const input of batch.inputs) {
      const held = holdings.get(input) ?? 'untold';
      if (held === 'untold') {
        // When the run stops while it reads, the delivery settles these rows as not sent.
        if (this.#context.stopper.stopped) rest.push(input);
        else settleInput(input, outcome('failed', { code: 'EXISTING_UNREADABLE' }));
        continue;
      }
      const types = held === 'nothing' ? null : held;
      const divided = divideInput(input, types, (row) => this.#notes.wasNoted(row));
      for (const ask of divided.there) settleAsk(ask, outcome('exists'));
      if (divided.rest === null) continue;
      rest.push(divided.rest);
      const [first] = divided.rest.rows;
      if (types !== null && first !== undefined) had[first.number] = heldSet(types).key;
    }
    return { rest, had };
  }

  /** Reads from the side that takes fewer requests; what the other side cannot tell is read from this one. */
  async #read(batch: Batch): Promise<ReadonlyMap<Input, Held>> {
    const { pair, inputs } = batch;
    const options = { version: this.#context.version, context: this.#context };
    const holdings = new Map<Input, Held>();
    if (pair.from !== pair.to && requestsFrom(inputs, 'toId') < requestsFrom(inputs, 'fromId')) {
      const mirrored = inputs.map(({ fromId, toId }) => ({ fromId: toId, toId: fromId }));
      const read = await readAssociations({ from: pair.to, to: pair.from }, wantedOf(mirrored), options);
      const types = this.#context.typesOf(pair);
      for (const input of inputs) holdings.set(input, heldFromOtherSide(input, read, types));
    }
    const open = inputs.filter((input) => (holdings.get(input) ?? 'untold') === 'untold');
    if (open.length === 0) return holdings;
    const { held, toldIds } = await readAssociations(pair, wantedOf(open), options);
    for (const input of open) {
      const types = held.get(linkKey(input.fromId, input.toId));
      holdings.set(input, types ?? (toldIds.has(input.fromId) ? 'nothing' : 'untold'));
    }
    return holdings;
  }
}

function heldFromOtherSide(input: Input, { held, toldIds }: ReadLinks, types: PairTypes): Held {
  const mirrored = held.get(linkKey(input.toId, input.fromId));
  if (mirrored === undefined) return toldIds.has(input.toId) ? 'nothing' : 'untold';
  return turnedAround(mirrored, types) ?? 'untold';
}

/** About how many requests the reading before a batch takes. */
export function readRequestsFor({ pair, inputs }: Batch): number {
  const straight = requestsFrom(inputs, 'fromId');
  return pair.from === pair.to ? straight : Math.min(straight, requestsFrom(inputs, 'toId'));
}

/** About how many requests a reading takes from one side: a hub is read page after page. */
function requestsFrom(inputs: readonly Input[], side: 'fromId' | 'toId'): number {
  const counts = new Map<string, number>();
  for (const input of inputs) counts.set(input[side], (counts.get(input[side]) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  return Math.ceil(counts.size / MAX_READ_IDS) + Math.floor(most / ROWS_OF_A_HUB);
}
