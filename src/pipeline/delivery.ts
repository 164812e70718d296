/**
 * Delivers one batch: sends its inputs, and sends again what the answers leave open, until every row has its outcome.
 *
 * The work is a list of parcels. A parcel is answered (its inputs are matched one by one), refused as a whole (it loses
 * what the refusal names, else it is searched for the culprit), or given up (it is halved, then settled as failed or
 * unknown). When the run stops, rows that are still open get a provisional word, which a resumed run replaces.
 */
import type { ApiError } from '../core/api-error.ts';
import { errorCode } from '../core/api-error.ts';
import type { PairTypes } from '../core/association-types.ts';
import type { Attribution, Refusal } from '../core/attribution.ts';
import { attributeAnswer, attributeRefusal } from '../core/attribution.ts';
import { mayBeDoneYet, numErrorsIn, readBatchAnswer } from '../core/batch-answer.ts';
import type { AttributionContext } from '../core/confirmation.ts';
import type { ApiVersion } from '../core/endpoints.ts';
import { createDefaultRequest, createRequest, labelsRequest } from '../core/endpoints.ts';
import type { Parcel } from '../core/parcels.ts';
import * as parcels from '../core/parcels.ts';
import { rowRanges } from '../core/row-ranges.ts';
import { rowNumbers } from '../core/settling.ts';
import type { Batch, Input, ObjectPair } from '../core/terms.ts';
import { pairName } from '../core/terms.ts';
import type { ExchangeContext, ExchangeEnd } from './exchange.ts';
import { exchange } from './exchange.ts';
import { Ledger, type RefusedInput } from './ledger.ts';
import { probe } from './probe.ts';
import { readBack } from './read-back.ts';

/** What deliveries work with. */
export interface DeliveryContext extends ExchangeContext {
  readonly version: ApiVersion;
  /** The types of a pair whose rows were read. */
  readonly typesOf: (pair: ObjectPair) => PairTypes;
}

/** Inputs above this number are halved when no answer comes; fewer are given up. */
const SMALLEST_HALVED = 250;
/** Timeouts of a request above that size before it is halved. */
const TIMEOUTS_BEFORE_HALVING = 2;
/** A refusal is looked at for a cause that all rows share in requests above this size. */
const PROBED_ABOVE = 10;
/** How often inputs that no answer mentions are sent before they are looked up. */
const MAX_SENDS_UNMENTIONED = 2;

type Ended<Kind extends ExchangeEnd['kind']> = Extract<ExchangeEnd, { kind: Kind }>;

/** Settles every row of the batch. */
export async function deliver(batch: Batch, context: DeliveryContext): Promise<void> {
  await new Delivery(batch, context).run();
}

class Delivery {
  readonly #batch: Batch;
  readonly #context: DeliveryContext;
  readonly #ledger: Ledger;
  readonly #queue: Parcel[];
  #hasSearched = false;

  constructor(batch: Batch, context: DeliveryContext) {
    this.#batch = batch;
    this.#context = context;
    this.#ledger = new Ledger(batch);
    this.#queue = [parcels.wholeParcel(this.#ledger.takeFirst())];
  }

  async run(): Promise<void> {
    const { stopper, version } = this.#context;
    while (!stopper.stopped) {
      const parcel = this.#queue.shift();
      if (parcel !== undefined) {
        await this.#deliver(parcel);
        continue;
      }
      const doubted = this.#ledger.doubted();
      if (doubted.length > 0) {
        const seen = await readBack(doubted, this.#batch.pair, { version, context: this.#context });
        if (!stopper.stopped) this.#ledger.resolveDoubts(seen);
        continue;
      }
      const followers = this.#ledger.takeFollowers();
      if (followers.length === 0) return;
      this.#queue.push(parcels.wholeParcel(followers));
    }
    this.#ledger.settleProvisionally();
  }

  async #deliver(parcel: Parcel): Promise<void> {
    const answeredBefore = this.#context.tally.answered;
    const end = await this.#send(parcels.inputsToSend(parcel));
    await this.#conclude(parcel, end, answeredBefore);
  }

  /** Every end is noted for the inputs that were sent before anything is settled by it. */
  async #send(sent: readonly Input[]): Promise<ExchangeEnd> {
    const { version } = this.#context;
    const { pair, endpoint, number } = this.#batch;
    const request = (endpoint === 'create' ? createRequest : createDefaultRequest)(version, pair, sent);
    const end = await exchange(request, this.#context, {
      batch: number,
      inputCount: sent.length,
      rows: rowRanges(rowNumbers(sent)),
      earlierAttempts: this.#ledger.earlierAttempts(sent),
      ...(sent.length > SMALLEST_HALVED ? { maxTimeouts: TIMEOUTS_BEFORE_HALVING } : {}),
    });
    this.#ledger.noteSent(sent, end);
    if (end.kind === 'answered') this.#context.tally.addNumErrors(numErrorsIn(end.reply.body));
    return end;
  }

  async #conclude(parcel: Parcel, end: ExchangeEnd, answeredBefore: number): Promise<void> {
    switch (end.kind) {
      case 'answered':
        return this.#onAnswered(parcel, end);
      case 'refused':
        return this.#onRefused(parcel, end);
      case 'givenUp':
        return this.#onGivenUp(parcel, end, answeredBefore);
      case 'stopped':
        return;
    }
  }

  #attribution(sent: readonly Input[]): AttributionContext {
    return { types: this.#context.typesOf(this.#batch.pair), endpoint: this.#batch.endpoint, inputs: sent };
  }

  async #onAnswered(parcel: Parcel, end: Ended<'answered'>): Promise<void> {
    const sent = parcels.inputsToSend(parcel);
    const answer = readBatchAnswer(end.reply.body);
    const found = attributeAnswer(answer, this.#attribution(sent));
    const { confirmed, unmentioned, unplaced } = found;
    const isCanceled = answer.status === 'CANCELED' && confirmed.length === 0;
    const mayFollow = mayBeDoneYet(answer, end.reply.httpStatus);
    if (!isCanceled) this.#ledger.noteLeftOut([...unmentioned, ...found.refusedWithOthers], { mayFollow });
    const isSilent = unmentioned.length === sent.length && answer.errors.length < sent.length;
    if (unplaced !== null && isSilent) return this.#narrow(parcel, end, unplaced);
    this.#ledger.confirm(confirmed, end.reply);
    this.#refuse(found.refused, end.reply);
    this.#sendAgain(found, sent, parcel.kind === 'whole' ? parcel.sends : 1);
    this.#queue.push(...parcels.afterAnswer(parcel));
  }

  /** Puts what an answer leaves open back into the queue, or among the doubts. */
  #sendAgain({ doubtful, unmentioned, unplaced }: Attribution, sent: readonly Input[], sends: number): void {
    this.#sendDoubtful(doubtful, sent);
    if (unmentioned.length === 0) return;
    if (unplaced !== null && unmentioned.length > 1) {
      this.#queue.push(...parcels.halves(parcels.wholeParcel(unmentioned)));
    } else if (unplaced !== null || sends < MAX_SENDS_UNMENTIONED) {
      this.#queue.push(parcels.wholeParcel(unmentioned, sends + 1));
    } else {
      this.#ledger.doubtUnmentioned(unmentioned);
    }
  }

  /** A group by itself makes a bare id certain, unless the group is all that was sent: then it is halved. */
  #sendDoubtful(doubtful: Attribution['doubtful'], sent: readonly Input[]): void {
    for (const group of doubtful) {
      const parcel = parcels.wholeParcel(group);
      if (group.length === sent.length) this.#queue.push(...parcels.halves(parcel));
      else this.#queue.push(parcel);
    }
  }

  async #onRefused(parcel: Parcel, end: Ended<'refused'>): Promise<void> {
    const sent = parcels.inputsToSend(parcel);
    const { reply } = end;
    const found = attributeRefusal(reply.error, this.#attribution(sent));
    if (found.refused.length > 0 || found.doubtful.length > 0) {
      if (this.#isTypeGone(found.refused, sent)) return this.#stopForAll(end, reply.error, found.refused);
      this.#refuse(found.refused, reply);
      this.#sendDoubtful(found.doubtful, sent);
      this.#queue.push(...parcels.afterNamedRefusal(parcel, found.unmentioned));
    } else if (reply.httpStatus === 413) {
      this.#queue.push(...parcels.halves(parcel));
    } else {
      await this.#narrow(parcel, end, reply.error);
    }
  }

  /**
   * Nothing of the request was accepted, and nothing was named. One culprit is searched for; where there turn out to be
   * more, halving everything costs less than searching for each.
   */
  async #narrow(parcel: Parcel, end: Ended<'answered' | 'refused'>, cause: ApiError): Promise<void> {
    const isFirst = parcel.kind === 'whole' && !this.#hasSearched;
    this.#hasSearched = true;
    if (isFirst && parcel.inputs.length > PROBED_ABOVE) await this.#probe(parcel, end, cause);
    else
      this.#queue.push(...(isFirst || parcel.kind === 'search' ? parcels.afterSilentRefusal : parcels.halves)(parcel));
  }

  /** Every input of a large request uses a type that HubSpot says it does not have: no later batch can do better. */
  #isTypeGone(refused: readonly Refusal[], { length }: readonly Input[]): boolean {
    return length > PROBED_ABOVE && refused.length === length && refused.every(({ scope }) => scope === 'type');
  }

  /** Stops the run when the cause is shared by all rows; otherwise the search begins. */
  async #probe(parcel: Parcel, end: Ended<'answered' | 'refused'>, cause: ApiError): Promise<void> {
    const sent = parcels.inputsToSend(parcel);
    const answeredBefore = this.#context.tally.answered;
    const { alike, other } = await probe(sent, cause, {
      send: (input) => this.#send([input]),
      attribution: (input) => this.#attribution([input]),
    });
    const probed = new Set(alike.map(({ input }) => input));
    if (other === null) return this.#stopForAll(end, cause, alike);
    for (const { input, error, end: own } of alike) {
      if (own.kind === 'answered' || own.kind === 'refused') this.#refuse([{ input, error, scope: 'link' }], own.reply);
    }
    await this.#conclude(parcels.wholeParcel([other.input]), other.end, answeredBefore);
    const rest = sent.filter((input) => input !== other.input && !probed.has(input));
    const isSearch = end.kind === 'refused' && alike.length === 0 && other.end.kind !== 'refused';
    this.#queue.push(...(isSearch ? parcels.suspect(parcel, rest) : parcels.afterNamedRefusal(parcel, rest)));
  }

  #stopForAll({ reply }: Ended<'answered' | 'refused'>, error: ApiError, refused: readonly RefusedInput[]): void {
    const code = errorCode(error, reply.httpStatus);
    this.#context.stopper.stop({ kind: 'sharedRefusal', code, error, pair: pairName(this.#batch.pair) });
    this.#ledger.refuseProvisionally(refused, reply);
  }

  #refuse(refused: readonly Refusal[], reply: Ended<'answered' | 'refused'>['reply']): void {
    for (const refusal of refused) this.#ledger.refuse(refusal, reply);
  }

  /** Large requests are halved before they count: what times out at 2,000 inputs may pass at 500. */
  async #onGivenUp(parcel: Parcel, end: Ended<'givenUp'>, answeredBefore: number): Promise<void> {
    const sent = parcels.inputsToSend(parcel);
    const { tally, stopper } = this.#context;
    const isThere = await this.#isHubSpotThere(answeredBefore);
    if (isThere && sent.length > SMALLEST_HALVED) {
      // In front of the queue: small requests tell soonest whether anything passes.
      this.#queue.unshift(...parcels.halves(parcel));
    } else if (!isThere || tally.noteGivenUp()) {
      stopper.stop({ kind: 'outage', code: end.reply.code, message: end.reply.message });
    } else {
      this.#ledger.giveUp(sent, end.reply);
      this.#queue.push(...parcels.heldBack(parcel));
    }
  }

  /** Whether anything was answered since the reading, or is answered now. */
  async #isHubSpotThere(answeredBefore: number): Promise<boolean> {
    const { tally, version } = this.#context;
    if (tally.answered > answeredBefore) return true;
    const end = await exchange(labelsRequest(version, this.#batch.pair), this.#context);
    return end.kind === 'answered' || end.kind === 'refused';
  }
}
