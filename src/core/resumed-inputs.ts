/** What a resumed run has still to send of inputs of which an earlier sitting reported some rows. */
import { rowsOf, sharedBy, typesAskedBy } from './inputs.ts';
import { isSuccess, outcome } from './outcomes.ts';
import { isOpen } from './settling.ts';
import type { Input, Row } from './terms.ts';

/** Stand in for the outcomes of rows that an earlier sitting reported; they are never written. */
export const REPORTED_BEFORE = { finished: outcome('created'), unfinished: outcome('failed') };

/**
 * The inputs with rows that have no outcome, without their rows that need a hand: what only those asked for is not asked
 * for, and no row is a duplicate of theirs. Rows that succeeded stay: their types have to be sent along, lest they be
 * replaced.
 */
export function inputsStillOpen(inputs: readonly Input[]): readonly Input[] {
  return inputs.filter(isOpen).map((input) => {
    const rows = rowsOf(input);
    const kept = rows.filter(isOpenOrSuccess);
    const shared = kept.length === rows.length ? null : sharedBy(kept);
    if (shared === null) return input;
    return { ...input, ...shared, types: typesAskedBy(kept), wasTakenApart: true };
  });
}

function isOpenOrSuccess({ outcome: word }: Row): boolean {
  return word === null || isSuccess(word.status);
}
