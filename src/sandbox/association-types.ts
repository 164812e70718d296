/**
 * The association types of an account: which id, in which category, leads from which object type to which, and what the other
 * direction of it is called. Each type has an inverse, because every association can be seen from both of its records.
 */

/** The categories HubSpot knows. An id is only unique within its category and direction. */
export const categories = ['HUBSPOT_DEFINED', 'USER_DEFINED', 'INTEGRATOR_DEFINED', 'WORK'] as const;
/** One of HubSpot's categories of association types. */
export type Category = (typeof categories)[number];

/** An association type as configured: both directions at once. A single label has one text for both. */
export interface TypeDefinition {
  readonly category: Category;
  readonly from: string;
  readonly to: string;
  /** The id from `from` to `to`, and the id back. Both are equal for a symmetric type between records of one object type. */
  readonly ids: readonly [there: number, back: number];
  /** null is the unlabelled type of the pair. */
  readonly labels: readonly [there: string | null, back: string | null];
  readonly name?: string;
  /** The side whose records have at most one association of this type: writing a second one moves it. */
  readonly primaryOf?: 'from' | 'to';
}

/** One direction of an association type. `index` is its place in the registry and stays for ever. */
export interface AssociationType {
  readonly index: number;
  readonly inverseIndex: number;
  readonly category: Category;
  readonly typeId: number;
  readonly from: string;
  readonly to: string;
  readonly name: string;
  readonly primaryOf: 'from' | 'to' | null;
  label: string | null;
  deleted: boolean;
}

/** All association types of one account; types can be added, renamed and deleted while it runs. */
export class TypeRegistry {
  readonly #types: AssociationType[] = [];
  readonly #byPair = new Map<string, AssociationType[]>();

  constructor(definitions: readonly TypeDefinition[]) {
    for (const definition of definitions) this.add(definition);
  }

  /** Adds both directions of a type and returns them: one when it is symmetric. */
  add(definition: TypeDefinition): readonly AssociationType[] {
    const { ids, labels, from, to, primaryOf } = definition;
    const symmetric = from === to && ids[0] === ids[1];
    const index = this.#types.length;
    const shared = { category: definition.category, name: definition.name ?? '', deleted: false };
    const there: AssociationType = {
      ...shared,
      index,
      inverseIndex: symmetric ? index : index + 1,
      typeId: ids[0],
      label: labels[0],
      from,
      to,
      primaryOf: primaryOf ?? null,
    };
    if (symmetric) return this.#register([there]);
    const back = primaryOf === undefined ? null : primaryOf === 'from' ? 'to' : 'from';
    const inverse = { index: index + 1, inverseIndex: index, typeId: ids[1], label: labels[1], from: to, to: from };
    return this.#register([there, { ...shared, ...inverse, primaryOf: back }]);
  }

  /** The types that lead from one object type to another, deleted ones left out, in the order they were defined. */
  between(from: string, to: string): readonly AssociationType[] {
    return (this.#byPair.get(`${from}>${to}`) ?? []).filter((type) => !type.deleted);
  }

  /** All types that are not deleted. */
  all(): readonly AssociationType[] {
    return this.#types.filter((type) => !type.deleted);
  }

  /** The type at an index that this registry handed out; throws for any other. */
  at(index: number): AssociationType {
    const type = this.#types[index];
    if (type === undefined) throw new RangeError(`no association type at index ${index}`);
    return type;
  }

  /** All directions of all pairs that carry this id in this category: several when ids of different pairs coincide. */
  named(category: string, typeId: number): readonly AssociationType[] {
    return this.#types.filter((type) => !type.deleted && type.category === category && type.typeId === typeId);
  }

  /** The unlabelled type of a pair and direction; undefined for a pair that has none. */
  unlabelled(from: string, to: string): AssociationType | undefined {
    return this.between(from, to).find((type) => type.label === null);
  }

  /** An id no type of the account uses in that category yet, with the next one free as well. */
  freeId(category: Category): number {
    return this.#types.reduce((max, type) => (type.category === category ? Math.max(max, type.typeId) : max), 0) + 1;
  }

  #register(directions: readonly AssociationType[]): readonly AssociationType[] {
    for (const type of directions) {
      this.#types.push(type);
      const key = `${type.from}>${type.to}`;
      const types = this.#byPair.get(key);
      if (types === undefined) this.#byPair.set(key, [type]);
      else types.push(type);
    }
    return directions;
  }
}
