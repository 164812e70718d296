/**
 * The inputs of a batch, found by their two ids. A map by text would need a text for each row, and hashing it again for
 * each batch that is compared with this one; here both are a few numbers, kept in arrays that no collector looks into.
 */
import type { Input, Row } from './terms.ts';
import { DEFAULT_TYPES, unionOfTypes } from './type-sets.ts';

/** Slots for each input: with seven of eight free, most searches for what is not there end at the first. */
const SLOTS_PER_INPUT = 8;

/** Inputs in the order of their first rows, each pair of ids once. */
export class LinkTable {
  readonly #inputs: Input[] = [];
  /** Of each input: equal for both directions of two ids. */
  readonly #hashes: Int32Array;
  /** Index + 1 of an input, or 0. */
  readonly #slots: Uint16Array;
  readonly #mask: number;

  /** `maxInputs`: at most 32,767. */
  constructor(maxInputs: number) {
    const slotCount = 2 ** Math.ceil(Math.log2(maxInputs * SLOTS_PER_INPUT));
    this.#hashes = new Int32Array(maxInputs);
    this.#slots = new Uint16Array(slotCount);
    this.#mask = slotCount - 1;
  }

  get inputs(): readonly Input[] {
    return this.#inputs;
  }

  /** Adds the row to the input of its two ids, or makes one for it. */
  take(row: Row): void {
    const { fromId, toId, types } = row;
    const hash = linkHash(fromId, toId);
    const slot = this.#find(hash, fromId, toId);
    const place = this.#slots[slot] ?? 0;
    // An array that is asked for its item at -1 looks for a property of that name.
    const input = place === 0 ? undefined : this.#inputs[place - 1];
    if (input !== undefined) {
      input.types = unionOfTypes(input.types, types);
      if (input.moreRows === null) input.moreRows = [row];
      else input.moreRows.push(row);
      return;
    }
    this.#hashes[this.#inputs.length] = hash;
    this.#slots[slot] = this.#inputs.push({ fromId, toId, types, held: DEFAULT_TYPES, firstRow: row, moreRows: null });
  }

  /**
   * Whether both tables have an input with the same two ids; `turned`: in opposite directions. A batch is compared with
   * every other one in flight, so inputs are looked at only where hashes agree.
   */
  meets(other: LinkTable, { turned }: { readonly turned: boolean }): boolean {
    for (let index = 0; index < this.#inputs.length; index += 1) {
      const hash = this.#hashes[index] ?? 0;
      if (other.#mayHave(hash) && other.#has(hash, this.#inputs[index], turned)) return true;
    }
    return false;
  }

  #mayHave(hash: number): boolean {
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const index = (this.#slots[slot] ?? 0) - 1;
      if (index === -1) return false;
      if (this.#hashes[index] === hash) return true;
    }
  }

  #has(hash: number, input: Input | undefined, turned: boolean): boolean {
    if (input === undefined) return false;
    const { fromId, toId } = input;
    const slot = turned ? this.#find(hash, toId, fromId) : this.#find(hash, fromId, toId);
    return this.#slots[slot] !== 0;
  }

  /** The slot of the ids, or the free one in which they belong. */
  #find(hash: number, fromId: string, toId: string): number {
    let slot = hash & this.#mask;
    for (;;) {
      const index = (this.#slots[slot] ?? 0) - 1;
      if (index === -1) return slot;
      if (this.#hashes[index] === hash) {
        const input = this.#inputs[index];
        if (input?.fromId === fromId && input.toId === toId) return slot;
      }
      slot = (slot + 1) & this.#mask;
    }
  }
}

function linkHash(fromId: string, toId: string): number {
  return (idHash(fromId) + idHash(toId)) | 0;
}

/** Spread over all bits: were it as even as the ids are, ids that rise and ids that fall would add up to the same. */
function idHash(id: string): number {
  let hash = 0;
  for (let index = 0; index < id.length; index += 1) hash = Math.imul(hash, 31) + id.charCodeAt(index);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return hash ^ (hash >>> 16);
}
