/**
 * The first turns of a run: nothing of ours is in the window before them, so they need not keep apart. Their slots pass
 * unused afterwards, so that all others start when they would have.
 */
export class HeadStart {
  readonly #nowMs: () => number;
  #turnsLeft: number;
  #endMs = Number.NEGATIVE_INFINITY;

  constructor(turns: number, nowMs: () => number) {
    this.#turnsLeft = turns;
    this.#nowMs = nowMs;
  }

  /** Whether one more turn begins at once; the next one that is spaced begins `spacingMs` later for it. */
  take(spacingMs: number): boolean {
    if (this.#turnsLeft === 0) return false;
    this.#turnsLeft -= 1;
    this.#endMs = Math.max(this.#endMs, this.#nowMs()) + spacingMs;
    return true;
  }

  /** Milliseconds until the slots have passed. */
  get leftMs(): number {
    return Math.max(0, this.#endMs - this.#nowMs());
  }
}
