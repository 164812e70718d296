/** What the bench server counts: one set of counters from one reset to the next. */
import type { Answer } from './answers.ts';
import type { ServerStats } from './settings.ts';

/** An answer and what it is counted as; one without a call is counted as unreadable, unless it is a 429. */
export interface CountedAnswer extends Answer {
  readonly call?: 'write' | 'read' | 'labels';
}

/** One request on its way. */
export interface Flight {
  /** Its body is read and its answer known. */
  read(answer: CountedAnswer, bytesIn: number): void;
  end(nowMs: number): void;
}

/** Counts since it was made. */
export class Counters {
  readonly #cpu = process.cpuUsage();
  readonly #byCall = { write: 0, read: 0, labels: 0 };
  #requests = 0;
  #inputs = 0;
  #throttled = 0;
  #unreadable = 0;
  #inFlight = 0;
  #mostInFlight = 0;
  #mostInputs = 0;
  #inputsInFlight = 0;
  #mostInputsInFlight = 0;
  #bytesIn = 0;
  #bytesOut = 0;
  #firstMs: number | null = null;
  #lastMs = 0;

  /** A request's first bytes have arrived. */
  arrive(nowMs: number): Flight {
    this.#requests += 1;
    this.#firstMs ??= nowMs;
    this.#inFlight += 1;
    this.#mostInFlight = Math.max(this.#mostInFlight, this.#inFlight);
    let inputCount = 0;
    return {
      read: (answer, bytesIn) => {
        inputCount = answer.inputCount;
        this.#note(answer, bytesIn);
      },
      end: (endMs) => {
        this.#inFlight -= 1;
        this.#inputsInFlight -= inputCount;
        this.#lastMs = endMs;
      },
    };
  }

  #note(answer: CountedAnswer, bytesIn: number): void {
    const { status, call, inputCount, body } = answer;
    this.#bytesIn += bytesIn;
    this.#bytesOut += body.length;
    if (status === 429) this.#throttled += 1;
    else if (call === undefined) this.#unreadable += 1;
    else this.#byCall[call] += 1;
    if (call === 'write') this.#inputs += inputCount;
    this.#mostInputs = Math.max(this.#mostInputs, inputCount);
    this.#inputsInFlight += inputCount;
    this.#mostInputsInFlight = Math.max(this.#mostInputsInFlight, this.#inputsInFlight);
  }

  get stats(): ServerStats {
    const { user, system } = process.cpuUsage(this.#cpu);
    return {
      requests: this.#requests,
      writes: this.#byCall.write,
      inputs: this.#inputs,
      reads: this.#byCall.read,
      labels: this.#byCall.labels,
      throttled: this.#throttled,
      unreadable: this.#unreadable,
      mostInFlight: this.#mostInFlight,
      mostInputs: this.#mostInputs,
      mostInputsInFlight: this.#mostInputsInFlight,
      bytesIn: this.#bytesIn,
      bytesOut: this.#bytesOut,
      busyMs: this.#firstMs === null ? 0 : this.#lastMs - this.#firstMs,
      cpuMs: (user + system) / 1000,
    };
  }
}
