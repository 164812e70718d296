/** Sets of association types: built sorted, so that equal sets have equal keys, and shared wherever possible. */
import type { AssociationType, TypeSet } from './terms.ts';

/** The set of a row that asks for the default association. */
export const DEFAULT_TYPES: TypeSet = { key: '', types: [], json: '[]' };

/** `USER_DEFINED:28`. */
export function typeName(type: AssociationType): string {
  return `${type.associationCategory}:${type.associationTypeId}`;
}

/** The set of the given types, without repetition, sorted by id and then category. */
export function typeSet(types: readonly AssociationType[]): TypeSet {
  if (types.length === 0) return DEFAULT_TYPES;
  const [only] = types;
  if (only !== undefined && types.length === 1) return shared(typeName(only), types);
  const byName = new Map(types.map((type) => [typeName(type), type]));
  const sorted = [...byName.values()].sort(
    (a, b) => a.associationTypeId - b.associationTypeId || (a.associationCategory < b.associationCategory ? -1 : 1),
  );
  return shared(sorted.map(typeName).join(';'), sorted);
}

/** Accounts have dozens of sets, and every row has one: whatever is made of a set is made once. */
const SETS_REMEMBERED = 1_000;
const known = new Map<string, TypeSet>();

function shared(key: string, types: readonly AssociationType[]): TypeSet {
  const earlier = known.get(key);
  if (earlier !== undefined) return earlier;
  const set = { key, types, json: JSON.stringify(types) };
  if (known.size < SETS_REMEMBERED) known.set(key, set);
  return set;
}

/** Every type of either set. Returns one of the two where that is all there is. */
export function unionOfTypes(a: TypeSet, b: TypeSet): TypeSet {
  if (a.key === b.key || b.types.length === 0) return a;
  if (a.types.length === 0) return b;
  return typeSet([...a.types, ...b.types]);
}

/** Whether `whole` holds every type of `part`. */
export function includesTypes(whole: TypeSet, part: TypeSet): boolean {
  if (whole.key === part.key) return true;
  const names = new Set(whole.types.map(typeName));
  return part.types.every((type) => names.has(typeName(type)));
}
