/** A map for rows that follow one another: neighbours mostly ask for the same, so the key of the last answer is looked at first. */
export class RecentMap<Key extends string | object, Value> {
  readonly #capacity: number;
  readonly #byKey = new Map<Key, Value>();
  #lastKey: Key | undefined = undefined;
  #lastValue: Value | undefined = undefined;

  /** `capacity`: keys that are remembered at most; what comes when it is full is not. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** What was set for the key; undefined when it is not known. */
  get(key: Key): Value | undefined {
    if (key === this.#lastKey) return this.#lastValue;
    const value = this.#byKey.get(key);
    if (value !== undefined) this.#remember(key, value);
    return value;
  }

  set(key: Key, value: Value): void {
    if (this.#byKey.size === this.#capacity) return;
    this.#byKey.set(key, value);
    this.#remember(key, value);
  }

  #remember(key: Key, value: Value): void {
    this.#lastKey = key;
    this.#lastValue = value;
  }
}
