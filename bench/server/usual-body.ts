/**
 * What the last body was answered with: a body that differs from it in the digits of its ids only is answered alike, with
 * other ids. The server shares the machine with whom it measures, and one that reads every byte takes a third of a core.
 */
import type { PairTexts } from './account.ts';

const FOUR = 0x34;
const ZERO = 0x30;
const NINE = 0x39;

/** The last body of one call. */
export class UsualBody {
  #pair: PairTexts | null = null;
  #inputCount = 0;
  #body: Buffer = Buffer.alloc(0);
  #results: Buffer = Buffer.alloc(0);
  #places = new Int32Array(0);

  /**
   * Remembers a body whose inputs all have their results. `places` has three numbers for each id: where its digits are in
   * the body, how many, and where they are in the results.
   */
  learn(
    pair: PairTexts,
    inputCount: number,
    texts: { body: Buffer; results: Buffer; places: readonly number[] },
  ): void {
    this.#pair = pair;
    this.#inputCount = inputCount;
    this.#body = Buffer.from(texts.body);
    this.#results = texts.results;
    this.#places = Int32Array.from(texts.places);
  }

  /** The results for this body, valid until the next call; null when it is another, or names a missing record. */
  answer(pair: PairTexts, body: Buffer): { readonly results: Buffer; readonly inputCount: number } | null {
    if (pair !== this.#pair || body.length !== this.#body.length || !this.#takeIds(body)) return null;
    // With its ids, the last body must be this one.
    return body.equals(this.#body) ? { results: this.#results, inputCount: this.#inputCount } : null;
  }

  #takeIds(body: Buffer): boolean {
    const [places, known, results] = [this.#places, this.#body, this.#results];
    for (let index = 0; index < places.length; index += 3) {
      const start = places[index] ?? 0;
      const end = start + (places[index + 1] ?? 0);
      if (isMissing(body, start)) return false;
      for (let from = start, to = places[index + 2] ?? 0; from < end; from += 1, to += 1) {
        const byte = body[from] ?? 0;
        if (byte < ZERO || byte > NINE) return false;
        known[from] = byte;
        results[to] = byte;
      }
    }
    return true;
  }
}

/** Whether the id that begins there is one of a record that does not exist. */
export function isMissing(body: Buffer, start: number): boolean {
  return body[start] === FOUR && body[start + 1] === ZERO && body[start + 2] === FOUR;
}
