/** One run's brakes: a soft stop (nothing new starts, what is in flight ends) and a hard one (nothing is waited for). */
import type { StopReason } from '../core/stops.ts';

/** Stops a run. The first reason counts. */
export class Stopper {
  readonly #soft = new AbortController();
  readonly #hard = new AbortController();
  #reason: StopReason | null = null;

  /** Aborted when nothing new may start. */
  get soft(): AbortSignal {
    return this.#soft.signal;
  }

  /** Aborted when nothing is waited for any more. */
  get hard(): AbortSignal {
    return this.#hard.signal;
  }

  get reason(): StopReason | null {
    return this.#reason;
  }

  get stopped(): boolean {
    return this.#reason !== null;
  }

  /** Lets what is in flight end, and starts nothing new. */
  stop(reason: StopReason): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    this.#soft.abort();
  }

  /** Waits for nothing any more; the run must have been stopped before. */
  abandon(): void {
    if (this.stopped) this.#hard.abort();
  }
}
