/** What the pipeline needs from the outside. Adapters implement these; one composition root joins them. */
import type { HubSpotRequest, Purpose } from './endpoints.ts';
import type { RecordOrigin } from './record-origin.ts';
import type { Reply } from './replies.ts';

/** Sends requests at the pace that the account allows. */
export interface Dispatcher {
  /**
   * Waits for its turn, sends, and classifies what came back; null when `turn` was aborted before the request started.
   * `exchange` cuts off a request that is under way, whose reply is then retryable. Rejects only for a bug.
   */
  send(
    request: HubSpotRequest,
    signals: { readonly turn: AbortSignal; readonly exchange: AbortSignal },
  ): Promise<Reply | null>;
  /** No request starts for this long. Pauses do not add up: the one that ends last counts. */
  pause(delayMs: number): void;
}

/** One request that was sent and what came of it, for the log. */
export interface RequestEvent {
  readonly purpose: Purpose;
  readonly method: string;
  readonly path: string;
  /** From 1; 0 for requests that belong to no batch. */
  readonly batch: number;
  readonly inputCount: number;
  /** `1-2000` or `1,5,7-9`; empty for requests that carry no rows. */
  readonly rows: string;
  /** From 1, counting every request for these inputs. */
  readonly attempt: number;
  readonly kind: Reply['kind'];
  readonly httpStatus: number | null;
  readonly code: string;
  readonly correlationId: string;
  readonly elapsedMs: number;
}

/** Takes note of what happens. Implementations must not throw. */
export interface RunLog {
  request(event: RequestEvent): void;
  /** Something a person may want to know later; `facts` must hold no secret. */
  note(event: string, facts: Readonly<Record<string, unknown>>): void;
}

/** Time and chance, so that nothing below reaches for them. */
export interface Clock {
  /** Milliseconds on a clock that never goes back. */
  nowMs(): number;
  /** Resolves after the delay, or as soon as the signal aborts; never rejects. */
  sleep(delayMs: number, signal: AbortSignal): Promise<void>;
  /** From 0 up to but not including 1. */
  random(): number;
}

/** Records of one piece of the input, in order. */
export interface SourceBlock {
  readonly records: readonly (readonly string[])[];
  /** Knows the records again when they are let go of. */
  readonly origin: RecordOrigin;
  /** The row number of the first record. */
  readonly firstNumber: number;
  /** Just behind the last record, in decoded UTF-8 bytes: reading can start again here. */
  readonly endOffset: number;
  /** Decoded bytes that the block took: what bounds the window when rows are large. */
  readonly bytes: number;
}

/** Where reading can start again: the end of a block, and the number of the row behind it. */
export interface ResumePoint {
  readonly offset: number;
  readonly firstNumber: number;
}

/** Rows that are about to be added to what HubSpot has. */
export interface Addition {
  /** `contacts→companies`. */
  readonly pair: string;
  /** `1-2000` or `1,5,7-9`. */
  readonly rows: string;
  /** The types that a row's pair had before, by its number; without those that had none. */
  readonly had: Readonly<Record<number, string>>;
}

/** Remembers additions beyond the end of the process. */
export interface AdditionNotes {
  /** Returns when the note is on the disk. */
  note(addition: Addition): Promise<void>;
  /** Whether an earlier sitting of this run noted the row. */
  wasNoted(row: number): boolean;
  /** What the pair of a noted row had when it was noted first; empty for nothing. */
  hadAtFirst(row: number): string;
}
