/** Joins the pace and the HTTP client: each attempt waits for its turn, is sent, classified, and learned from. */
import { setMaxListeners } from 'node:events';
import type { HubSpotRequest } from '../../core/endpoints.ts';
import type { Dispatcher } from '../../core/ports.ts';
import type { Allowance, Reply } from '../../core/replies.ts';
import { classify, readAllowance } from '../../core/replies.ts';
import type { HubSpotClient } from './hubspot-client.ts';
import type { Pacer } from './pacer.ts';

/** A dispatcher that also tells how many batches are worth keeping in flight. */
export interface PacedDispatcher extends Dispatcher {
  /** Batches in flight that keep the allowance full at the latency seen: 4 to 64. */
  readonly wantedInFlight: number;
  readonly pausedMs: number;
  /** About how long so many requests take at the pace and latency known now, with `concurrency` in flight; null: `wantedInFlight`. */
  estimateMs(requests: number, concurrency: number | null): number;
  /** So many requests are still to come, as far as is known: a long run is paced otherwise than a short one. */
  expect(requests: number): void;
  /** What the last answer with such headers told of the account's allowance; null before. */
  readonly allowance: Allowance | null;
}

const FEWEST_IN_FLIGHT = 4;
/** Beyond this, memory grows and nothing else. */
export const MOST_IN_FLIGHT = 64;
const FIRST_IN_FLIGHT = 10;
/** The weight of a new latency in the average. */
const NEWS = 0.2;
/** What a fault of the server leaves of the number in flight, and what each answer gives back. */
const EASE = 0.7;
const LEAST_EASE = 0.25;
const RECOVERY = 0.05;

/** Joins pacer and client. */
export function createDispatcher(client: HubSpotClient, pacer: Pacer, nowMs: () => number): PacedDispatcher {
  const load = new Load(pacer);
  let allowance: Allowance | null = null;
  const learn = (reply: Reply, { purpose }: HubSpotRequest, startedMs: number): void => {
    const isThrottled = reply.kind === 'retryable' && reply.fault === 'throttled';
    const told = readAllowance(reply.headers);
    if (told.max !== null || told.dailyMax !== null) allowance = told;
    if (reply.kind !== 'retryable') load.observe(nowMs() - startedMs);
    else if (!isThrottled) load.ease();
    const { latencyMs } = load;
    pacer.observe({
      allowance: purpose === 'account' ? { ...told, max: null } : told,
      isThrottled,
      startedMs,
      latencyMs,
    });
  };
  return {
    send: (request, signals) => {
      setMaxListeners(0, signals.turn, signals.exchange);
      return pacer.turn(async () => {
        const startedMs = nowMs();
        const reply = classify(await client.exchange(request, signals.exchange));
        learn(reply, request, startedMs);
        return reply;
      }, signals.turn);
    },
    pause: (delayMs) => pacer.pause(delayMs),
    expect: (requests) => pacer.expect(requests),
    get wantedInFlight() {
      return load.wantedInFlight;
    },
    estimateMs: (requests, concurrency) => load.estimateMs(requests, concurrency),
    get pausedMs() {
      return pacer.pausedMs;
    },
    get allowance() {
      return allowance;
    },
  };
}

/** How many requests to keep in flight: what the pace asks for at the latency seen, fewer after faults of the server. */
class Load {
  readonly #pacer: Pacer;
  /** An average of the answers so far, null before the first. */
  #latencyMs: number | null = null;
  #ease = 1;

  constructor(pacer: Pacer) {
    this.#pacer = pacer;
  }

  /** Learns from an answer that was none of a fault. */
  observe(tookMs: number): void {
    this.#ease = Math.min(1, this.#ease + RECOVERY);
    this.#latencyMs = this.#latencyMs === null ? tookMs : this.#latencyMs + NEWS * (tookMs - this.#latencyMs);
  }

  /** Learns from a fault of the server. */
  ease(): void {
    this.#ease = Math.max(LEAST_EASE, this.#ease * EASE);
  }

  /** 0 before the first answer. */
  get latencyMs(): number {
    return this.#latencyMs ?? 0;
  }

  get wantedInFlight(): number {
    if (this.#latencyMs === null) return FIRST_IN_FLIGHT;
    const wanted = Math.ceil(this.#pacer.inFlightAt(this.#latencyMs) * this.#ease) + 1;
    return Math.min(MOST_IN_FLIGHT, Math.max(FEWEST_IN_FLIGHT, wanted));
  }

  estimateMs(requests: number, concurrency: number | null): number {
    const { latencyMs } = this;
    const turnsBefore = Math.floor(Math.max(0, requests - 1) / (concurrency ?? this.wantedInFlight));
    return Math.max(this.#pacer.estimateMs(requests, latencyMs), turnsBefore * latencyMs) + latencyMs;
  }
}
