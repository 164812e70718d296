/** The rows of an input. */
import type { RowSet } from './row-ranges.ts';
import type { Input, Row } from './terms.ts';

/** The rows that share an input, in the file's order. */
export function rowsOf({ firstRow, moreRows }: Pick<Input, 'firstRow' | 'moreRows'>): readonly Row[] {
  return moreRows === null ? [firstRow] : [firstRow, ...moreRows];
}

/** The part of an input that says whose it is; null for no rows at all. */
export function sharedBy([firstRow, ...others]: readonly Row[]): Pick<Input, 'firstRow' | 'moreRows'> | null {
  return firstRow === undefined ? null : { firstRow, moreRows: others.length === 0 ? null : others };
}

/** The inputs of a batch, marked where an earlier sitting of the run may have written one of the rows. */
export function withDoubt(inputs: readonly Input[], doubtful: RowSet): readonly Input[] {
  // The first input has the batch's first row.
  if ((inputs[0]?.firstRow.number ?? 0) > doubtful.last) return inputs;
  const isDoubtful = (input: Input): boolean => rowsOf(input).some(({ number }) => doubtful.has(number));
  return inputs.map((input) => (isDoubtful(input) ? { ...input, mayBeApplied: true } : input));
}
