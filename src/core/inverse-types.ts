/** Which association type means in one direction what another means in the other, where HubSpot lets one know. */
import type { AssociationDefinition, PairTypes } from './association-types.ts';
import { counterpartOf } from './association-types.ts';

/**
 * The inverse of each type from → to; null where nobody can know. HubSpot's own are known by id, labels with one text
 * for both directions by their text, and a single type that is left on each side by being left.
 */
export function inversesOf({
  pair,
  forward,
  backward,
}: PairTypes): ReadonlyMap<AssociationDefinition, AssociationDefinition | null> {
  const isSameObject = pair.from === pair.to;
  const inverses = new Map<AssociationDefinition, AssociationDefinition | null>();
  for (const definition of forward) {
    const known = counterpartOf(definition, backward);
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
