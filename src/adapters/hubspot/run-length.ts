/** How many requests a run has begun, and how many are to come as far as anybody knows. */
export class RunLength {
  #begun = 0;
  /** How many they will be in the end; null where nobody knows. */
  #expected: number | null = null;

  /** One more has begun. */
  begin(): void {
    this.#begun += 1;
  }

  /** So many are still to come. */
  expect(requests: number): void {
    this.#expected = this.#begun + requests;
  }

  /**
   * How many are to come from the beginning of this window of so many requests on. Of what nobody knows the length, as many again as there
   * were is expected, and half a window.
   */
  leftInWindows(capacity: number): number {
    const inWindow = this.#begun % capacity;
    const left = (this.#expected ?? 0) - this.#begun;
    return left > 0 ? left + inWindow : this.#begun - inWindow + capacity / 2;
  }
}
