/**
 * What the account of the bench server holds: the association types of the sandbox, so that both answer alike, and an
 * unlabelled type for every other pair. Everything is prepared once; a request only looks it up.
 */
import { TypeRegistry } from '../../src/sandbox/association-types.ts';
import { defaultTypes } from '../../src/sandbox/default-types.ts';
import { hubspotObjectTypes, type ObjectType, objectTypeFinder } from '../../src/sandbox/object-types.ts';

/** One direction of two object types, with the pieces of JSON that its answers are made of. */
export interface PairTexts {
  readonly from: ObjectType;
  readonly to: ObjectType;
  /** The body of H. */
  readonly labelsBody: string;
  /** Type ids to labels. */
  readonly labels: ReadonlyMap<string, string>;
  /** The specs of the unlabelled type there and back. */
  readonly there: string;
  readonly back: string;
}

/** Pairs that HubSpot's list does not have get ids from here on, two a pair. */
const FIRST_OTHER_ID = 10_000;

const findObjectType = objectTypeFinder(hubspotObjectTypes);
const registry = new TypeRegistry(defaultTypes);
const pairs = new Map<string, PairTexts>();
let nextId = FIRST_OTHER_ID;

/** The texts of a pair by the names in its path; null when one of them is no object type. */
export function pairTexts(fromName: string, toName: string): PairTexts | null {
  const known = pairs.get(`${fromName}>${toName}`);
  if (known !== undefined) return known;
  const from = findObjectType(fromName);
  const to = findObjectType(toName);
  if (from === undefined || to === undefined) return null;
  const texts = describe(from, to);
  pairs.set(`${fromName}>${toName}`, texts);
  return texts;
}

function describe(from: ObjectType, to: ObjectType): PairTexts {
  if (registry.unlabelled(from.id, to.id) === undefined) {
    const ids = [nextId, nextId + 1] as const;
    registry.add({ category: 'HUBSPOT_DEFINED', from: from.id, to: to.id, ids, labels: [null, null] });
    nextId += 2;
  }
  const types = registry.between(from.id, to.id);
  const results = types.map(({ category, typeId, label }) => {
    return { category, typeId, label, fromObjectTypeId: from.id, toObjectTypeId: to.id };
  });
  const labels = new Map(types.flatMap(({ typeId, label }) => (label === null ? [] : [[`${typeId}`, label] as const])));
  const [there, back] = [specText(from, to), specText(to, from)];
  return { from, to, labelsBody: JSON.stringify({ results }), labels, there, back };
}

function specText(from: ObjectType, to: ObjectType): string {
  const type = registry.unlabelled(from.id, to.id);
  return `{"associationCategory":"${type?.category}","associationTypeId":${type?.typeId}}`;
}
