/** The rows of an input. */
import type { Input, Row } from './terms.ts';

/** The rows that share an input, in the file's order. */
export function rowsOf({ firstRow, moreRows }: Pick<Input, 'firstRow' | 'moreRows'>): readonly Row[] {
  return moreRows === null ? [firstRow] : [firstRow, ...moreRows];
}

/** The part of an input that says whose it is; null for no rows at all. */
export function sharedBy([firstRow, ...others]: readonly Row[]): Pick<Input, 'firstRow' | 'moreRows'> | null {
  return firstRow === undefined ? null : { firstRow, moreRows: others.length === 0 ? null : others };
}
