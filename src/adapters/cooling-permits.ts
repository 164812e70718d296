/** Permits of a rolling window whose requests are answered: each comes back when the window has forgotten it. */
export class CoolingPermits {
  readonly #onBack: () => void;
  readonly #timers = new Set<NodeJS.Timeout>();

  /** `onBack` is called whenever a permit comes back. */
  constructor(onBack: () => void) {
    this.#onBack = onBack;
  }

  /** Permits that have not come back. */
  get count(): number {
    return this.#timers.size;
  }

  /** A permit that comes back after so long. */
  add(delayMs: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#onBack();
    }, delayMs);
    this.#timers.add(timer);
  }

  /** Nothing comes back any more. */
  clear(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
