/** HubSpot's calls for one pair of records: making its association, and taking it away. */
import type { ApiVersion, HubSpotRequest } from './endpoints.ts';
import { associationsPath } from './endpoints.ts';
import type { LinkIds, ObjectPair, TypeSet } from './terms.ts';

/** Two records; ids are known to be digits. */
export interface LinkEnds extends LinkIds {
  readonly pair: ObjectPair;
}

/** Endpoint C for the default association, D for one with types. */
export function linkRequest(version: ApiVersion, { pair, fromId, toId }: LinkEnds, types: TypeSet): HubSpotRequest {
  const base = version === 'v4' ? '/crm/v4/objects' : `/crm/objects/${version}`;
  const [from, to] = [encodeURIComponent(pair.from), encodeURIComponent(pair.to)];
  const isDefault = types.types.length === 0;
  const path = `${base}/${from}/${fromId}/associations/${isDefault ? 'default/' : ''}${to}/${toId}`;
  return { method: 'PUT', path, body: isDefault ? null : types.json, purpose: 'write' };
}

/** Endpoint F: takes all associations of the two records away. */
export function unlinkRequest(version: ApiVersion, { pair, fromId, toId }: LinkEnds): HubSpotRequest {
  const body = `{"inputs":[{"from":{"id":"${fromId}"},"to":[{"id":"${toId}"}]}]}`;
  return { method: 'POST', path: `${associationsPath(version, pair)}/batch/archive`, body, purpose: 'write' };
}

/** Endpoint G: takes these types away. The unlabelled type takes every other with it. */
export function unlinkTypesRequest(
  version: ApiVersion,
  { pair, fromId, toId }: LinkEnds,
  types: TypeSet,
): HubSpotRequest {
  const body = `{"inputs":[{"from":{"id":"${fromId}"},"to":{"id":"${toId}"},"types":${types.json}}]}`;
  return { method: 'POST', path: `${associationsPath(version, pair)}/batch/labels/archive`, body, purpose: 'write' };
}
