/** Permits of a rolling window whose requests are answered: each comes back when the window has forgotten it. */
export class CoolingPermits {
  readonly #onBack: () => void;
  readonly #timers = new Set<NodeJS.Timeout>();
  #isClosed = false;

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
    // A request that is cut off at the end is answered after the end.
    if (this.#isClosed) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#onBack();
    }, delayMs);
    this.#timers.add(timer);
  }

  /** Nothing comes back any more, and nothing keeps the process from ending. */
  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
