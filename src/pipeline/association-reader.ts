/**
 * Reads what records are associated with, page by page (endpoint E). It tells what HubSpot showed, and says nothing of
 * what it did not: a record that answers leave out without a word is told apart from one that HubSpot says is alone.
 */
import type { AssociationDefinition } from '../core/association-types.ts';
import { readLinks } from '../core/batch-answer.ts';
import type { ApiVersion, ReadPosition } from '../core/endpoints.ts';
import { readRequest } from '../core/endpoints.ts';
import { asArray, asId, asObject, asText } from '../core/json.ts';
import type { LinkIds, ObjectPair } from '../core/terms.ts';
import { linkKey, MAX_READ_IDS } from '../core/terms.ts';
import type { ExchangeContext } from './exchange.ts';
import { exchange } from './exchange.ts';

/** The types of a link that HubSpot holds, in the direction of the reading. */
export type HeldTypes = readonly AssociationDefinition[];

/** What was read. */
export interface ReadLinks {
  /** By `linkKey(fromId, toId)`; only links that were asked for. */
  readonly held: ReadonlyMap<string, HeldTypes>;
  /** Records that HubSpot told everything of that was asked; of others, a missing link proves nothing. */
  readonly toldIds: ReadonlySet<string>;
  /** Records that HubSpot left out of its answers, again and again, without saying why: most likely they have nothing. */
  readonly omittedIds: ReadonlySet<string>;
}

/** The to ids of interest for each from id. */
export type Wanted = ReadonlyMap<string, ReadonlySet<string>>;

/** Everything that the links name. */
export function wantedOf(links: readonly LinkIds[]): Wanted {
  const wanted = new Map<string, Set<string>>();
  for (const { fromId, toId } of links) {
    const toIds = wanted.get(fromId);
    if (toIds === undefined) wanted.set(fromId, new Set([toId]));
    else toIds.add(toId);
  }
  return wanted;
}

/** Requests for one reading at most: enough for records with 100,000 associations. */
const MAX_REQUESTS = 250;
/** How often a record that is left out of an answer is asked for. */
const MAX_ASKED_OMITTED = 2;
const UNFINISHED: ReadonlySet<string> = new Set(['CANCELED', 'PENDING', 'PROCESSING']);
/** Records refused by themselves before the reading as a whole is taken for refused. */
const REFUSALS_BELIEVED = 5;

/** A reading under way. */
class Reading {
  readonly held = new Map<string, HeldTypes>();
  readonly toldIds = new Set<string>();
  readonly omittedIds = new Set<string>();
  readonly #wanted: Wanted;
  readonly #found = new Map<string, number>();
  readonly #omissions = new Map<string, number>();
  /** How often a record was left out of an answer that says itself that it is not whole. */
  readonly #cutOff = new Map<string, number>();
  /** By from id, the link at the end of the last page: the next one may tell more of its types. */
  readonly #lastOnPage = new Map<string, string>();
  positions: ReadPosition[];

  constructor(wanted: Wanted) {
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
      const lastId = after === null ? undefined : links.at(-1)?.toId;
      if (lastId !== undefined && wanted.has(lastId)) this.#lastOnPage.set(fromId, linkKey(fromId, lastId));
      else if (after === null || links.length > 0) this.#lastOnPage.delete(fromId);
      const isAllFound = this.#found.get(fromId) === wanted.size && !this.#lastOnPage.has(fromId);
      if (after === null || isAllFound) this.toldIds.add(fromId);
      else this.positions.push({ id: fromId, after });
    }
    const leftOut = asked.filter(({ id }) => !answered.has(id));
    const { aloneIds, isWhole } = readOmissions(
      body,
      leftOut.map(({ id }) => id),
    );
    for (const position of leftOut) {
      if (aloneIds.has(position.id)) this.toldIds.add(position.id);
      else this.#leaveOut(position, isWhole);
    }
  }

  /** Takes back what may be no more than a part: pages that would have told the rest were not read. */
  dropUnfinished(): void {
    for (const key of this.#lastOnPage.values()) this.held.delete(key);
  }

  /** A link may be told piece by piece, one type at a time: what was told of it before counts as well. */
  #hold(fromId: string, toId: string, types: HeldTypes): void {
    const key = linkKey(fromId, toId);
    const before = this.held.get(key);
    if (before === undefined) this.#found.set(fromId, (this.#found.get(fromId) ?? 0) + 1);
    const isNew = ({ category, typeId }: AssociationDefinition): boolean =>
      before?.every((known) => known.typeId !== typeId || known.category !== category) ?? true;
    this.held.set(key, before === undefined ? types : [...before, ...types.filter(isNew)]);
  }

  #leaveOut(position: ReadPosition, isWhole: boolean): void {
    const counts = isWhole ? this.#omissions : this.#cutOff;
    const count = (counts.get(position.id) ?? 0) + 1;
    counts.set(position.id, count);
    if (count < MAX_ASKED_OMITTED) this.positions.push(position);
    // One that has a further page has something, whatever became of that page.
    else if (isWhole && position.after === null) this.omittedIds.add(position.id);
  }
}

/**
 * Reads the links of `pair` between records. Ends early, with what is known by then, when HubSpot does not answer or the
 * run stops. A record that HubSpot refuses stays untold.
 */
export async function readAssociations(
  pair: ObjectPair,
  wanted: Wanted,
  options: {
    readonly version: ApiVersion;
    readonly context: ExchangeContext;
    /** After so many requests the reading ends with what it knows. Default: enough for anything. */
    readonly maxRequests?: number;
  },
): Promise<ReadLinks> {
  const { version, context, maxRequests = MAX_REQUESTS } = options;
  const reading = new Reading(wanted);
  const refused: (readonly ReadPosition[])[] = [];
  let refusedAlone = 0;
  for (let requests = 0; requests < maxRequests && refusedAlone < REFUSALS_BELIEVED; requests += 1) {
    const asked = refused.shift() ?? reading.next();
    if (asked.length === 0) break;
    const end = await exchange(readRequest(version, pair, asked), context);
    if (end.kind === 'answered') reading.take(asked, end.reply.body);
    else if (end.kind !== 'refused') break;
    // Halves go first: whether a record alone is refused shows after ten requests, and not after a thousand.
    else if (asked.length > 1) refused.unshift(...inHalves(asked));
    else refusedAlone += 1;
  }
  reading.dropUnfinished();
  return reading;
}

function inHalves(positions: readonly ReadPosition[]): readonly (readonly ReadPosition[])[] {
  const middle = Math.ceil(positions.length / 2);
  return [positions.slice(0, middle), positions.slice(middle)];
}

/** What an answer leaves out, as far as it tells. */
export interface Omissions {
  /** Records of which the answer says that they have no associations, or do not exist. */
  readonly aloneIds: ReadonlySet<string>;
  /** False when the answer may have left out more than that: it is not finished, or tells of something else besides. */
  readonly isWhole: boolean;
}

/** What an answer says of records that are not among its results. */
export function readOmissions(body: unknown, leftOutIds: readonly string[]): Omissions {
  const { status, results, errors } = asObject(body) ?? {};
  const told = asArray(errors);
  const ofAlone = told.filter(tellsOfAlone);
  const isFinished = Array.isArray(results) && !UNFINISHED.has(asText(status));
  const isWhole = isFinished && ofAlone.length === told.length;
  const alone = new Set<string>();
  let unnamedCount = 0;
  for (const error of ofAlone) {
    const ids = idsIn(error);
    if (ids.length === 0) unnamedCount += 1;
    for (const id of ids) alone.add(id);
  }
  const others = leftOutIds.filter((id) => !alone.has(id));
  // Errors that name nobody are believed when there is one for each record that was left out.
  const areOthersAlone = unnamedCount > 0 && unnamedCount >= others.length;
  return { aloneIds: areOthersAlone ? new Set([...alone, ...others]) : alone, isWhole };
}

/** Whether an error says that a record has no associations, or does not exist. */
function tellsOfAlone(error: unknown): boolean {
  const { category, errorType, subCategory } = asObject(error) ?? {};
  const isNotFound = (asText(category) || asText(errorType)) === 'OBJECT_NOT_FOUND';
  return isNotFound || asText(subCategory).includes('NO_ASSOCIATIONS_FOUND');
}

/** The ids in an error's context. A first import gets such an error for each of its records, so nothing else is read. */
function idsIn(error: unknown): readonly string[] {
  const context = asObject(asObject(error)?.context) ?? {};
  const ids: string[] = [];
  for (const told of Object.values(context)) {
    for (const value of Array.isArray(told) ? told : [told]) {
      const id = asId(value);
      if (id !== null && /^\d+$/.test(id)) ids.push(id);
    }
  }
  return ids;
}
