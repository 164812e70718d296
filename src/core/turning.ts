/**
 * Turns types that were read from the other side into those of this one. Which halves of labels belong together HubSpot does
 * not tell, so it is learned: the same two records, looked at from both sides, have the same labels.
 */
import type { AssociationDefinition, PairTypes } from './association-types.ts';
import { definitionName } from './association-types.ts';
import { certainCounterpartOf } from './inverse-types.ts';

type Definitions = readonly AssociationDefinition[];

/** What is known of the types of one pair of object types. */
export class Turning {
  readonly #types: PairTypes;
  /** By name; null for those in doubt. */
  readonly #known = new Map<string, AssociationDefinition | null>();
  readonly #learned = new Set<string>();

  constructor(types: PairTypes) {
    this.#types = types;
  }

  /** The types in this direction; null when one of them is in doubt. */
  turn(mirrored: Definitions): Definitions | null {
    const turned = mirrored.map((definition) => this.#turned(definition));
    return turned.every((definition) => definition !== null) ? turned : null;
  }

  /**
   * Learns from one association, as it looks from either side: when all of its types but one are known, that one is known,
   * too. What another association contradicts, as when somebody changed it between the two looks, stays in doubt for good.
   */
  learn(mirrored: Definitions, straight: Definitions): void {
    const names = new Set(straight.map(definitionName));
    for (const definition of mirrored) {
      const turned = this.#turned(definition);
      const isWrong = turned !== null && !names.has(definitionName(turned));
      if (isWrong && this.#learned.has(definitionName(definition))) this.#known.set(definitionName(definition), null);
    }
    const [open, another] = mirrored.filter((definition) => this.#turned(definition) === null);
    if (open === undefined || another !== undefined || this.#learned.has(definitionName(open))) return;
    const taken = new Set(
      mirrored.map((definition) => this.#turned(definition)).map((one) => one && definitionName(one)),
    );
    const [left, more] = straight.filter((definition) => !taken.has(definitionName(definition)));
    if (left === undefined || more !== undefined || left.category !== open.category) return;
    this.#learned.add(definitionName(open));
    this.#known.set(definitionName(open), left);
  }

  #turned(definition: AssociationDefinition): AssociationDefinition | null {
    const known = this.#known.get(definitionName(definition));
    if (known !== undefined) return known;
    const { forward, backward } = this.#types;
    const counterpart = certainCounterpartOf(definition, { own: backward, other: forward });
    this.#known.set(definitionName(definition), counterpart);
    return counterpart;
  }
}
