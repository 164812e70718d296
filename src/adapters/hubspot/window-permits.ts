/**
 * The permits of a rolling window: how many there are, who has them, and when each comes back. HubSpot does not tell when it
 * counts a request; it is between the request's start and its answer.
 */
import type { Allowance } from '../../core/replies.ts';
import { shareOf, WINDOW_MS, type WindowShare } from './window-share.ts';

/** What the permits go by. */
export interface WindowPermitsOptions {
  /** Requests in ten seconds, a cap that the headers never raise; null when the user did not say. */
  readonly rate: number | null;
  /** Milliseconds on a clock that never goes back. */
  readonly nowMs: () => number;
  /** Requests of this process that have begun and are not answered. */
  readonly underWay: () => number;
  /** Those that will begin by themselves. */
  readonly scheduled: () => number;
  /** Called whenever more permits are free. */
  readonly onBack: () => void;
}

/** HubSpot's lowest tier: 100 requests in ten seconds. Source: HubSpot's usage guidelines. */
const LOWEST_RATE = 100;
/** A permit comes back this long after it is due, because arrivals jitter. */
const GUARD_MS = 200;
/** The share of the allowance that is left to others, and at least so many requests. */
const MARGIN = 0.02;
const LEAST_MARGIN = 2;
/** After so many intervals without news, what others had is not worth knowing. A server that answers late has one in two. */
const OUTDATED = 3;

/** Knows what is free of the window. */
export class WindowPermits {
  readonly #options: WindowPermitsOptions;
  /** The account's window without the margin, whoever uses it; what is assumed, until the headers tell. */
  #window: WindowShare;
  /** What of it this process may use. */
  #share: WindowShare;
  #isKnown = false;
  /** Permits of answered requests, until the window has forgotten those. */
  readonly #cooling = new Set<NodeJS.Timeout>();
  /** Requests that others have in the window, at least, as the headers told in this interval and in the one before. */
  #others = 0;
  #othersBefore = 0;
  #othersSinceMs = Number.NEGATIVE_INFINITY;
  #othersTimer: NodeJS.Timeout | undefined;
  /** Nothing was told of others for an interval. */
  #isNewsOld = false;
  #isClosed = false;

  constructor(options: WindowPermitsOptions) {
    this.#options = options;
    this.#window = { requests: options.rate ?? LOWEST_RATE, intervalMs: WINDOW_MS };
    this.#share = this.#window;
  }

  /** Whether the headers have told the window. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** The window's length, HubSpot's usual one until it is known; another where `rate` is lower than the allowance. */
  get intervalMs(): number {
    return this.#share.intervalMs;
  }

  /** Requests in one interval that this process may use. */
  get capacity(): number {
    return this.#share.requests;
  }

  /** Permits that nobody has; below zero when others take what this process holds. What `rate` leaves unused is there for others. */
  get free(): number {
    const others = Math.max(this.#others, this.#othersBefore);
    return Math.min(this.capacity, this.#window.requests - others) - this.#options.scheduled() - this.#held;
  }

  /**
   * About how long it takes until the last of so many requests may start when each starts as soon as a permit is free: those of the whole
   * window come back together, late by the time that an answer takes.
   */
  timeAtOnceMs(requests: number, latencyMs: number): number {
    const windowsBefore = Math.floor(Math.max(0, requests - 1) / this.capacity);
    return windowsBefore * (this.intervalMs + latencyMs + GUARD_MS);
  }

  /** Learns from the headers of an answer. */
  learnWindow({ max, intervalMs }: Allowance): void {
    if (max === null || max <= 0) return;
    const requests = Math.max(1, max - Math.max(LEAST_MARGIN, Math.ceil(max * MARGIN)));
    this.#window = { requests, intervalMs: intervalMs ?? WINDOW_MS };
    this.#share = shareOf(this.#window, this.#options.rate);
    this.#isKnown = true;
  }

  /**
   * What the headers count and this process did not send belongs to others. While answers are under way it seems to be less than it is: what
   * counts is the most that was seen in this interval and in the one before. Where there is but one answer, it tells all.
   */
  noteOthers({ max, remaining }: Allowance): void {
    if (max === null || remaining === null) {
      this.#missNews();
      return;
    }
    const nowMs = this.#options.nowMs();
    const { requests, intervalMs } = this.#window;
    const elapsedMs = nowMs - this.#othersSinceMs;
    const isAlone = this.#held <= 1;
    if (isAlone || elapsedMs > intervalMs) {
      this.#othersBefore = isAlone || elapsedMs > OUTDATED * intervalMs ? 0 : this.#others;
      this.#others = 0;
      this.#othersSinceMs = nowMs;
    }
    this.#others = Math.max(this.#others, max - remaining - this.#held);
    this.#isNewsOld = false;
    clearTimeout(this.#othersTimer);
    this.#othersTimer = setTimeout(() => {
      // Nothing has told for long: one request may ask.
      this.#isNewsOld = true;
      this.#others = Math.min(this.#others, requests - 1);
      this.#othersBefore = Math.min(this.#othersBefore, requests - 1);
      this.#options.onBack();
    }, intervalMs + GUARD_MS);
  }

  /** A request has been answered: its permit comes back when the window has forgotten it for certain. */
  coolFromAnswer(): void {
    this.#cool(this.intervalMs + GUARD_MS);
  }

  /**
   * As above, one interval after its start, which is too early by the latency if HubSpot counts it late. Where requests start evenly
   * spaced it does no harm: counted late, they are as many in any interval.
   */
  coolFromStart(startedMs: number): void {
    this.#cool(Math.max(0, startedMs + this.intervalMs - this.#options.nowMs()));
  }

  /** Nothing comes back any more, and nothing keeps the process from ending. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#othersTimer);
    for (const timer of this.#cooling) clearTimeout(timer);
    this.#cooling.clear();
  }

  /** An answer tells nothing of the window. Where none has for long, none may ever: headers come on some calls only. */
  #missNews(): void {
    if (!this.#isNewsOld) return;
    this.#others = 0;
    this.#othersBefore = 0;
  }

  #cool(delayMs: number): void {
    // A request that is cut off at the end is answered after the end.
    if (this.#isClosed) return;
    const timer = setTimeout(() => {
      this.#cooling.delete(timer);
      this.#options.onBack();
    }, delayMs);
    this.#cooling.add(timer);
  }

  /** Requests under way, and those whose permit has not come back. */
  get #held(): number {
    return this.#options.underWay() + this.#cooling.size;
  }
}
