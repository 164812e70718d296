/** What it takes to read what a batch's records have: from the side of its from records, or of its to records. */
import type { Batch, Input } from '../core/terms.ts';
import { MAX_READ_IDS } from '../core/terms.ts';

/** From whose side associations are read. */
export type Side = 'fromId' | 'toId';

/** A page holds 500 links; a record with so many rows in one batch has pages beyond the first. */
const ROWS_OF_A_HUB = 50;

/** About how many requests the reading before a batch takes. */
export function readRequestsFor({ pair, inputs }: Batch): number {
  const straight = readingFrom(inputs, 'fromId').requests;
  return pair.from === pair.to ? straight : Math.min(straight, readingFrom(inputs, 'toId').requests);
}

/** What reading from one side takes. */
interface ReadingCost {
  readonly side: Side;
  readonly records: number;
  /** About how many requests: a hub is read page after page. */
  readonly requests: number;
}

/**
 * Both sides, the cheaper first. Where both take as many requests, the one with more records: the fewer share more rows, and
 * have more pages.
 */
export function cheaperFirst(inputs: readonly Input[]): readonly [ReadingCost, ReadingCost] {
  const [from, to] = [readingFrom(inputs, 'fromId'), readingFrom(inputs, 'toId')];
  const apart = to.requests - from.requests || from.records - to.records;
  return apart < 0 ? [to, from] : [from, to];
}

/** What reading the inputs from this side takes. */
export function readingFrom(inputs: readonly Input[], side: Side): ReadingCost {
  const rows = new Map<string, number>();
  let most = 0;
  for (const input of inputs) {
    const count = (rows.get(input[side]) ?? 0) + 1;
    rows.set(input[side], count);
    most = Math.max(most, count);
  }
  return { side, records: rows.size, requests: Math.ceil(rows.size / MAX_READ_IDS) + Math.floor(most / ROWS_OF_A_HUB) };
}
