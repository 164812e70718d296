/** Inputs and their rows: which share one, what they ask for together, and whether an earlier sitting may have written it. */
import type { RowSet } from './row-ranges.ts';
import type { Input, Row, TypeSet } from './terms.ts';
import { DEFAULT_TYPES, unionOfTypes } from './type-sets.ts';

/** The rows that share an input, in the file's order. */
export function rowsOf({ firstRow, moreRows }: Pick<Input, 'firstRow' | 'moreRows'>): readonly Row[] {
  return moreRows === null ? [firstRow] : [firstRow, ...moreRows];
}

/** The part of an input that says whose it is; null for no rows at all. */
export function sharedBy([firstRow, ...others]: readonly Row[]): Pick<Input, 'firstRow' | 'moreRows'> | null {
  return firstRow === undefined ? null : { firstRow, moreRows: others.length === 0 ? null : others };
}

/** Everything that the rows ask for. */
export function typesAskedBy(rows: readonly Row[]): TypeSet {
  return rows.reduce((types, row) => unionOfTypes(types, row.types), DEFAULT_TYPES);
}

/** The inputs of a batch, marked where an earlier sitting of the run may have written one of the rows. */
export function withDoubt(inputs: readonly Input[], doubtful: RowSet): readonly Input[] {
  // The first input has the batch's first row.
  if ((inputs[0]?.firstRow.number ?? 0) > doubtful.last) return inputs;
  const isDoubtful = (input: Input): boolean => rowsOf(input).some(({ number }) => doubtful.has(number));
  return inputs.map((input) => (isDoubtful(input) ? { ...input, mayBeApplied: true } : input));
}
