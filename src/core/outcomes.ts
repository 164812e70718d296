/** Outcomes are made here, and a row gets its outcome here: once, and never a second time. */
import { EXIT, HsAssocError } from './errors.ts';
import type { Outcome, Row, RowStatus } from './terms.ts';

/** What an outcome is made from; what is left out is empty. */
export interface OutcomeFacts {
  readonly code?: string;
  readonly message?: string;
  readonly httpStatus?: number | null;
  readonly correlationId?: string;
  readonly attempts?: number;
  readonly provisional?: boolean;
}

/** A sentence for a code; empty for one that says nothing. */
export type WordsForCode = (code: string, status: RowStatus) => string;

/** What a person is told: HubSpot's words, or where it has none, ours for the code. */
export function messageOf({ message, code, status }: Outcome, wordsForCode: WordsForCode): string {
  return message === '' && code !== '' ? wordsForCode(code, status) : message;
}

/** An outcome of the given status. */
export function outcome(status: RowStatus, facts: OutcomeFacts = {}): Outcome {
  return {
    status,
    code: facts.code ?? '',
    message: facts.message ?? '',
    httpStatus: facts.httpStatus ?? null,
    correlationId: facts.correlationId ?? '',
    attempts: facts.attempts ?? 0,
    provisional: facts.provisional ?? false,
  };
}

/** Gives a row its final word. A second word for the same row is an accounting error (exit 70). */
export function settle(row: Row, word: Outcome): void {
  if (row.outcome !== null) {
    throw new HsAssocError('ROW_SETTLED_TWICE', {
      message: `row ${row.number} was settled as ${row.outcome.status} and then again as ${word.status}`,
      exitCode: EXIT.accounting,
    });
  }
  row.outcome = word;
}

/** Rows that succeeded: nobody needs to look at them again. */
export function isSuccess(status: RowStatus): boolean {
  return status === 'created' || status === 'exists' || status === 'duplicate';
}
