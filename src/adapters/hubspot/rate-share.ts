/**
 * How much of the full rate is used. A 429 halves it, and each answer gives some of it back: but little near the share that was refused
 * last, which may be as much as HubSpot takes. Where there are no headers, nothing else tells.
 */

/** What a 429 leaves of the rate, and what each answer gives back of the full one. */
const BACK_OFF = 0.5;
const RECOVERY = 0.02;
const LOWEST_SHARE = 0.05;
/** How near to the refused share, as a part of it, and what an answer gives back there. */
const NEAR = 0.1;
const CAREFUL_RECOVERY = 0.001;

/** Follows the answers. */
export class RateShare {
  #value = 1;
  #refused = 1;
  #loweredMs = Number.NEGATIVE_INFINITY;

  /** From 0.05 to 1. */
  get value(): number {
    return this.#value;
  }

  /** Learns from the answer to a request that started then. */
  observe(
    { isThrottled, startedMs }: { readonly isThrottled: boolean; readonly startedMs: number },
    nowMs: number,
  ): void {
    // Requests that were under way when the rate was lowered say nothing about the lowered rate.
    if (startedMs < this.#loweredMs) return;
    if (isThrottled) {
      this.#loweredMs = nowMs;
      this.#refused = this.#value;
      this.#value = Math.max(LOWEST_SHARE, this.#value * BACK_OFF);
      return;
    }
    const isNear = Math.abs(this.#value / this.#refused - 1) < NEAR;
    this.#value = Math.min(1, this.#value + (isNear ? CAREFUL_RECOVERY : RECOVERY));
  }
}
