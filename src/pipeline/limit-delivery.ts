/**
 * Sets or clears the limits of one object pair. What is there is read first: it decides between create and update, and
 * what needs no request at all. What an answer leaves open is sent alone, and read back before it is believed.
 */
import { errorCode, givesReason } from '../core/api-error.ts';
import { definitionName } from '../core/association-types.ts';
import { mayBeDoneYet, readBatchAnswer } from '../core/batch-answer.ts';
import type { ApiVersion, HubSpotRequest } from '../core/endpoints.ts';
import {
  clearLimitsRequest,
  limitsByType,
  limitsRequest,
  MAX_LIMIT_INPUTS,
  readLimits,
  setLimitsRequest,
} from '../core/limit-endpoints.ts';
import type { LimitRow } from '../core/limit-rows.ts';
import type { OutcomeFacts } from '../core/outcomes.ts';
import { isSuccess, outcome, settle } from '../core/outcomes.ts';
import type { AssociationType, ObjectPair, RowStatus } from '../core/terms.ts';
import { typeName } from '../core/type-sets.ts';
import type { ExchangeContext } from './exchange.ts';
import { exchange } from './exchange.ts';

/** What limits are delivered with. */
export interface LimitContext {
  readonly context: ExchangeContext;
  readonly version: ApiVersion;
}

/** Set to the row's number, or taken away. */
export type LimitVerb = 'set' | 'clear';

/** A row with its type, of which nothing is wrong. */
type SoundRow = LimitRow & { readonly type: AssociationType };

/** The limits of a pair by `CATEGORY:id`; null when HubSpot does not tell. */
async function readPairLimits(
  pair: ObjectPair,
  { context, version }: LimitContext,
): Promise<ReadonlyMap<string, number> | null> {
  const end = await exchange(limitsRequest(version, pair), context);
  return end.kind === 'answered' ? limitsByType(end.reply.body) : null;
}

/** Settles every row of the pair that has no outcome yet. Rows for one type ask for the same: the first of them is sent. */
export async function deliverLimits(rows: readonly LimitRow[], verb: LimitVerb, options: LimitContext): Promise<void> {
  const asked = new Map<string, SoundRow[]>();
  for (const row of rows.filter(isSound)) {
    const known = asked.get(nameOf(row));
    if (known === undefined) asked.set(nameOf(row), [row]);
    else known.push(row);
  }
  const firsts = [...asked.values()].flatMap(([first]) => first ?? []);
  const [first] = firsts;
  if (first === undefined) return;
  await new LimitDelivery(first.pair, verb, options).run(firsts);
  for (const [asking, ...repeats] of asked.values()) if (asking !== undefined) settleAlike(asking, repeats);
}

/** A row that nothing was done for was not sent; what repeats a row shares its outcome. */
function settleAlike(first: SoundRow, repeats: readonly SoundRow[]): void {
  if (first.outcome === null) settle(first, outcome('not_sent', { code: 'RUN_STOPPED' }));
  const { outcome: word } = first;
  if (word === null) return;
  const isDone = isSuccess(word.status);
  for (const row of repeats) settle(row, isDone ? outcome('duplicate', { message: `as row ${first.number}` }) : word);
}

function isSound(row: LimitRow): row is SoundRow {
  return row.type !== null && row.outcome === null;
}

class LimitDelivery {
  readonly #pair: ObjectPair;
  readonly #verb: LimitVerb;
  readonly #options: LimitContext;
  #before: ReadonlyMap<string, number> = new Map();

  constructor(pair: ObjectPair, verb: LimitVerb, options: LimitContext) {
    this.#pair = pair;
    this.#verb = verb;
    this.#options = options;
  }

  async run(rows: readonly SoundRow[]): Promise<void> {
    const before = await readPairLimits(this.#pair, this.#options);
    if (before === null) {
      if (!this.#isStopped)
        this.#settleAll(rows, 'failed', {
          code: 'EXISTING_UNREADABLE',
          message: 'The limits that there are could not be read, so nothing was changed.',
        });
      return;
    }
    this.#before = before;
    for (const row of rows)
      if (this.#isDone(row, before)) settle(row, outcome('exists', { message: this.#words(row) }));
    const open = rows.filter(({ outcome: word }) => word === null);
    const isKnown = (row: SoundRow): boolean => before.has(nameOf(row));
    for (const group of [open.filter(isKnown), open.filter((row) => !isKnown(row))]) {
      for (let first = 0; first < group.length; first += MAX_LIMIT_INPUTS) {
        await this.#send(group.slice(first, first + MAX_LIMIT_INPUTS));
      }
    }
  }

  get #isStopped(): boolean {
    return this.#options.context.stopper.stopped;
  }

  /** `mayBeDone`: an earlier request for these rows may be carried out yet, or was, and nobody could see it. */
  async #send(rows: readonly SoundRow[], mayBeDone = false): Promise<void> {
    const end = this.#isStopped ? null : await exchange(this.#request(rows), this.#options.context);
    if (end === null || end.kind === 'stopped') {
      const isDoubtful = mayBeDone || end?.mayBeApplied === true;
      const attempts = end?.attempts ?? 0;
      if (isDoubtful) this.#settleAll(rows, 'unknown', { code: 'STOPPED_UNANSWERED', attempts });
      return;
    }
    const { httpStatus, correlationId } = end.reply;
    const facts = { httpStatus, correlationId, attempts: end.attempts };
    const answer = end.kind === 'answered' ? readBatchAnswer(end.reply.body) : null;
    const isLate = mayBeDone || end.mayBeApplied || (answer !== null && mayBeDoneYet(answer, httpStatus ?? 0));
    const isOpen = answer !== null || isLate;
    const isSeen = !isOpen || (await this.#confirm(rows, end.kind === 'answered' ? end.reply.body : null, facts));
    const open = rows.filter(({ outcome: word }) => word === null);
    if (this.#isStopped) {
      if (isOpen) this.#settleAll(open, 'unknown', { ...facts, code: 'STOPPED_UNANSWERED' });
    } else if (end.kind === 'givenUp') {
      const { code, message } = end.reply;
      this.#settleAll(open, isLate ? 'unknown' : 'failed', { ...facts, code, message });
    } else if (rows.length > 1) {
      for (const row of open) await this.#send([row], isLate || !isSeen);
    } else {
      const error = end.kind === 'refused' ? end.reply.error : (answer?.errors[0] ?? null);
      const isCertain = isSeen && (!isLate || (error !== null && givesReason(error)));
      this.#settleAll(open, isCertain ? (error === null ? 'failed' : 'rejected') : 'unknown', {
        ...facts,
        code: error === null ? 'NOT_CONFIRMED' : errorCode(error, httpStatus ?? 0),
        message: error?.message ?? '',
      });
    }
  }

  /**
   * Settles what the answer shows, or, where it shows less, what the account shows now. Returns false when that cannot be
   * read, so that nothing is known of the others.
   */
  async #confirm(rows: readonly SoundRow[], body: unknown, facts: OutcomeFacts): Promise<boolean> {
    const told = new Map(readLimits(body).map(({ definition, max }) => [definitionName(definition), max]));
    const isTold = (row: SoundRow): boolean => this.#verb === 'set' && told.get(nameOf(row)) === row.max;
    const isWhole = rows.every(isTold);
    const now = isWhole ? null : await readPairLimits(this.#pair, this.#options);
    for (const row of rows) {
      if (isTold(row) || (now !== null && this.#isDone(row, now)))
        settle(row, outcome('created', { ...facts, message: this.#words(row) }));
    }
    return isWhole || now !== null;
  }

  #request(rows: readonly SoundRow[]): HubSpotRequest {
    const { version } = this.#options;
    const types = rows.map(({ type }) => type);
    if (this.#verb === 'clear') return clearLimitsRequest(version, this.#pair, types);
    const [first] = rows;
    const verb = first !== undefined && this.#before.has(nameOf(first)) ? 'update' : 'create';
    const limits = rows.map(({ type, max }) => ({ type, max: max ?? 0 }));
    return setLimitsRequest(version, this.#pair, { verb, limits });
  }

  #isDone(row: SoundRow, limits: ReadonlyMap<string, number>): boolean {
    return this.#verb === 'clear' ? !limits.has(nameOf(row)) : limits.get(nameOf(row)) === row.max;
  }

  #words(row: SoundRow): string {
    const before = this.#before.get(nameOf(row)) ?? null;
    if (this.#verb === 'clear') return before === null ? 'no limit' : `no limit (before: ${before})`;
    return before === null || before === row.max ? `at most ${row.max}` : `at most ${row.max} (before: ${before})`;
  }

  #settleAll(rows: readonly SoundRow[], status: RowStatus, facts: OutcomeFacts): void {
    for (const row of rows) if (row.outcome === null) settle(row, outcome(status, facts));
  }
}

function nameOf({ type }: SoundRow): string {
  return typeName(type);
}
