/**
 * Rows of one pair with different types that are sent one after another, each with the types already accepted, so that
 * neither the refusal of one nor HubSpot's replacing of labels costs another its association.
 */
import { asksOf } from '../core/batches.ts';
import { sharedBy } from '../core/inputs.ts';
import { isOpen } from '../core/settling.ts';
import type { Input, TypeSet } from '../core/terms.ts';
import { DEFAULT_TYPES, unionOfTypes } from '../core/type-sets.ts';

/** The rows of one pair of records, taken apart: what HubSpot has accepted so far, and what is still to be asked. */
interface Chain {
  readonly accepted: TypeSet;
  /** What is sent along besides: the pair has it, or an earlier sitting gave it to rows further on. */
  readonly along: TypeSet;
  /** In the order of their first rows. */
  readonly asks: readonly Input[];
}

/** The inputs of one batch that were taken apart. */
export class Chains {
  readonly #chains = new Map<Input, Chain>();
  readonly #accepted = new Set<Input>();
  readonly #parts: Input[] = [];
  #followers: Input[] = [];

  /** Inputs that came from taking others apart. */
  get parts(): readonly Input[] {
    return this.#parts;
  }

  /** Whether the input is such a part, and its turn has come. */
  has(input: Input): boolean {
    return this.#chains.has(input);
  }

  /**
   * The parts of the input, one for each ask; none when sending them would be sending the same again. What an earlier
   * sitting gave to rows is not asked for by itself: it counts as accepted where it stood, and is sent along.
   */
  takeApart(input: Input): readonly Input[] {
    const parts = asksOf(input).flatMap(({ types, rows }) => {
      const own = sharedBy(rows);
      return own === null ? [] : [{ ...input, ...own, types }];
    });
    const fewestOpen = input.wasTakenApart === true ? 1 : 2;
    if (parts.length < 2 || parts.filter(isOpen).length < fewestOpen) return [];
    const given = parts.filter(({ firstRow }) => firstRow.outcome !== null).map(({ types }) => types);
    const along = given.reduce(unionOfTypes, input.held);
    this.#parts.push(...parts);
    this.#advance({ accepted: DEFAULT_TYPES, along, asks: parts });
    return parts;
  }

  /** HubSpot has what the input asks for. */
  accept(input: Input): void {
    if (this.#chains.has(input)) this.#accepted.add(input);
  }

  /** Lets the next part go when this one is settled. */
  follow(input: Input): void {
    const chain = this.#chains.get(input);
    if (chain === undefined) return;
    const accepted = this.#accepted.has(input) ? unionOfTypes(chain.accepted, sentFor(input)) : chain.accepted;
    this.#advance({ ...chain, accepted });
  }

  /** Inputs that may be sent now that the part before them in their chain is settled. */
  takeFollowers(): readonly Input[] {
    const followers = this.#followers;
    this.#followers = [];
    return followers;
  }

  #advance({ accepted: before, along, asks: left }: Chain): void {
    const nextIndex = left.findIndex(isOpen);
    const next = left[nextIndex];
    if (next === undefined) return;
    const accepted = left.slice(0, nextIndex).reduce((all, { types }) => unionOfTypes(all, types), before);
    next.told = unionOfTypes(unionOfTypes(accepted, next.heldAtFirst ?? next.held), next.types);
    next.types = unionOfTypes(next.told, along);
    this.#chains.set(next, { accepted, along, asks: left.slice(nextIndex + 1) });
    this.#followers.push(next);
  }
}

/** What is reported as sent for the rows of the input. */
export function sentFor({ told, types }: Input): TypeSet {
  return told ?? types;
}
