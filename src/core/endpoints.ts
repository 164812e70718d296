/**
 * HubSpot's calls as requests: method, path and body for each API version.
 * Bodies are joined from ids that are known to be digits, which is cheaper than building objects and stringifying them.
 */
import type { LongText } from './long-text.ts';
import { RecentMap } from './recent-map.ts';
import type { Input, LinkIds, ObjectPair, TypeSet } from './terms.ts';

/** The versions that `--api-version` takes, the default first. */
export const API_VERSIONS = ['2026-03', '2025-09', '2026-09', 'v4'] as const;
export type ApiVersion = (typeof API_VERSIONS)[number];

/** What a request is for; summaries count by it. */
export type Purpose = 'write' | 'read' | 'labels' | 'account';

/** One call, ready to be sent. */
export interface HubSpotRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** JSON; null for a call without a body. A long one is made when it is sent: a request that waits for its turn holds none. */
  readonly body: string | LongText | null;
  readonly purpose: Purpose;
  /** Asks for a list: an answer without one is none, and must not be taken for an empty list. Default: it does not. */
  readonly wantsResults?: boolean;
  /** Of a batch write: what is to be linked, in the body's order. Its answer is compared with that first. */
  readonly links?: readonly LinkIds[];
}

/** Where the calls for associations between two object types are. */
export function associationsPath(version: ApiVersion, pair: ObjectPair): string {
  const base = version === 'v4' ? '/crm/v4/associations' : `/crm/associations/${version}`;
  return `${base}/${encodeURIComponent(pair.from)}/${encodeURIComponent(pair.to)}`;
}

/** Endpoint A: creates associations with types. */
export function createRequest(version: ApiVersion, pair: ObjectPair, inputs: readonly Input[]): HubSpotRequest {
  const ends = new RecentMap<TypeSet, Uint8Array>(inputs.length);
  const body = linksBody(inputs, ({ types }) => endWith(types, ends));
  return {
    method: 'POST',
    path: `${associationsPath(version, pair)}/batch/create`,
    body,
    purpose: 'write',
    links: inputs,
  };
}

/** Endpoint B: creates default associations. */
export function createDefaultRequest(version: ApiVersion, pair: ObjectPair, inputs: readonly Input[]): HubSpotRequest {
  const body = linksBody(inputs, () => END_WITHOUT_TYPES);
  return {
    method: 'POST',
    path: `${associationsPath(version, pair)}/batch/associate/default`,
    body,
    purpose: 'write',
    links: inputs,
  };
}

/** One record of a batch read, from its first page or from the page that begins at `after`. */
export interface ReadPosition {
  readonly id: string;
  readonly after: string | null;
}

/** Endpoint E: reads the associations of at most `MAX_READ_IDS` records. */
export function readRequest(version: ApiVersion, pair: ObjectPair, records: readonly ReadPosition[]): HubSpotRequest {
  const inputs = records.map(({ id, after }) => (after === null ? { id } : { id, after }));
  const body: LongText = (writer) => writer.text(JSON.stringify({ inputs }));
  return { method: 'POST', path: `${associationsPath(version, pair)}/batch/read`, body, purpose: 'read' };
}

/** Endpoint H: lists the association types of a pair in its direction. */
export function labelsRequest(version: ApiVersion, pair: ObjectPair): HubSpotRequest {
  const path = `${associationsPath(version, pair)}/labels`;
  return { method: 'GET', path, body: null, purpose: 'labels', wantsResults: true };
}

const encoder = new TextEncoder();
const BEFORE_FIRST_ID = encoder.encode('{"from":{"id":"');
const BEFORE_FROM_ID = encoder.encode(',{"from":{"id":"');
const BEFORE_TO_ID = encoder.encode('"},"to":{"id":"');
const END_WITHOUT_TYPES = encoder.encode('"}}');

/** `endOf`: what follows an input's to id. */
function linksBody(inputs: readonly Input[], endOf: (input: Input) => Uint8Array): LongText {
  return (writer) => {
    writer.text('{"inputs":[');
    let before = BEFORE_FIRST_ID;
    for (const input of inputs) {
      writer.bytes(before);
      writer.text(input.fromId);
      writer.bytes(BEFORE_TO_ID);
      writer.text(input.toId);
      writer.bytes(endOf(input));
      before = BEFORE_FROM_ID;
    }
    writer.text(']}');
  };
}

/** What follows the to id: the inputs of a batch share few sets of types. */
function endWith(types: TypeSet, ends: RecentMap<TypeSet, Uint8Array>): Uint8Array {
  const known = ends.get(types);
  if (known !== undefined) return known;
  const end = encoder.encode(`"},"types":${types.json}}`);
  ends.set(types, end);
  return end;
}
