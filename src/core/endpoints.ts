/**
 * HubSpot's calls as requests: method, path and body for each API version.
 * Bodies are joined from ids that are known to be digits: half the cost of building objects and stringifying them.
 */
import { inPieces } from './pieces.ts';
import type { Input, ObjectPair, TypeSet } from './terms.ts';
import { DEFAULT_TYPES } from './type-sets.ts';

/** The versions that `--api-version` takes, the default first. */
export const API_VERSIONS = ['2026-03', '2025-09', '2026-09', 'v4'] as const;
export type ApiVersion = (typeof API_VERSIONS)[number];

/** What a request is for; summaries count by it. */
export type Purpose = 'write' | 'read' | 'labels' | 'account';

/** One call, ready to be sent. */
export interface HubSpotRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** JSON, as a whole or in pieces that are made when it is sent; null for a call without a body. */
  readonly body: string | Iterable<string> | null;
  readonly purpose: Purpose;
}

/** Where the calls for associations between two object types are. */
export function associationsPath(version: ApiVersion, pair: ObjectPair): string {
  const base = version === 'v4' ? '/crm/v4/associations' : `/crm/associations/${version}`;
  return `${base}/${encodeURIComponent(pair.from)}/${encodeURIComponent(pair.to)}`;
}

/** Endpoint A: creates associations with types. */
export function createRequest(version: ApiVersion, pair: ObjectPair, inputs: readonly Input[]): HubSpotRequest {
  let last = DEFAULT_TYPES;
  let end = endOf(last);
  const body = inputsBody(inputs, ({ fromId, toId, types }) => {
    if (types !== last) {
      last = types;
      end = endOf(types);
    }
    return `${BEFORE_FROM_ID}${fromId}${BEFORE_TO_ID}${toId}${end}`;
  });
  return { method: 'POST', path: `${associationsPath(version, pair)}/batch/create`, body, purpose: 'write' };
}

/** Endpoint B: creates default associations. */
export function createDefaultRequest(version: ApiVersion, pair: ObjectPair, inputs: readonly Input[]): HubSpotRequest {
  const body = inputsBody(inputs, ({ fromId, toId }) => `${BEFORE_FROM_ID}${fromId}${BEFORE_TO_ID}${toId}"}}`);
  return { method: 'POST', path: `${associationsPath(version, pair)}/batch/associate/default`, body, purpose: 'write' };
}

/** One record of a batch read, from its first page or from the page that begins at `after`. */
export interface ReadPosition {
  readonly id: string;
  readonly after: string | null;
}

/** Endpoint E: reads the associations of at most `MAX_READ_IDS` records. */
export function readRequest(version: ApiVersion, pair: ObjectPair, records: readonly ReadPosition[]): HubSpotRequest {
  const body = inputsBody(records, ({ id, after }) => JSON.stringify(after === null ? { id } : { id, after }));
  return { method: 'POST', path: `${associationsPath(version, pair)}/batch/read`, body, purpose: 'read' };
}

/** Endpoint H: lists the association types of a pair in its direction. */
export function labelsRequest(version: ApiVersion, pair: ObjectPair): HubSpotRequest {
  return { method: 'GET', path: `${associationsPath(version, pair)}/labels`, body: null, purpose: 'labels' };
}

/** Endpoint O: tells the account behind the token, its time zone among others. It has no other version. */
export function accountRequest(): HubSpotRequest {
  return { method: 'GET', path: '/account-info/2026-09/details', body: null, purpose: 'account' };
}

/** A request that waits for its turn holds no text: it is made each time that somebody goes through it. */
function inputsBody<Item>(items: readonly Item[], textOf: (item: Item) => string): Iterable<string> {
  return {
    *[Symbol.iterator]() {
      yield '{"inputs":[';
      yield* inPieces(items, (item, index) => (index === 0 ? textOf(item) : `,${textOf(item)}`));
      yield ']}';
    },
  };
}

const BEFORE_FROM_ID = '{"from":{"id":"';
const BEFORE_TO_ID = '"},"to":{"id":"';

/** What follows the to id. */
function endOf({ json }: TypeSet): string {
  return `"},"types":${json}}`;
}
