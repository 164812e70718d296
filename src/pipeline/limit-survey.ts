/** Reads what a check of limits needs to know of the account: the rules of a pair, and what records have already. */
import type { PairTypes } from '../core/association-types.ts';
import { readLinks } from '../core/batch-answer.ts';
import type { ReadPosition } from '../core/endpoints.ts';
import { readRequest } from '../core/endpoints.ts';
import type { LimitRule, PairRules } from '../core/limit-check.ts';
import { readRecordLimit, recordLimitsRequest } from '../core/limit-endpoints.ts';
import type { ObjectPair } from '../core/terms.ts';
import { MAX_READ_IDS } from '../core/terms.ts';
import { exchange } from './exchange.ts';
import type { LimitContext } from './limit-delivery.ts';
import { readPairLimits } from './limit-delivery.ts';

/** What could not be read; the check goes on without it, or not at all. */
export type SurveyGap = 'limits' | 'recordLimit';

/** The rules of a pair. `gap` is called for what HubSpot does not tell. */
export async function surveyRules(
  types: PairTypes,
  options: LimitContext,
  gap: (what: SurveyGap, pair: ObjectPair) => void,
): Promise<PairRules> {
  const { pair, forward, backward } = types;
  const back = { from: pair.to, to: pair.from };
  const from = await rulesFrom(pair, forward, options, gap);
  return { types, from, to: pair.from === pair.to ? from : await rulesFrom(back, backward, options, gap) };
}

async function rulesFrom(
  pair: ObjectPair,
  definitions: PairTypes['forward'],
  options: LimitContext,
  gap: (what: SurveyGap, pair: ObjectPair) => void,
): Promise<readonly LimitRule[]> {
  const configured = await readPairLimits(pair, options);
  if (configured === null) gap('limits', pair);
  const rules: LimitRule[] = [];
  for (const [type, max] of configured ?? []) {
    const label = definitions.find(({ category, typeId }) => `${category}:${typeId}` === type)?.label ?? null;
    rules.push({ pair, type, label, max, nearIds: null });
  }
  const end = await exchange(recordLimitsRequest(options.version, pair), options.context);
  const told = end.kind === 'answered' ? readRecordLimit(end.reply.body) : null;
  if (told === null || told.limit === null) gap('recordLimit', pair);
  else rules.push({ pair, type: null, label: null, max: told.limit, nearIds: told.nearIds });
  return rules;
}

/** A neighbour of a record, with the names of the types that it has. */
export interface Neighbour {
  readonly id: string;
  readonly otherId: string;
  readonly types: readonly string[];
}

/** Hands on all neighbours of the records, page by page; returns the records that HubSpot did not tell of. */
export async function readNeighbours(
  pair: ObjectPair,
  ids: Iterable<string>,
  { context, version, take }: LimitContext & { readonly take: (neighbour: Neighbour) => void },
): Promise<readonly string[]> {
  const positions: ReadPosition[] = [...ids].map((id) => ({ id, after: null }));
  const refused: ReadPosition[][] = [];
  const untold: string[] = [];
  for (;;) {
    const asked = refused.pop() ?? positions.splice(0, MAX_READ_IDS);
    if (asked.length === 0) return untold;
    const end = await exchange(readRequest(version, pair, asked), context);
    if (end.kind === 'refused' && asked.length > 1) {
      const middle = Math.ceil(asked.length / 2);
      refused.push(asked.slice(middle), asked.slice(0, middle));
    } else if (end.kind !== 'answered') untold.push(...asked.map(({ id }) => id));
    else {
      for (const { fromId, links, after } of readLinks(end.reply.body)) {
        for (const { toId, types } of links) {
          take({ id: fromId, otherId: toId, types: types.map(({ category, typeId }) => `${category}:${typeId}`) });
        }
        if (after !== null) positions.push({ id: fromId, after });
      }
    }
    if (context.stopper.stopped) return [...untold, ...positions.map(({ id }) => id)];
  }
}
