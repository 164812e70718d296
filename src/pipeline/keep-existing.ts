/**
 * `--existing keep`: reads what a batch's records are associated with before the batch is written. Rows whose types are
 * all there are settled as `exists`; the others are written together with the types that their pair has. What is about
 * to be added is noted durably first: a run that is killed behind HubSpot's answer finds its own work when it resumes,
 * and must not take it for something that was there before.
 */
import type { AssociationDefinition } from '../core/association-types.ts';
import { definitionName } from '../core/association-types.ts';
import { divideInput, heldSet, primaryStays, toldWith } from '../core/held-types.ts';
import { rowsOf } from '../core/inputs.ts';
import { outcome } from '../core/outcomes.ts';
import type { AdditionNotes } from '../core/ports.ts';
import { rowRanges } from '../core/row-ranges.ts';
import { rowNumbers, settleAsk, settleInput } from '../core/settling.ts';
import type { Batch, Input, ObjectPair } from '../core/terms.ts';
import { linkKey, pairName } from '../core/terms.ts';
import { Turning } from '../core/turning.ts';
import type { ReadLinks } from './association-reader.ts';
import { readAssociations, wantedOf } from './association-reader.ts';
import type { DeliveryContext } from './delivery.ts';
import { LinkOrder } from './link-order.ts';
import { cheaperFirst, readingFrom, type Side } from './reading-cost.ts';
import { OUTAGE_AFTER } from './tally.ts';

/** What HubSpot holds for an input: its types, or `nothing`, or it did not say. */
type Held = readonly AssociationDefinition[] | 'nothing' | 'untold';

/** Which batches have what exists read before they are written. `existing`: null where nobody said; then those with types. */
export function keepsWhatExists(existing: 'keep' | 'replace' | null): (batch: Batch) => boolean {
  return ({ endpoint }) => existing === 'keep' || (existing === null && endpoint === 'create');
}

/** Delivers batches of which existing types are kept. */
export class KeepExisting {
  readonly #context: DeliveryContext;
  readonly #notes: AdditionNotes;
  readonly #order = new LinkOrder();
  readonly #turnings = new Map<string, Turning>();
  /** Batches one after another of which nothing was told. */
  #untoldInARow = 0;

  constructor(context: DeliveryContext, notes: AdditionNotes) {
    this.#context = context;
    this.#notes = notes;
  }

  /** Settles the rows of the batch that need no writing, and hands the others to `write`. */
  async deliver(batch: Batch, write: (rest: Batch) => Promise<void>): Promise<void> {
    await this.inOrder(batch, async () => {
      for (const part of partsWithoutMirrors(batch)) await this.#deliver(part, write);
    });
  }

  async #deliver(batch: Batch, write: (rest: Batch) => Promise<void>): Promise<void> {
    const { rest, had } = await this.#divide(batch);
    if (rest.length === 0) return;
    const unnoted = rowNumbers(rest).filter((row) => !this.#notes.wasNoted(row));
    if (unnoted.length > 0 && !this.#context.stopper.stopped) {
      await this.#notes.note({ pair: pairName(batch.pair), rows: rowRanges(unnoted), had });
    }
    await write({ ...batch, inputs: rest });
  }

  /** Runs the job when no earlier batch is at work on any of the same pairs of records, in either direction. */
  async inOrder(batch: Batch, job: () => Promise<void>): Promise<void> {
    await this.#order.run(batch, job);
  }

  /** The inputs that are left to write, and what their pairs had before; all others are settled. */
  async #divide(
    batch: Batch,
  ): Promise<{ readonly rest: readonly Input[]; readonly had: Readonly<Record<number, string>> }> {
    const holdings = await this.#read(batch);
    const stays = primaryStays(batch);
    const rest: Input[] = [];
    const had: Record<number, string> = {};
    for (const input of batch.inputs) {
      const held = holdings.get(input) ?? 'untold';
      const mayBeApplied = this.#mayBeApplied(input);
      if (held === 'untold') {
        // When the run stops while it reads, the delivery settles these rows as not sent.
        if (this.#context.stopper.stopped) rest.push(mayBeApplied ? { ...input, mayBeApplied } : input);
        else settleInput(input, mayBeApplied ? UNREADABLE_AGAIN : UNREADABLE);
        continue;
      }
      const types = held === 'nothing' ? null : held.filter((definition) => stays(input, definition));
      const divided = divideInput(input, types, (row) => this.#notes.wasNoted(row));
      for (const ask of divided.there) settleAsk(ask, EXISTS);
      if (divided.rest === null) continue;
      const first = divided.rest.firstRow;
      if (this.#notes.wasNoted(first.number)) {
        const before = this.#hadAtFirst(batch.pair, first.number).filter((definition) => stays(input, definition));
        rest.push({ ...toldWith(divided.rest, before), mayBeApplied });
        continue;
      }
      rest.push(mayBeApplied ? { ...divided.rest, mayBeApplied } : divided.rest);
      // Of each row: which of them is the first that is left when a run is resumed, nobody knows.
      if (held !== 'nothing') for (const { number } of rowsOf(divided.rest)) had[number] = heldSet(held).key;
    }
    return { rest, had };
  }

  /** Whether an earlier sitting was about to write one of the rows, and may have done so. */
  #mayBeApplied(input: Input): boolean {
    return rowsOf(input).some(({ number }) => this.#notes.wasNoted(number));
  }

  /** What the pair of a row had before this run wrote to it. */
  #hadAtFirst(pair: ObjectPair, row: number): readonly AssociationDefinition[] {
    const names = new Set(this.#notes.hadAtFirst(row).split(';'));
    return this.#context.typesOf(pair).forward.filter((definition) => names.has(definitionName(definition)));
  }

  /** Reads from the side that takes fewer requests. A side that turns out to have many pages is left for the other. */
  async #read({ pair, inputs }: Batch): Promise<ReadonlyMap<Input, Held>> {
    const holdings = new Map<Input, Held>();
    const untold = (): readonly Input[] => inputs.filter((input) => (holdings.get(input) ?? 'untold') === 'untold');
    if (pair.from !== pair.to) {
      const [first, second] = cheaperFirst(inputs);
      await this.#readFrom(first.side, { pair, inputs, holdings, maxRequests: first.requests });
      const open = untold();
      const { requests } = readingFrom(open, second.side);
      await this.#readFrom(second.side, { pair, inputs: open, holdings, maxRequests: requests });
    }
    await this.#readFrom('fromId', { pair, inputs: untold(), holdings });
    this.#noteRead(untold().length < inputs.length);
    return holdings;
  }

  async #readFrom(side: Side, { pair, inputs, holdings, maxRequests }: SideReading): Promise<void> {
    const { version, stopper } = this.#context;
    if (inputs.length === 0 || stopper.stopped) return;
    const options = { version, context: this.#context, ...(maxRequests === undefined ? {} : { maxRequests }) };
    if (side === 'toId') {
      const mirrored = inputs.map(({ fromId, toId }) => ({ fromId: toId, toId: fromId }));
      const read = await readAssociations({ from: pair.to, to: pair.from }, wantedOf(mirrored), options);
      const turning = this.#turningOf(pair);
      const seen = new Map<Input, readonly AssociationDefinition[]>();
      for (const input of inputs) {
        const held = read.held.get(linkKey(input.toId, input.fromId));
        if (held !== undefined) seen.set(input, held);
        holdings.set(input, held === undefined ? heldUnseen(input.toId, read) : (turning.turn(held) ?? 'untold'));
      }
      await this.#learn(seen, { pair, holdings });
      return;
    }
    const read = await readAssociations(pair, wantedOf(inputs), options);
    for (const input of inputs) {
      const types = read.held.get(linkKey(input.fromId, input.toId));
      holdings.set(input, types ?? heldUnseen(input.fromId, read));
    }
  }

  /**
   * Looks at pairs of which a label is in doubt from their own side as well, as far as one request goes: what that tells of
   * labels tells those of the other pairs.
   */
  async #learn(
    mirrored: ReadonlyMap<Input, readonly AssociationDefinition[]>,
    { pair, holdings }: Pick<SideReading, 'pair' | 'holdings'>,
  ): Promise<void> {
    const turning = this.#turningOf(pair);
    const doubted = [...mirrored].filter(([input]) => holdings.get(input) === 'untold');
    await this.#readFrom('fromId', { pair, inputs: doubted.map(([input]) => input), holdings, maxRequests: 1 });
    for (const [input, seen] of doubted) {
      const held = holdings.get(input) ?? 'untold';
      if (held !== 'untold' && held !== 'nothing') turning.learn(seen, held);
    }
    for (const [input, seen] of doubted) {
      if (holdings.get(input) === 'untold') holdings.set(input, turning.turn(seen) ?? 'untold');
    }
  }

  #turningOf(pair: ObjectPair): Turning {
    const known = this.#turnings.get(pairName(pair)) ?? new Turning(this.#context.typesOf(pair));
    this.#turnings.set(pairName(pair), known);
    return known;
  }

  /** A HubSpot that tells nothing of batch after batch is as good as down: going on would only fail the whole file. */
  #noteRead(isAnyTold: boolean): void {
    const { stopper } = this.#context;
    this.#untoldInARow = isAnyTold ? 0 : this.#untoldInARow + 1;
    if (this.#untoldInARow < OUTAGE_AFTER) return;
    stopper.stop({ kind: 'outage', code: 'EXISTING_UNREADABLE', message: '' });
  }
}

/** One of each for all, so that the lines of their rows are made once. */
const EXISTS = outcome('exists');
const UNREADABLE = outcome('failed', { code: 'EXISTING_UNREADABLE' });
/** Of rows that an earlier sitting may have written. */
const UNREADABLE_AGAIN = outcome('unknown', { code: 'EXISTING_UNREADABLE' });

interface SideReading {
  readonly pair: ObjectPair;
  readonly inputs: readonly Input[];
  /** What is known so far; what is read is added. */
  readonly holdings: Map<Input, Held>;
  /** Default: as many as it takes. */
  readonly maxRequests?: number;
}

/** Among records of one object type a batch may name two records in both directions: those go one after the other. */
function partsWithoutMirrors(batch: Batch): readonly Batch[] {
  if (batch.pair.from !== batch.pair.to) return [batch];
  const links = new Set(batch.inputs.map(({ fromId, toId }) => linkKey(fromId, toId)));
  const isSecond = ({ fromId, toId }: Input): boolean => fromId > toId && links.has(linkKey(toId, fromId));
  const parts = [batch.inputs.filter((input) => !isSecond(input)), batch.inputs.filter(isSecond)];
  return parts.filter((inputs) => inputs.length > 0).map((inputs) => ({ ...batch, inputs }));
}

/** What an unseen link means: to write a pair that has labels would cost them, so only twice omitted counts as none. */
function heldUnseen(id: string, { toldIds, omittedIds }: ReadLinks): Held {
  return toldIds.has(id) || omittedIds.has(id) ? 'nothing' : 'untold';
}
