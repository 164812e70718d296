/** Reads what a check of limits needs to know of the account: the rules of a pair, and what records have already. */
import type { PairTypes } from '../core/association-types.ts';
import { definitionName } from '../core/association-types.ts';
import { readLinks } from '../core/batch-answer.ts';
import type { ReadPosition } from '../core/endpoints.ts';
import { readRequest } from '../core/endpoints.ts';
import type { LimitRule } from '../core/limit-check.ts';
import { PairRules } from '../core/limit-check.ts';
import { limitsByType, limitsRequest, readRecordLimit, recordLimitsRequest } from '../core/limit-endpoints.ts';
import type { ObjectPair } from '../core/terms.ts';
import { MAX_READ_IDS } from '../core/terms.ts';
import { readOmissions } from './association-reader.ts';
import { exchange } from './exchange.ts';
import type { LimitContext } from './limit-delivery.ts';

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
  const to = pair.from === pair.to ? from : await rulesFrom(back, backward, options, gap);
  return new PairRules(types, { from, to });
}

async function rulesFrom(
  pair: ObjectPair,
  definitions: PairTypes['forward'],
  options: LimitContext,
  gap: (what: SurveyGap, pair: ObjectPair) => void,
): Promise<readonly LimitRule[]> {
  const rules: LimitRule[] = [];
  for (const [type, max] of await configuredLimits(pair, options, gap)) {
    const label = definitions.find((definition) => definitionName(definition) === type)?.label ?? null;
    rules.push({ pair, type, label, max, nearIds: null });
  }
  const end = await exchange(recordLimitsRequest(options.version, pair), options.context);
  const told = end.kind === 'answered' ? readRecordLimit(end.reply.body) : null;
  if (told === null || told.limit === null) gap('recordLimit', pair);
  else rules.push({ pair, type: null, label: null, max: told.limit, nearIds: told.nearIds });
  return rules;
}

/** Where HubSpot does not answer, the run stops, as it does at any outage: it can be resumed. */
async function configuredLimits(
  pair: ObjectPair,
  { context, version }: LimitContext,
  gap: (what: SurveyGap, pair: ObjectPair) => void,
): Promise<ReadonlyMap<string, number>> {
  const end = await exchange(limitsRequest(version, pair), context);
  if (end.kind === 'answered') return limitsByType(end.reply.body);
  if (end.kind === 'refused') gap('limits', pair);
  else if (end.kind === 'givenUp') {
    const { code, message } = end.reply;
    context.stopper.stop({ kind: 'outage', code, message });
  }
  return new Map();
}

/** A neighbour of a record, with the names of the types that it has. */
export interface Neighbour {
  readonly id: string;
  readonly otherId: string;
  readonly types: readonly string[];
}

/** Pages of one record at most: enough for 100,000 associations. */
const MAX_PAGES = 250;
/** How often a record that is left out of an answer without a word is asked for. */
const MAX_ASKED = 2;

/** What is still to be asked, and which records HubSpot does not tell of. */
class Reading {
  readonly positions: ReadPosition[];
  readonly untoldIds = new Set<string>();
  readonly #take: (neighbour: Neighbour) => void;
  readonly #afters = new Map<string, Set<string>>();
  readonly #omissions = new Map<string, number>();

  constructor(ids: Iterable<string>, take: (neighbour: Neighbour) => void) {
    this.positions = [...ids].map((id) => ({ id, after: null }));
    this.#take = take;
  }

  /** Takes an answer in; what it leaves open waits again. */
  answered(asked: readonly ReadPosition[], body: unknown): void {
    const open = new Map(asked.map((position) => [position.id, position]));
    for (const { fromId, links, after } of readLinks(body)) {
      for (const { toId, types } of links) {
        this.#take({ id: fromId, otherId: toId, types: types.map(definitionName) });
      }
      if (open.delete(fromId) && after !== null) this.#turnPage(fromId, after);
    }
    const { aloneIds, isWhole } = readOmissions(body, [...open.keys()]);
    for (const position of open.values()) if (!aloneIds.has(position.id)) this.#leaveOut(position, isWhole);
  }

  giveUp(asked: readonly ReadPosition[]): void {
    for (const { id } of asked) this.untoldIds.add(id);
  }

  /** A page that comes again would be read for ever. */
  #turnPage(id: string, after: string): void {
    const afters = this.#afters.get(id) ?? new Set<string>();
    this.#afters.set(id, afters);
    if (afters.has(after) || afters.size >= MAX_PAGES) this.untoldIds.add(id);
    else this.positions.push({ id, after });
    afters.add(after);
  }

  /** A record that is left out again and again of answers that lack nothing else most likely has no neighbours. */
  #leaveOut(position: ReadPosition, isWhole: boolean): void {
    const { id, after } = position;
    const count = (this.#omissions.get(id) ?? 0) + 1;
    this.#omissions.set(id, count);
    if (count < MAX_ASKED) this.positions.push(position);
    else if (!isWhole || after !== null) this.untoldIds.add(id);
  }
}

/** How neighbours are read. */
export interface NeighbourReading extends LimitContext {
  /** Requests at once, at most. */
  readonly inFlight: number;
  readonly take: (neighbour: Neighbour) => void;
}

/** Hands on all neighbours of the records, page by page; returns the records that HubSpot did not tell of. */
export async function readNeighbours(
  pair: ObjectPair,
  ids: Iterable<string>,
  { context, version, take, inFlight }: NeighbourReading,
): Promise<readonly string[]> {
  const reading = new Reading(ids, take);
  const refused: (readonly ReadPosition[])[] = [];
  // Whoever puts a position back goes on looking, so that none is left over when one of the others finds nothing to do.
  const readOn = async (): Promise<void> => {
    while (!context.stopper.stopped) {
      const asked = refused.pop() ?? reading.positions.splice(0, MAX_READ_IDS);
      if (asked.length === 0) return;
      const end = await exchange(readRequest(version, pair, asked), context);
      if (end.kind === 'refused' && asked.length > 1) {
        const middle = Math.ceil(asked.length / 2);
        refused.push(asked.slice(middle), asked.slice(0, middle));
      } else if (end.kind === 'answered') reading.answered(asked, end.reply.body);
      else reading.giveUp(asked);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, readOn));
  return [...reading.untoldIds, ...reading.positions.map(({ id }) => id)];
}
