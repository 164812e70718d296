/**
 * Reads what records are associated with, page by page (endpoint E). It tells what HubSpot showed, and says nothing of
 * what it did not: an absence is believed when HubSpot says so, or when it leaves a record out twice.
 */
import { readApiError } from '../core/api-error.ts';
import type { AssociationDefinition } from '../core/association-types.ts';
import { readLinks } from '../core/batch-answer.ts';
import type { ApiVersion, ReadPosition } from '../core/endpoints.ts';
import { readRequest } from '../core/endpoints.ts';
import { asArray, asObject } from '../core/json.ts';
import type { ObjectPair } from '../core/terms.ts';
import { linkKey, MAX_READ_IDS } from '../core/terms.ts';
import type { ExchangeContext } from './exchange.ts';
import { exchange, NO_CARGO } from './exchange.ts';

/** The types of a link that HubSpot holds, in the direction of the reading. */
export type HeldTypes = readonly AssociationDefinition[];

/** What was read. */
export interface ReadLinks {
  /** By `linkKey(fromId, toId)`; only links that were asked for. */
  readonly held: ReadonlyMap<string, HeldTypes>;
  /** Records that HubSpot told everything of that was asked; of others, a missing link proves nothing. */
  readonly toldIds: ReadonlySet<string>;
}

/** Requests for one reading at most: enough for records with 100,000 associations. */
const MAX_REQUESTS = 250;
/** How often a record may be left out of an answer before that is taken for an answer. */
const OMISSIONS_BELIEVED = 2;

/** A reading under way. */
class Reading {
  readonly held = new Map<string, HeldTypes>();
  readonly toldIds = new Set<string>();
  readonly #wanted: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #found = new Map<string, number>();
  readonly #omissions = new Map<string, number>();
  positions: ReadPosition[];

  constructor(wanted: ReadonlyMap<string, ReadonlySet<string>>) {
    this.#wanted = wanted;
    this.positions = [...wanted.keys()].map((id) => ({ id, after: null }));
  }

  /** The next records to ask for, which are then no longer waiting. */
  next(): readonly ReadPosition[] {
    return this.positions.splice(0, MAX_READ_IDS);
  }

  /** Takes an answer in; what it leaves open waits again. */
  take(asked: readonly ReadPosition[], body: unknown): void {
    const answered = new Set<string>();
    for (const { fromId, links, after } of readLinks(body)) {
      answered.add(fromId);
      const wanted = this.#wanted.get(fromId);
      if (wanted === undefined) continue;
      for (const { toId, types } of links) if (wanted.has(toId)) this.#hold(fromId, toId, types);
      if (after === null || this.#found.get(fromId) === wanted.size) this.toldIds.add(fromId);
      else this.positions.push({ id: fromId, after });
    }
    const saysNothing = saysNothingFound(body);
    for (const position of asked) if (!answered.has(position.id)) this.#leaveOut(position, saysNothing);
  }

  #hold(fromId: string, toId: string, types: HeldTypes): void {
    const key = linkKey(fromId, toId);
    if (!this.held.has(key)) this.#found.set(fromId, (this.#found.get(fromId) ?? 0) + 1);
    this.held.set(key, types);
  }

  #leaveOut(position: ReadPosition, saysNothing: boolean): void {
    const omissions = (this.#omissions.get(position.id) ?? 0) + 1;
    this.#omissions.set(position.id, omissions);
    if (saysNothing || omissions >= OMISSIONS_BELIEVED) this.toldIds.add(position.id);
    else this.positions.push(position);
  }
}

/**
 * Reads the links of `pair` between records: `wanted` holds the to ids of interest for each from id. Ends early, with
 * what is known by then, when HubSpot does not answer or the run stops. A record that HubSpot refuses stays untold.
 */
export async function readAssociations(
  pair: ObjectPair,
  wanted: ReadonlyMap<string, ReadonlySet<string>>,
  { version, context }: { readonly version: ApiVersion; readonly context: ExchangeContext },
): Promise<ReadLinks> {
  const reading = new Reading(wanted);
  const refused: (readonly ReadPosition[])[] = [];
  for (let requests = 0; requests < MAX_REQUESTS; requests += 1) {
    const asked = refused.shift() ?? reading.next();
    if (asked.length === 0) break;
    const end = await exchange(readRequest(version, pair, asked), context, NO_CARGO);
    if (end.kind === 'answered') reading.take(asked, end.reply.body);
    else if (end.kind !== 'refused') break;
    else if (asked.length > 1) refused.push(...inHalves(asked));
  }
  return reading;
}

function inHalves(positions: readonly ReadPosition[]): readonly (readonly ReadPosition[])[] {
  const middle = Math.ceil(positions.length / 2);
  return [positions.slice(0, middle), positions.slice(middle)];
}

/** Whether the answer says that records it leaves out have no associations, or do not exist. */
function saysNothingFound(body: unknown): boolean {
  return asArray(asObject(body)?.errors)
    .map((error) => readApiError(error))
    .some(
      ({ category, subCategory }) => category === 'OBJECT_NOT_FOUND' || subCategory.includes('NO_ASSOCIATIONS_FOUND'),
    );
}
