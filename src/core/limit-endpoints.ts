/** HubSpot's calls for association limits: those that an account's users configured, and those that each record has. */
import type { AssociationDefinition } from './association-types.ts';
import { definitionName } from './association-types.ts';
import { readDefinitions } from './batch-answer.ts';
import type { ApiVersion, HubSpotRequest } from './endpoints.ts';
import { associationsPath } from './endpoints.ts';
import { asArray, asId, asNumber, asObject } from './json.ts';
import { objectTypeId } from './object-types.ts';
import type { AssociationType, ObjectPair } from './terms.ts';

/** Limits of one request: HubSpot documents no bound, and 100 is the strictest of its others. */
export const MAX_LIMIT_INPUTS = 100;

/** An association type and how many records one record may have with it; null: any number. */
export interface ConfiguredLimit {
  readonly definition: AssociationDefinition;
  readonly max: number | null;
}

/** A limit to set. */
export interface NewLimit {
  readonly type: AssociationType;
  readonly max: number;
}

function configurationsPath(version: ApiVersion, { from, to }: ObjectPair): string {
  return associationsPath(version, { from: 'definitions', to: 'configurations' }).concat(
    `/${encodeURIComponent(from)}/${encodeURIComponent(to)}`,
  );
}

/** Endpoint J: the configured limits of a pair in its direction, or those of the whole account. */
export function limitsRequest(version: ApiVersion, pair: ObjectPair | 'all'): HubSpotRequest {
  const all = `${associationsPath(version, { from: 'definitions', to: 'configurations' })}/all`;
  const path = pair === 'all' ? all : configurationsPath(version, pair);
  return { method: 'GET', path, body: null, purpose: 'read', wantsResults: true };
}

/** Endpoints K and L: sets limits. HubSpot creates where there is none, and updates where there is one. */
export function setLimitsRequest(
  version: ApiVersion,
  pair: ObjectPair,
  { verb, limits }: { readonly verb: 'create' | 'update'; readonly limits: readonly NewLimit[] },
): HubSpotRequest {
  const inputs = limits.map(({ type, max }) => ({ ...asInput(type), maxToObjectIds: max }));
  const path = `${configurationsPath(version, pair)}/batch/${verb}`;
  return { method: 'POST', path, body: JSON.stringify({ inputs }), purpose: 'write' };
}

/** Endpoint L: takes limits away. */
export function clearLimitsRequest(
  version: ApiVersion,
  pair: ObjectPair,
  types: readonly AssociationType[],
): HubSpotRequest {
  const path = `${configurationsPath(version, pair)}/batch/purge`;
  return { method: 'POST', path, body: JSON.stringify({ inputs: types.map(asInput) }), purpose: 'write' };
}

function asInput({ associationCategory, associationTypeId }: AssociationType): Readonly<Record<string, unknown>> {
  return { category: associationCategory, typeId: associationTypeId };
}

/** Endpoint N: how many associations with another object type a record may have, and which records are at that limit. */
export function recordLimitsRequest(version: ApiVersion, { from, to }: ObjectPair): HubSpotRequest {
  const dated = version === 'v4' ? '2026-03' : version;
  const [fromId, toId] = [from, to].map((name) => encodeURIComponent(objectTypeId(name) ?? name));
  const path = `/crm/limits/${dated}/associations/records/${fromId}/${toId}`;
  return { method: 'GET', path, body: null, purpose: 'read' };
}

/** Reads the answers of J, K and L. */
export function readLimits(body: unknown): readonly ConfiguredLimit[] {
  return asArray(asObject(body)?.results).flatMap((value) => {
    const [definition] = readDefinitions({ results: [value] });
    const max = asNumber(asObject(value)?.userEnforcedMaxToObjectIds);
    return definition === undefined ? [] : [{ definition, max }];
  });
}

/** The limits that an answer of J tells, by `CATEGORY:id`. */
export function limitsByType(body: unknown): ReadonlyMap<string, number> {
  const limits = new Map<string, number>();
  for (const { definition, max } of readLimits(body)) {
    if (max !== null) limits.set(definitionName(definition), max);
  }
  return limits;
}

/** What N tells. */
export interface RecordLimit {
  /** Null when HubSpot does not tell. */
  readonly limit: number | null;
  /** The records that are at their limit or near it; null when there are more than HubSpot names. */
  readonly nearIds: ReadonlySet<string> | null;
}

/** Reads the answer of N. */
export function readRecordLimit(body: unknown): RecordLimit {
  const fields = asObject(body) ?? {};
  const samples = [...asArray(fields.atLimitFromRecordSamples), ...asArray(fields.nearLimitFromRecordSamples)];
  const ids = samples.map((sample) => asId(asObject(sample)?.objectId)).filter((id) => id !== null);
  const total = (asNumber(fields.totalRecordsAtLimit) ?? 0) + (asNumber(fields.totalRecordsNearLimit) ?? 0);
  return { limit: asNumber(fields.limit), nearIds: total > ids.length ? null : new Set(ids) };
}
