/**
 * Which association type means in one direction what another means in the other. HubSpot does not tell which halves belong
 * together, so it is said only where it follows. One text in both directions is no proof: of "Referrer / Referred by" and
 * "Referred by / Referrer", each half has its text in the other direction at the other label.
 */
import type { AssociationDefinition, PairTypes } from './association-types.ts';

/**
 * Ids of HubSpot's own types and their counterpart in the other direction.
 * Source: HubSpot's associations guide, "Association type IDs".
 */
const COUNTERPARTS: readonly (readonly [number, number])[] = [
  [279, 280],
  [1, 2],
  [4, 3],
  [15, 16],
  [342, 341],
  [6, 5],
  [340, 339],
  [26, 25],
  [27, 28],
  [13, 14],
  [19, 20],
];

/** The types of a pair, seen from one of them: those of its direction, and those of the other. */
export interface BothDirections {
  readonly own: readonly AssociationDefinition[];
  readonly other: readonly AssociationDefinition[];
}

/**
 * The type of the other direction that means the same, beyond doubt; else null. HubSpot's own are known by id, the
 * unlabelled one by having no label, and a label by being the only one on both sides.
 */
export function certainCounterpartOf(
  { category, typeId, label }: AssociationDefinition,
  { own, other }: BothDirections,
): AssociationDefinition | null {
  const there = other.filter((one) => one.category === category);
  if (category === 'HUBSPOT_DEFINED') {
    const ids = COUNTERPARTS.find((pair) => pair.includes(typeId));
    const known = there.find((one) => one.typeId !== typeId && ids?.includes(one.typeId));
    if (known !== undefined) return known;
  }
  const here = own.filter((one) => one.category === category);
  const isLabelled = (one: AssociationDefinition): boolean => (one.label === null) === (label === null);
  const [counterpart, another] = there.filter(isLabelled);
  const [only, second] = here.filter(isLabelled);
  const isAlone = another === undefined && second === undefined && only?.typeId === typeId;
  return isAlone ? (counterpart ?? null) : null;
}

/**
 * The type of the other direction that means the same; null where that is in doubt. Besides those that are certain: a label
 * with the same text on both sides, once on each, whose ids are neighbours.
 */
export function counterpartOf(definition: AssociationDefinition, types: BothDirections): AssociationDefinition | null {
  const certain = certainCounterpartOf(definition, types);
  if (certain !== null) return certain;
  const { category, typeId, label } = definition;
  const own = types.own.filter((one) => one.category === category);
  const other = types.other.filter((one) => one.category === category);
  const [alike, another] = other.filter((one) => one.label === label);
  if (alike === undefined || another !== undefined) return null;
  if (own.filter((one) => one.label === label).length > 1) return null;
  return neighbourOf(typeId, { own, other }) === alike.typeId ? alike : null;
}

/**
 * The id of the other half if both halves of a label have neighbouring ids, as those of HubSpot's own types are; that it
 * numbers all labels so is not documented. Ids without a gap between them belong together two by two, from the first
 * on; null where they cannot, as when there is an odd number of them.
 */
function neighbourOf(typeId: number, { own, other }: BothDirections): number | null {
  const here = new Set(own.map((one) => one.typeId));
  const there = new Set(other.map((one) => one.typeId));
  const isTaken = (id: number): boolean => here.has(id) || there.has(id);
  let first = typeId;
  while (isTaken(first - 1)) first -= 1;
  let end = typeId + 1;
  while (isTaken(end)) end += 1;
  const neighbour = (typeId - first) % 2 === 0 ? typeId + 1 : typeId - 1;
  return (end - first) % 2 === 0 && there.has(neighbour) && !here.has(neighbour) ? neighbour : null;
}

/**
 * The inverse of each type from → to; null where nobody can know. Besides counterparts that are beyond doubt, a single type
 * that is left on each side is known by being left.
 */
export function inversesOf({
  pair,
  forward,
  backward,
}: PairTypes): ReadonlyMap<AssociationDefinition, AssociationDefinition | null> {
  const isSameObject = pair.from === pair.to;
  const inverses = new Map<AssociationDefinition, AssociationDefinition | null>();
  for (const definition of forward) {
    const known = counterpartOf(definition, { own: forward, other: backward });
    inverses.set(definition, known ?? (isSameObject && definition.label === null ? definition : null));
  }
  if (isSameObject) return inverses;
  const taken = new Set(inverses.values());
  for (const definition of forward) {
    if (inverses.get(definition) !== null) continue;
    const isLeft = ({ category }: AssociationDefinition): boolean => category === definition.category;
    const leftHere = forward.filter((other) => isLeft(other) && inverses.get(other) === null);
    const leftThere = backward.filter((other) => isLeft(other) && !taken.has(other));
    const [only, another] = leftThere;
    if (leftHere.length === 1 && only !== undefined && another === undefined) inverses.set(definition, only);
  }
  return inverses;
}
