/**
 * HubSpot's "One or more associations are invalid" names the records in its context only, those of all rows at once.
 * Here the message of one row is told which of them are its own.
 */
import type { ApiError } from './api-error.ts';
import { INVALID_RECORDS_KEY } from './api-error.ts';
import { namedIn } from './named-records.ts';
import type { LinkIds, ObjectPair } from './terms.ts';

/** The records that one error calls invalid. */
export class InvalidRecords {
  readonly #error: ApiError;
  /** HubSpot's words by id: `CONTACT=400 is not valid`. */
  readonly #from = new Map<string, string>();
  readonly #to = new Map<string, string>();

  constructor(error: ApiError, pair: ObjectPair) {
    this.#error = error;
    for (const text of error.context.get(INVALID_RECORDS_KEY) ?? []) {
      const alone = { ...error, context: new Map([[INVALID_RECORDS_KEY, [text]]]), errors: [] };
      for (const named of namedIn(alone, pair)) {
        if (named.kind !== 'record') continue;
        if (named.side !== 'to') this.#from.set(named.id, text);
        if (named.side !== 'from') this.#to.set(named.id, text);
      }
    }
  }

  /** The error with the records of this input in its message; the error itself when it names none of them. */
  about({ fromId, toId }: LinkIds): ApiError {
    const from = this.#from.get(fromId);
    const to = this.#to.get(toId);
    const named = [...(from === undefined ? [] : [`from ${from}`]), ...(to === undefined ? [] : [`to ${to}`])];
    if (named.length === 0) return this.#error;
    const { message } = this.#error;
    return { ...this.#error, message: `${message}: ${named.join(', ')}`, sharedMessage: message };
  }
}
