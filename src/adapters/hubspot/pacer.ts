/**
 * Decides when the next request may start. While the allowance is unknown, requests are spaced evenly; once the answers'
 * headers tell it, it is a rolling window: as many at once as are free, each permit coming back one interval and a guard
 * after its answer. A 429 pauses everyone, and the way back up is spaced and slow. The only file that knows Bottleneck.
 *
 * Bottleneck's own retries bypass the rate, and its refreshed reservoir lets two bursts into one rolling window, so
 * neither is used: every attempt is a fresh turn, and the reservoir follows from one formula (see `#adjust`).
 */
import Bottleneck from 'bottleneck';
import type { Allowance } from '../../core/replies.ts';
import { systemClock } from '../system-clock.ts';
import { CoolingPermits } from './cooling-permits.ts';
import { HeadStart } from './head-start.ts';

/** What the pacer goes by until the headers tell more. */
export interface PacerOptions {
  /** Requests in ten seconds, a cap that the headers never raise; null when the user did not say. */
  readonly rate: number | null;
  /** Milliseconds on a clock that never goes back. */
  readonly nowMs: () => number;
}

/** One answer, as far as the pace is concerned. */
export interface PaceNews {
  readonly allowance: Allowance;
  readonly isThrottled: boolean;
  /** When the request started. */
  readonly startedMs: number;
}

/** HubSpot's lowest tier: 100 requests in ten seconds. Source: HubSpot's usage guidelines. */
const LOWEST_RATE = 100;
const WINDOW_MS = 10_000;
/** Spaced requests keep a shade under the nominal rate, because their arrivals jitter. */
const SPACING = 1.008;
/** A permit comes back this long after it is due, because arrivals jitter. */
const GUARD_MS = 200;
/** The share of the allowance that is left to others, and at least so many requests. */
const MARGIN = 0.02;
const LEAST_MARGIN = 2;
/** What a 429 leaves of the rate, and what each answer gives back of the full one. */
const BACK_OFF = 0.5;
const RECOVERY = 0.02;
const LOWEST_SHARE = 0.05;
/** Turns that begin at once: a run first asks for the account, if it is resumed, and for the types of a pair in both directions. */
const HEAD_START = 3;
/** How fast the free permits of a rolling window are spent, when nothing else holds requests back. */
const SPEND_WINDOW_MS = 500;

/** Gives out turns. */
export class Pacer {
  readonly #options: PacerOptions;
  readonly #limiter: Bottleneck;
  /** The rolling window, once the headers have told it. `max` is the account's, not what is used of it. */
  #window: { readonly max: number; readonly intervalMs: number } | null = null;
  /** Whether starts follow the window at present; else they are spaced. */
  #isRolling = false;
  readonly #headStart: HeadStart;
  /** Requests under way that went past the queue. */
  #direct = 0;
  readonly #cooling = new CoolingPermits(() => this.#adjust());
  /** Requests that others have in the window, as the headers last told. */
  #others = 0;
  /** The share of the nominal rate at which spaced requests start; under 1 after a 429. */
  #share = 1;
  #backedOffMs = Number.NEGATIVE_INFINITY;
  #pausedUntilMs = Number.NEGATIVE_INFINITY;
  #othersTimer: NodeJS.Timeout | undefined;
  #isAdjusting = false;

  constructor(options: PacerOptions) {
    this.#options = options;
    this.#headStart = new HeadStart(Math.min(HEAD_START, this.#capacity), options.nowMs);
    this.#limiter = new Bottleneck({ minTime: this.#spacingMs });
  }

  /** Runs the job when its turn comes; null when the signal was aborted before. */
  async turn<Result>(job: () => Promise<Result>, signal: AbortSignal): Promise<Result | null> {
    for (;;) {
      if (this.pausedMs > 0) await systemClock.sleep(this.pausedMs, signal);
      if (signal.aborted) return null;
      if (this.#isFree || this.#isHeadStart()) return await this.#runNow(job);
      if (!this.#isRolling && this.#headStart.leftMs > 0) await systemClock.sleep(this.#headStart.leftMs, signal);
      else {
        const slot = await this.#slot(job, signal);
        if (slot !== 'missed') return slot;
      }
    }
  }

  /** No turn begins for this long; the pause that ends last counts. */
  pause(delayMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, this.#options.nowMs() + delayMs);
  }

  /** Milliseconds until turns begin again; 0 when nothing is paused. */
  get pausedMs(): number {
    return Math.max(0, this.#pausedUntilMs - this.#options.nowMs());
  }

  /** Requests in flight that use the pace up when each takes `latencyMs`; a window is to be spent in about half a second. */
  inFlightAt(latencyMs: number): number {
    return this.#isRolling ? (this.#capacity * latencyMs) / SPEND_WINDOW_MS : latencyMs / this.#spacingMs;
  }

  /** About how long it takes until the last of so many requests may start. */
  estimateMs(requests: number): number {
    const rolling = this.#isRolling ? this.#window : null;
    if (rolling === null) return Math.max(0, requests - 1) * this.#spacingMs;
    return Math.floor(Math.max(0, requests - 1) / this.#capacity) * rolling.intervalMs;
  }

  /** Learns from an answer. */
  observe({ allowance, isThrottled, startedMs }: PaceNews): void {
    const { max, remaining, intervalMs } = allowance;
    if (max !== null && max > 0) this.#window = { max, intervalMs: intervalMs ?? WINDOW_MS };
    if (isThrottled) {
      // Requests that were under way when the rate was lowered say nothing about the lowered rate.
      if (startedMs < this.#backedOffMs) return;
      this.#backedOffMs = this.#options.nowMs();
      this.#share = Math.max(LOWEST_SHARE, this.#share * BACK_OFF);
      this.#space();
      return;
    }
    this.#noteOthers(max, remaining);
    if (this.#share < 1) {
      this.#share = Math.min(1, this.#share + RECOVERY);
      this.#space();
    } else if (this.#window !== null) this.#roll();
  }

  /** Lets go of timers and of turns that were not taken. */
  async close(): Promise<void> {
    clearTimeout(this.#othersTimer);
    this.#cooling.close();
    await this.#limiter.stop({ dropWaitingJobs: true, dropErrorMessage: 'closed' });
  }

  /** Whether a permit of the rolling window is free, and nobody waits for it. */
  get #isFree(): boolean {
    const { RECEIVED, QUEUED } = this.#limiter.counts();
    return this.#isRolling && RECEIVED + QUEUED === 0 && this.#held + this.#others < this.#capacity;
  }

  #isHeadStart(): boolean {
    return this.#share === 1 && this.#window === null && this.#headStart.take(this.#spacingMs);
  }

  /** Past the queue, which takes several rounds of the event loop: while rows are being read, each of those is long. */
  async #runNow<Result>(job: () => Promise<Result>): Promise<Result> {
    this.#direct += 1;
    try {
      return await job();
    } finally {
      this.#direct -= 1;
      this.#cooling.add(this.#forgottenAfterMs);
      this.#adjust();
    }
  }

  /** `missed`: the slot came while everything was paused or used up, so another must be asked for. */
  #slot<Result>(job: () => Promise<Result>, signal: AbortSignal): Promise<Result | null | 'missed'> {
    return new Promise((resolve, reject) => {
      let isStarted = false;
      const leave = (): void => {
        if (!isStarted) resolve(null);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#limiter
        .schedule(async () => {
          // The pause may have begun while the job waited: looked at only before, a herd would leave when it ends.
          if (signal.aborted) return null;
          if (this.pausedMs > 0) return 'missed';
          // This job is counted already. Whoever went past the queue may have taken what the reservoir still shows.
          if (this.#isRolling && this.#held + this.#others > this.#capacity) return 'missed';
          isStarted = true;
          return await job().finally(() => this.#cooling.add(this.#forgottenAfterMs));
        })
        .then(resolve, reject)
        .finally(() => {
          signal.removeEventListener('abort', leave);
          this.#adjust();
        });
    });
  }

  /** Requests in one interval that this process may use. */
  get #capacity(): number {
    const { rate } = this.#options;
    const window = this.#window;
    if (window === null) return rate ?? LOWEST_RATE;
    const mine = Math.max(1, window.max - Math.max(LEAST_MARGIN, Math.ceil(window.max * MARGIN)));
    return rate === null ? mine : Math.max(1, Math.min(mine, Math.floor((rate * window.intervalMs) / WINDOW_MS)));
  }

  get #spacingMs(): number {
    const intervalMs = this.#window?.intervalMs ?? WINDOW_MS;
    return ((intervalMs / this.#capacity) * SPACING) / this.#share;
  }

  /** After so long HubSpot's window has forgotten a request for certain. */
  get #forgottenAfterMs(): number {
    return (this.#window?.intervalMs ?? WINDOW_MS) + GUARD_MS;
  }

  #space(): void {
    this.#isRolling = false;
    void this.#limiter.updateSettings({ reservoir: null, minTime: this.#spacingMs });
  }

  #roll(): void {
    if (!this.#isRolling) {
      this.#isRolling = true;
      void this.#limiter.updateSettings({ reservoir: 0, minTime: 0 });
    }
    this.#adjust();
  }

  /** What the headers count and this process did not send belongs to others; it is forgotten unless told again. */
  #noteOthers(max: number | null, remaining: number | null): void {
    if (max === null || remaining === null) return;
    this.#others = Math.max(0, max - remaining - this.#held);
    clearTimeout(this.#othersTimer);
    this.#othersTimer = setTimeout(() => {
      this.#others = 0;
      this.#adjust();
    }, this.#forgottenAfterMs);
  }

  /** Requests under way, and those whose permit has not come back. */
  get #held(): number {
    const { RUNNING, EXECUTING } = this.#limiter.counts();
    return RUNNING + EXECUTING + this.#direct + this.#cooling.count;
  }

  /** Sets the reservoir to what is free: the capacity less what this process holds and what others use. */
  #adjust(): void {
    if (!this.#isRolling || this.#isAdjusting) return;
    this.#isAdjusting = true;
    void this.#limiter.currentReservoir().then(async (reservoir) => {
      this.#isAdjusting = false;
      if (reservoir === null || !this.#isRolling) return;
      const missing = this.#capacity - this.#held - this.#others - reservoir;
      if (missing !== 0) await this.#limiter.incrementReservoir(missing);
    });
  }
}
