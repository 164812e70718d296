/**
 * What is known of the inputs of one batch while it is delivered: how often each was sent, whether an unanswered attempt
 * may have been applied, which ones are in doubt. Every outcome of a sent row is written here.
 */
import { errorCode, givesReason } from '../core/api-error.ts';
import { setsPrimary } from '../core/association-types.ts';
import type { Refusal } from '../core/attribution.ts';
import { asksOf } from '../core/batches.ts';
import { outcome } from '../core/outcomes.ts';
import type { Answered, Refused, Retryable } from '../core/replies.ts';
import { isOpen, settleAsk, settleInput } from '../core/settling.ts';
import type { Batch, Input, Outcome, TypeSet } from '../core/terms.ts';
import { typeName } from '../core/type-sets.ts';
import { Chains, sentFor } from './chains.ts';
import type { ExchangeEnd } from './exchange.ts';
import type { Seen } from './read-back.ts';

type Deciding = Pick<Answered | Refused | Retryable, 'httpStatus' | 'correlationId'>;

/** An input and why it was refused. */
export type RefusedInput = Pick<Refusal, 'input' | 'error'>;

/** An input that is to be looked up, and its word when HubSpot shows nothing, other types only, or does not say. */
interface Doubt {
  readonly input: Input;
  readonly ifAbsent: Outcome;
  /** By what the rows ask for. */
  readonly ifOther: (asked: TypeSet) => Outcome;
  readonly ifUntold: Outcome;
}

/** The account of one batch. */
export class Ledger {
  readonly #batch: Batch;
  readonly #attempts = new Map<Input, number>();
  readonly #mayBeApplied = new Set<Input>();
  /** Inputs that a 2xx left out: HubSpot may hold them all the same, and shows it when it is asked. */
  readonly #leftOut = new Set<Input>();
  readonly #doubts = new Map<Input, Doubt>();
  readonly #chains = new Chains();
  #firstEnd: { readonly inputCount: number; readonly attempts: number } | null = null;

  constructor(batch: Batch) {
    this.#batch = batch;
    for (const input of batch.inputs) if (input.mayBeApplied === true) this.#mayBeApplied.add(input);
  }

  /** What to send first. What an earlier sitting has taken apart goes part by part at once. */
  takeFirst(): readonly Input[] {
    const whole = this.#batch.inputs.filter((input) => input.wasTakenApart !== true || !this.#takeApart(input));
    return [...whole, ...this.#chains.takeFollowers()];
  }

  /** Requests that the most travelled of the inputs has been in. */
  earlierAttempts(inputs: readonly Input[]): number {
    return this.#isFirst ? 0 : Math.max(0, ...inputs.map((input) => this.#attemptsOf(input)));
  }

  get #isFirst(): boolean {
    return this.#firstEnd === null && this.#attempts.size === 0;
  }

  /** Notes how an exchange of these inputs ended, before anything is settled by it. */
  noteSent(inputs: readonly Input[], end: ExchangeEnd): void {
    if (this.#isFirst) {
      // The first request mostly carries the whole batch: one number for all keeps the usual case free of bookkeeping.
      this.#firstEnd = { inputCount: inputs.length, attempts: end.attempts };
    } else {
      for (const input of inputs) this.#attempts.set(input, this.#attemptsOf(input) + end.attempts);
    }
    if (end.mayBeApplied) for (const input of inputs) this.#mayBeApplied.add(input);
  }

  /** An answer mentioned these nowhere. `mayFollow`: HubSpot says that it has not finished. */
  noteLeftOut(inputs: readonly Input[], { mayFollow }: { readonly mayFollow: boolean }): void {
    for (const input of inputs) (mayFollow ? this.#mayBeApplied : this.#leftOut).add(input);
  }

  #isUncertain(input: Input): boolean {
    return this.#mayBeApplied.has(input) || this.#leftOut.has(input);
  }

  #attemptsOf(input: Input): number {
    return this.#attempts.get(input) ?? this.#firstEnd?.attempts ?? 0;
  }

  /** HubSpot confirmed these, by name. */
  confirm(inputs: readonly Input[], { httpStatus, correlationId }: Deciding): void {
    let word = outcome('created', { httpStatus, correlationId, attempts: 1 });
    for (const input of inputs) {
      const attempts = this.#attemptsOf(input);
      // Neighbours share one object, which makes the report cheap.
      if (attempts !== word.attempts) word = outcome('created', { httpStatus, correlationId, attempts });
      const sent = sentFor(input);
      input.firstRow.sent = sent;
      if (input.moreRows !== null) for (const row of input.moreRows) row.sent = sent;
      this.#chains.accept(input);
      this.#settle(input, word);
    }
  }

  /** HubSpot refused this one. If an earlier attempt may have been applied, it is looked up first. */
  refuse({ input, error, scope }: Refusal, reply: Answered | Refused): void {
    if (scope !== 'record' && !this.#chains.has(input) && this.#takeApart(input)) return;
    const word = outcome('rejected', {
      code: errorCode(error, reply.httpStatus),
      message: error.message,
      httpStatus: reply.httpStatus,
      correlationId: error.correlationId || reply.correlationId,
      attempts: this.#attemptsOf(input),
    });
    if (!this.#isUncertain(input)) this.#settle(input, word);
    else {
      const ifUntold = outcome('unknown', word);
      // An attempt that is still under way inside HubSpot will be refused as well, if it is known for which reason.
      const ifAbsent = this.#mayBeApplied.has(input) && !givesReason(error) ? ifUntold : word;
      // A pair with other types may have lost this one since, to a row that moves the primary company.
      const ifOther = (asked: TypeSet): Outcome => (setsPrimary(asked) ? ifUntold : ifAbsent);
      this.#doubts.set(input, { input, ifAbsent, ifOther, ifUntold });
    }
  }

  /** Refused for a cause that all rows share: the run stops, and a resumed run asks again. */
  refuseProvisionally(refused: readonly RefusedInput[], reply: Answered | Refused): void {
    const { httpStatus } = reply;
    for (const { input, error } of refused) {
      const code = errorCode(error, httpStatus);
      const correlationId = error.correlationId || reply.correlationId;
      const attempts = this.#attemptsOf(input);
      const facts = { code, message: error.message, httpStatus, correlationId, attempts, provisional: true };
      settleInput(input, outcome(this.#isUncertain(input) ? 'unknown' : 'rejected', facts));
    }
  }

  /** Sent more than once, answered, and mentioned in no answer. */
  doubtUnmentioned(inputs: readonly Input[]): void {
    for (const input of inputs) {
      const facts = { code: 'NOT_CONFIRMED', attempts: this.#attemptsOf(input) };
      const ifUntold = outcome('unknown', facts);
      const ifAbsent = this.#mayBeApplied.has(input) ? ifUntold : outcome('failed', facts);
      // A pair without the type may have lost it since, to a row that moves the primary company or replaces labels.
      this.#doubts.set(input, { input, ifAbsent, ifOther: () => ifUntold, ifUntold });
    }
  }

  /** No answer came, and none is waited for any more. */
  giveUp(inputs: readonly Input[], { code, message, httpStatus, correlationId }: Retryable): void {
    for (const input of inputs) {
      const facts = { code, message, httpStatus, correlationId, attempts: this.#attemptsOf(input) };
      const failed = outcome('failed', facts);
      if (!this.#isUncertain(input)) this.#settle(input, failed);
      else {
        // An absence read now proves nothing while an unanswered request may still be under way inside HubSpot.
        const ifUntold = outcome('unknown', facts);
        const ifAbsent = this.#mayBeApplied.has(input) ? ifUntold : failed;
        this.#doubts.set(input, { input, ifAbsent, ifOther: () => ifUntold, ifUntold });
      }
    }
  }

  /** Inputs to be looked up. */
  doubted(): readonly Input[] {
    return [...this.#doubts.keys()];
  }

  /** Settles what was looked up: ask by ask, since HubSpot may hold one label of a pair and not another. */
  resolveDoubts(seen: ReadonlyMap<Input, Seen>): void {
    for (const { input, ifAbsent, ifOther, ifUntold } of this.#doubts.values()) {
      const held = seen.get(input) ?? 'untold';
      const created = outcome('created', { attempts: this.#attemptsOf(input) });
      const isAll = held !== 'untold' && held !== 'absent' && includesAll(held, input.types);
      for (const ask of asksOf(input)) {
        if (isAll) for (const row of ask.rows) row.sent = sentFor(input);
        if (held === 'untold') settleAsk(ask, ifUntold);
        else if (held !== 'absent' && includesAll(held, ask.types)) settleAsk(ask, created);
        else settleAsk(ask, held === 'absent' ? ifAbsent : ifOther(ask.types));
      }
      if (isAll) this.#chains.accept(input);
      this.#chains.follow(input);
    }
    this.#doubts.clear();
  }

  /** Inputs that may be sent now that the part before them in their chain is settled. */
  takeFollowers(): readonly Input[] {
    return this.#chains.takeFollowers();
  }

  /** The run stopped: whatever is open gets a word that a resumed run will replace. */
  settleProvisionally(): void {
    for (const input of [...this.#chains.parts, ...this.#batch.inputs]) {
      if (!isOpen(input)) continue;
      const attempts = this.#attemptsOf(input);
      const isUncertain = this.#isUncertain(input) || this.#doubts.has(input);
      const code = isUncertain ? 'STOPPED_UNANSWERED' : 'RUN_STOPPED';
      settleInput(input, outcome(isUncertain ? 'unknown' : 'not_sent', { code, attempts, provisional: true }));
    }
  }

  #settle(input: Input, word: Outcome): void {
    settleInput(input, word);
    this.#chains.follow(input);
  }

  #takeApart(input: Input): boolean {
    const parts = this.#chains.takeApart(input);
    for (const part of parts) {
      this.#attempts.set(part, this.#attemptsOf(input));
      if (this.#mayBeApplied.has(input)) this.#mayBeApplied.add(part);
      if (this.#leftOut.has(input)) this.#leftOut.add(part);
    }
    return parts.length > 0;
  }
}

function includesAll(held: ReadonlySet<string>, { types }: TypeSet): boolean {
  return types.every((type) => held.has(typeName(type)));
}
