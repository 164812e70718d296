/**
 * Decides when the next request may start. While the allowance is unknown, requests are spaced evenly; once the answers'
 * headers tell it, it is a rolling window: as many at once as are free, each permit coming back one interval and a guard
 * after its answer. On a long run that wait costs more than spacing does, and requests are spread over the window. A 429 pauses
 * everyone, and the way back up is spaced, slow, and within the window. The only file that knows Bottleneck.
 *
 * Bottleneck's own retries bypass the rate, and its refreshed reservoir lets two bursts into one rolling window, so
 * neither is used: every attempt is a fresh turn, and the reservoir follows from one formula (see `#adjust`).
 */
import Bottleneck from 'bottleneck';
import type { Allowance } from '../../core/replies.ts';
import { systemClock } from '../system-clock.ts';
import { HeadStart } from './head-start.ts';
import { RateShare } from './rate-share.ts';
import { RunLength } from './run-length.ts';
import { WindowPermits } from './window-permits.ts';

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
  /** How long answers take on average. */
  readonly latencyMs: number;
}

/** Spaced requests keep a shade under the nominal rate, because their arrivals jitter. */
const SPACING = 1.008;
/** Turns that begin at once: a run first asks for the account, if it is resumed, and for the types of a pair in both directions. */
const HEAD_START = 3;
/** What spreading saves at least, as a share of the interval: forecasts err, and a last window may be nearly empty. */
const LEAST_GAIN = 0.25;
/** How fast the free permits of a rolling window are spent, when nothing else holds requests back. */
const SPEND_WINDOW_MS = 500;
/** Turns that are asked for ahead of their time where starts are spaced. */
const SPARE_TURNS = 2;

/** Gives out turns. */
export class Pacer {
  readonly #options: PacerOptions;
  readonly #limiter: Bottleneck;
  readonly #permits: WindowPermits;
  /** Whether starts follow the window; until that is known, they are spaced only. */
  #isRolling = false;
  /** Whether starts that follow the window are spaced as well. */
  #isSpread = false;
  #minTimeMs: number;
  readonly #length = new RunLength();
  readonly #headStart: HeadStart;
  /** Requests under way that went past the queue. */
  #direct = 0;
  /** The share of the nominal rate at which spaced requests start; under 1 after a 429. */
  readonly #share = new RateShare();
  #pausedUntilMs = Number.NEGATIVE_INFINITY;
  #isAdjusting = false;

  constructor(options: PacerOptions) {
    this.#options = options;
    this.#permits = new WindowPermits({
      ...options,
      underWay: () => this.#underWay,
      scheduled: () => this.#limiter.counts().RUNNING,
      onBack: () => this.#adjust(),
    });
    this.#headStart = new HeadStart(Math.min(HEAD_START, this.#permits.capacity), options.nowMs);
    this.#minTimeMs = this.#spacingMs;
    this.#limiter = new Bottleneck({ minTime: this.#minTimeMs });
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

  /**
   * Requests in flight that use the pace up when each takes `latencyMs`; a window is to be spent in about half a second. Where starts are
   * spaced, a slot that nobody takes is lost: some wait for theirs, however much longer than that a few answers take.
   */
  inFlightAt(latencyMs: number): number {
    if (this.#isRolling && !this.#isSpread) return (this.#permits.capacity * latencyMs) / SPEND_WINDOW_MS;
    return Math.max(latencyMs / this.#spacingMs, this.#underWay + SPARE_TURNS);
  }

  /** About how long it takes until the last of so many requests may start, when each takes `latencyMs`. */
  estimateMs(requests: number, latencyMs: number): number {
    const spacedMs = Math.max(0, requests - 1) * this.#spacingMs;
    return this.#isRolling ? Math.min(spacedMs, this.#permits.timeAtOnceMs(requests, latencyMs)) : spacedMs;
  }

  /** So many requests are still to come, as far as is known. */
  expect(requests: number): void {
    this.#length.expect(requests);
  }

  /** Learns from an answer. */
  observe({ allowance, isThrottled, startedMs, latencyMs }: PaceNews): void {
    this.#permits.learnWindow(allowance);
    this.#permits.noteOthers(allowance);
    this.#share.observe({ isThrottled, startedMs }, this.#options.nowMs());
    // What was refused at once may pass evenly: others may be at work, or HubSpot may count in shorter windows as well.
    this.#isSpread ||= isThrottled || (this.#permits.isKnown && this.#isFasterSpread(latencyMs));
    this.#follow();
  }

  /** Lets go of timers and of turns that were not taken. */
  async close(): Promise<void> {
    this.#permits.close();
    await this.#limiter.stop({ dropWaitingJobs: true, dropErrorMessage: 'closed' });
  }

  /** Whether a request may start past the queue: a permit is free, nobody waits for it, and nothing has to be spaced. */
  get #isFree(): boolean {
    const { RECEIVED, QUEUED } = this.#limiter.counts();
    return this.#isRolling && !this.#isSpread && RECEIVED + QUEUED === 0 && this.#permits.free > 0;
  }

  #isHeadStart(): boolean {
    return this.#share.value === 1 && !this.#permits.isKnown && this.#headStart.take(this.#spacingMs);
  }

  /** Past the queue, which takes several rounds of the event loop: while rows are being read, each of those is long. */
  async #runNow<Result>(job: () => Promise<Result>): Promise<Result> {
    this.#direct += 1;
    this.#length.begin();
    try {
      return await job();
    } finally {
      this.#direct -= 1;
      this.#permits.coolFromAnswer();
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
          if (this.#isRolling && this.#permits.free < 0) return 'missed';
          isStarted = true;
          return await this.#runSlot(job);
        })
        .then(resolve, reject)
        .finally(() => {
          signal.removeEventListener('abort', leave);
          this.#adjust();
        });
    });
  }

  async #runSlot<Result>(job: () => Promise<Result>): Promise<Result> {
    this.#length.begin();
    const startedMs = this.#options.nowMs();
    const isSpread = this.#isSpread && this.#isRolling;
    try {
      return await job();
    } finally {
      if (isSpread) this.#permits.coolFromStart(startedMs);
      else this.#permits.coolFromAnswer();
    }
  }

  get #spacingMs(): number {
    return ((this.#permits.intervalMs / this.#permits.capacity) * SPACING) / this.#share.value;
  }

  /** Has turns begin as is known now. A lowered rate keeps to the window as well, which may be full of what went before. */
  #follow(): void {
    const minTime = this.#permits.isKnown && !this.#isSpread ? 0 : this.#spacingMs;
    if (this.#permits.isKnown && !this.#isRolling) void this.#limiter.updateSettings({ reservoir: 0, minTime });
    else if (minTime !== this.#minTimeMs) void this.#limiter.updateSettings({ minTime });
    this.#isRolling = this.#permits.isKnown;
    this.#minTimeMs = minTime;
    this.#adjust();
  }

  /** Whether the rest is sooner over when it is spread, as seen from the beginning of a window. */
  #isFasterSpread(latencyMs: number): boolean {
    const left = this.#length.leftInWindows(this.#permits.capacity);
    const leastGainMs = this.#permits.intervalMs * LEAST_GAIN;
    return left * this.#spacingMs + leastGainMs < this.#permits.timeAtOnceMs(left, latencyMs);
  }

  /** Requests that have begun and are not answered. */
  get #underWay(): number {
    return this.#limiter.counts().EXECUTING + this.#direct;
  }

  /** Sets the reservoir to what is free. */
  #adjust(): void {
    if (!this.#isRolling || this.#isAdjusting) return;
    this.#isAdjusting = true;
    void this.#limiter.currentReservoir().then(async (reservoir) => {
      this.#isAdjusting = false;
      if (reservoir === null || !this.#isRolling) return;
      const missing = this.#permits.free - reservoir;
      if (missing !== 0) await this.#limiter.incrementReservoir(missing);
    });
  }
}
