/** One association, by HubSpot's single calls: made with the types that the pair has already, or taken away, and read back. */

import { errorCode, givesReason } from '../core/api-error.ts';
import type { AssociationDefinition, PairTypes } from '../core/association-types.ts';
import { attributeAnswer } from '../core/attribution.ts';
import { isBatchAnswer, mayBeDoneYet, readBatchAnswer } from '../core/batch-answer.ts';
import { Batcher } from '../core/batches.ts';
import type { ApiVersion, HubSpotRequest } from '../core/endpoints.ts';
import { divideInput, heldSet } from '../core/held-types.ts';
import { asArray, asObject } from '../core/json.ts';
import type { LinkEnds } from '../core/link-endpoints.ts';
import { linkRequest } from '../core/link-endpoints.ts';
import { outcome } from '../core/outcomes.ts';
import type { Batch, Input, Outcome, Row } from '../core/terms.ts';
import { linkKey } from '../core/terms.ts';
import { includesTypes } from '../core/type-sets.ts';
import { readAssociations } from './association-reader.ts';
import type { ExchangeContext, ExchangeEnd } from './exchange.ts';
import { exchange } from './exchange.ts';

/** What single calls are made with. */
export interface SingleLinkContext {
  readonly context: ExchangeContext;
  readonly version: ApiVersion;
  readonly types: PairTypes;
}

/** The types of two records, none for `[]`; null when HubSpot does not tell. */
export type HeldOrUntold = readonly AssociationDefinition[] | null;

/** Reads what two records have, in the direction of the pair. */
export async function readLink(
  { pair, fromId, toId }: LinkEnds,
  { context, version }: Omit<SingleLinkContext, 'types'>,
): Promise<HeldOrUntold> {
  const wanted = new Map([[fromId, new Set([toId])]]);
  const { held, toldIds, omittedIds } = await readAssociations(pair, wanted, { context, version });
  return held.get(linkKey(fromId, toId)) ?? (toldIds.has(fromId) || omittedIds.has(fromId) ? [] : null);
}

/** Makes the association that a valid row asks for. `keeps`: its types are read first, and sent along. */
export async function makeLink(row: Row, options: SingleLinkContext & { readonly keeps: boolean }): Promise<Outcome> {
  const { context, version, types, keeps } = options;
  const batch = new Batcher(1).add(row);
  const [input] = batch?.inputs ?? [];
  if (batch === null || input === undefined) return outcome('not_sent', { code: 'RUN_STOPPED' });
  const ends = { pair: batch.pair, fromId: row.fromId, toId: row.toId };
  const held = keeps ? await readLink(ends, options) : [];
  if (held === null) return outcome('failed', { code: 'EXISTING_UNREADABLE' });
  const { rest } = divideInput(input, held.length === 0 ? null : held, () => false);
  if (rest === null) return outcome('exists');
  const end = await exchange(linkRequest(version, ends, rest.types), context);
  if (end.kind === 'answered') row.sent = rest.types;
  const word = outcomeOf(end, { batch, input: rest, types });
  if (!end.mayBeApplied || word.status === 'created') return word;
  // An attempt before the last one may have been applied: what HubSpot says of the last is not the whole truth.
  const now = await readLink(ends, options);
  if (now !== null && now.length > 0 && includesTypes(heldSet(now), row.types)) {
    row.sent = rest.types;
    return outcome('created', { attempts: end.attempts });
  }
  // One that is still under way inside HubSpot will be refused as well, if it is known for which reason.
  const isFinal = now !== null && (end.kind !== 'refused' || givesReason(end.reply.error));
  return isFinal ? word : outcome('unknown', word);
}

function outcomeOf(
  end: ExchangeEnd,
  { batch, input, types }: { readonly batch: Batch; readonly input: Input; readonly types: PairTypes },
): Outcome {
  const { attempts } = end;
  switch (end.kind) {
    case 'answered': {
      const { httpStatus, correlationId, body } = end.reply;
      // D answers with the link alone, C like a batch.
      const answer = readBatchAnswer(
        isBatchAnswer(body) ? body : { results: [body], errors: asArray(asObject(body)?.errors) },
      );
      const { confirmed, refused } = attributeAnswer(answer, { types, endpoint: batch.endpoint, inputs: [input] });
      const facts = { httpStatus, correlationId, attempts };
      if (confirmed.length > 0) return outcome('created', facts);
      const [refusal] = refused;
      if (refusal === undefined) return outcome('unknown', { ...facts, code: 'NOT_CONFIRMED' });
      const { error } = refusal;
      return outcome('rejected', { ...facts, code: errorCode(error, httpStatus), message: error.message });
    }
    case 'refused': {
      const { httpStatus, correlationId, error, code } = end.reply;
      return outcome('rejected', { code, message: error.message, httpStatus, correlationId, attempts });
    }
    case 'givenUp': {
      const { httpStatus, correlationId, code, message } = end.reply;
      const status = end.mayBeApplied ? 'unknown' : 'failed';
      return outcome(status, { code, message, httpStatus, correlationId, attempts });
    }
    case 'stopped':
      return end.mayBeApplied
        ? outcome('unknown', { code: 'STOPPED_UNANSWERED', attempts })
        : outcome('not_sent', { code: 'RUN_STOPPED', attempts });
  }
}

/** What came of taking types away, before anything is read. */
export interface TakenAway {
  readonly word: Outcome;
  /** The word when a reading shows the types all the same. */
  readonly ifStill: Outcome;
}

/** Takes types away by the given call. */
export async function takeAway(request: HubSpotRequest, context: ExchangeContext): Promise<TakenAway> {
  const end = await exchange(request, context);
  const { attempts, mayBeApplied } = end;
  if (end.kind === 'stopped') {
    const code = mayBeApplied ? 'STOPPED_UNANSWERED' : 'RUN_STOPPED';
    const word = outcome(mayBeApplied ? 'unknown' : 'not_sent', { code, attempts });
    return { word, ifStill: word };
  }
  const { httpStatus, correlationId } = end.reply;
  const facts = { httpStatus, correlationId, attempts };
  if (end.kind === 'givenUp') {
    const { code, message } = end.reply;
    const word = outcome(mayBeApplied ? 'unknown' : 'failed', { ...facts, code, message });
    return { word, ifStill: word };
  }
  const answer = end.kind === 'answered' ? readBatchAnswer(end.reply.body) : null;
  const isUnfinished = answer !== null && mayBeDoneYet(answer, end.reply.httpStatus);
  const error = end.kind === 'refused' ? end.reply.error : answer?.errors[0];
  if (error === undefined) {
    const ifStill = outcome(mayBeApplied || isUnfinished ? 'unknown' : 'failed', { ...facts, ...STILL_THERE });
    return { word: isUnfinished ? ifStill : outcome('created', facts), ifStill };
  }
  const refusal = { ...facts, code: errorCode(error, end.reply.httpStatus), message: error.message };
  const [rejected, unknown] = [outcome('rejected', refusal), outcome('unknown', refusal)];
  // What is still there may be taken away yet, by an attempt that is under way: unless that is refused for the same reason.
  return { word: mayBeApplied ? unknown : rejected, ifStill: mayBeApplied && !givesReason(error) ? unknown : rejected };
}

const STILL_THERE = { code: 'NOT_CONFIRMED', message: 'HubSpot answered, and shows it all the same.' };
