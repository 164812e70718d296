/**
 * Whom an error names. HubSpot's errors name a pair, a record on a known side, a record of a known type, bare ids, or
 * nothing; this reads the names from codes and context, never from the message's sentence.
 */
import type { ApiError } from './api-error.ts';
import { flattenErrors, INVALID_RECORDS_KEY } from './api-error.ts';
import { canonicalObjectType } from './object-types.ts';
import type { Side } from './row-problems.ts';
import type { ObjectPair } from './terms.ts';

/** Something that an error names. `side` is null where the error does not tell it. */
export type Named =
  | { readonly kind: 'link'; readonly fromId: string; readonly toId: string }
  /** Records of both sides, without a word on which of them belong together, or whether each is meant by itself. */
  | { readonly kind: 'either'; readonly fromIds: readonly string[]; readonly toIds: readonly string[] }
  | { readonly kind: 'record'; readonly side: Side | null; readonly id: string }
  /** `category` is null where the error does not tell it. */
  | { readonly kind: 'type'; readonly category: string | null; readonly associationTypeId: number };

const FROM_KEYS = ['fromObjectId', 'fromObjectIds', 'fromId'];
const TO_KEYS = ['toObjectId', 'toObjectIds', 'toId'];
const ID_KEYS = ['id', 'ids', 'objectId', 'objectIds'];
const TYPE_KEYS = ['type', 'associationTypeId', 'typeId'];

/** Everything that the error, or an error inside it, names; each once. */
export function namedIn(error: ApiError, pair: ObjectPair): readonly Named[] {
  const found = new Map<string, Named>();
  for (const one of flattenErrors(error)) {
    for (const named of namedByOne(one, pair)) found.set(JSON.stringify(named), named);
  }
  return [...found.values()];
}

function namedByOne(error: ApiError, pair: ObjectPair): readonly Named[] {
  const read = (keys: readonly string[]): string[] => keys.flatMap((key) => error.context.get(key) ?? []);
  const fromIds = read(FROM_KEYS);
  const toIds = read(TO_KEYS);
  const side = sideInCode(error.subCategory);
  if (side === 'from' && fromIds.length > 0) return records('from', fromIds);
  if (side === 'to' && toIds.length > 0) return records('to', toIds);
  if (fromIds.length > 0 && fromIds.length === toIds.length) {
    return fromIds.map((fromId, index) => ({ kind: 'link', fromId, toId: toIds[index] ?? '' }));
  }
  if (fromIds.length > 0 && toIds.length > 0) return [{ kind: 'either', fromIds, toIds }];
  if (fromIds.length > 0 || toIds.length > 0) return [...records('from', fromIds), ...records('to', toIds)];
  const ids = read(ID_KEYS);
  const byType = (error.context.get(INVALID_RECORDS_KEY) ?? []).flatMap((text) => typedRecord(text, pair));
  if (byType.length > 0) return byType;
  if (ids.length > 0) return records(side ?? sideOfTypes(error.context.get('objectType') ?? [], pair), ids);
  const specs = (error.context.get('associationSpec') ?? []).flatMap(typeInSpec);
  if (specs.length > 0) return specs;
  if (!error.subCategory.includes('INVALID_ASSOCIATION_TYPE')) return [];
  return read(TYPE_KEYS).flatMap(typeInText);
}

function records(side: Side | null, ids: readonly string[]): readonly Named[] {
  return ids.map((id) => ({ kind: 'record', side, id: id.trim() }));
}

/** `crm.associations.FROM_OBJECT_NOT_FOUND` tells the side. */
function sideInCode(subCategory: string): Side | null {
  if (subCategory.includes('FROM_OBJECT')) return 'from';
  return subCategory.includes('TO_OBJECT') ? 'to' : null;
}

/** The side that has the one object type named; null when there are several, or when both sides have it. */
function sideOfTypes(objectTypes: readonly string[], pair: ObjectPair): Side | null {
  const names = new Set(objectTypes.map((text) => canonicalObjectType(text)));
  const [name] = names;
  if (names.size !== 1 || pair.from === pair.to) return null;
  if (name === pair.from) return 'from';
  return name === pair.to ? 'to' : null;
}

/** `CONTACT=38374264688 is not valid`: what stands under `INVALID_RECORDS_KEY`. */
function typedRecord(text: string, pair: ObjectPair): readonly Named[] {
  const [, objectType, id] = /^([A-Za-z0-9_-]+)=(\d+)/.exec(text.trim()) ?? [];
  if (objectType === undefined || id === undefined) return [];
  return [{ kind: 'record', side: sideOfTypes([objectType], pair), id }];
}

/** The type's number, with or without its category around it. */
function typeInText(text: string): readonly Named[] {
  const [digits] = /\d+/.exec(text) ?? [];
  return digits === undefined ? [] : [{ kind: 'type', category: null, associationTypeId: Number(digits) }];
}

/** `USER_DEFINED=28`: an element of `associationSpec`. */
function typeInSpec(text: string): readonly Named[] {
  const [, category, digits] = /^([A-Z_]+)=(\d+)$/.exec(text.trim()) ?? [];
  if (category === undefined || digits === undefined) return [];
  return [{ kind: 'type', category, associationTypeId: Number(digits) }];
}
