/**
 * Numbers records densely from 0, so that an association is two integers. Ids up to 2^53 live in typed arrays, which is what lets
 * ten million records fit; the few larger ones are kept as strings, digit for digit.
 */

const emptySlot = -1;
const initialCapacity = 1024;
const largestExactDigits = 15;

/** The ids of one object type, hashed with open addressing: about 20 bytes a record instead of a Map's 90. */
class IdTable {
  #keys = new Float64Array(initialCapacity).fill(emptySlot);
  #records = new Int32Array(initialCapacity);
  #count = 0;

  find(id: number): number {
    const slot = this.#slot(id);
    return this.#keys[slot] === id ? (this.#records[slot] ?? -1) : -1;
  }

  /** The record of this id; `next` becomes it when there is none. */
  claim(id: number, next: number): number {
    if (this.#count * 2 >= this.#keys.length) this.#grow();
    const slot = this.#slot(id);
    if (this.#keys[slot] === id) return this.#records[slot] ?? -1;
    this.#keys[slot] = id;
    this.#records[slot] = next;
    this.#count += 1;
    return next;
  }

  #slot(id: number): number {
    const mask = this.#keys.length - 1;
    // Low and high halves are mixed, since HubSpot's ids share long prefixes and step regularly.
    let slot = (Math.imul(id | 0, 0x9e3779b1) ^ Math.imul((id / 0x100000000) | 0, 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & mask;
    while (this.#keys[slot] !== emptySlot && this.#keys[slot] !== id) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const keys = this.#keys;
    const records = this.#records;
    this.#keys = new Float64Array(keys.length * 2).fill(emptySlot);
    this.#records = new Int32Array(keys.length * 2);
    for (let index = 0; index < keys.length; index++) {
      const id = keys[index] ?? emptySlot;
      if (id === emptySlot) continue;
      const slot = this.#slot(id);
      this.#keys[slot] = id;
      this.#records[slot] = records[index] ?? 0;
    }
  }
}

/** Records by (object type, id); ids are digit strings without leading zeros. */
export class RecordIndex {
  /** By the number of the object type. */
  readonly #small: IdTable[] = [];
  readonly #large = new Map<string, number>();
  readonly #largeIds = new Map<number, string>();
  readonly #objectTypes: string[] = [];
  #ids = new Float64Array(initialCapacity);
  #typeNumbers = new Uint16Array(initialCapacity);
  #count = 0;

  /** How many records have been numbered. */
  get count(): number {
    return this.#count;
  }

  /** The record's number, or -1 when no association ever named it. */
  find(objectTypeId: string, id: string): number {
    if (id.length > largestExactDigits) return this.#large.get(`${objectTypeId}/${id}`) ?? -1;
    return this.#small[this.#objectTypes.indexOf(objectTypeId)]?.find(Number(id)) ?? -1;
  }

  /** The record's number, given out now if it has none. */
  number(objectTypeId: string, id: string): number {
    const typeNumber = this.#typeNumber(objectTypeId);
    if (id.length > largestExactDigits) return this.#numberLarge(typeNumber, `${objectTypeId}/${id}`, id);
    const value = Number(id);
    const record = this.#small[typeNumber]?.claim(value, this.#count) ?? -1;
    if (record === this.#count) this.#append(typeNumber, value);
    return record;
  }

  /** The id of a numbered record. */
  idOf(record: number): string {
    const id = this.#ids[record] ?? emptySlot;
    return id === emptySlot ? (this.#largeIds.get(record) ?? '') : String(id);
  }

  /** The object type's id of a numbered record. */
  objectTypeOf(record: number): string {
    return this.#objectTypes[this.#typeNumbers[record] ?? 0] ?? '';
  }

  #numberLarge(typeNumber: number, key: string, id: string): number {
    const known = this.#large.get(key);
    if (known !== undefined) return known;
    const record = this.#append(typeNumber, emptySlot);
    this.#large.set(key, record);
    this.#largeIds.set(record, id);
    return record;
  }

  #typeNumber(objectTypeId: string): number {
    const known = this.#objectTypes.indexOf(objectTypeId);
    if (known !== -1) return known;
    this.#small.push(new IdTable());
    return this.#objectTypes.push(objectTypeId) - 1;
  }

  #append(typeNumber: number, id: number): number {
    if (this.#count === this.#ids.length) this.#grow();
    const record = this.#count++;
    this.#ids[record] = id;
    this.#typeNumbers[record] = typeNumber;
    return record;
  }

  #grow(): void {
    const ids = new Float64Array(this.#ids.length * 2);
    const typeNumbers = new Uint16Array(ids.length);
    ids.set(this.#ids);
    typeNumbers.set(this.#typeNumbers);
    this.#ids = ids;
    this.#typeNumbers = typeNumbers;
  }
}
