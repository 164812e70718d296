/** What can be wrong with a row of the file, as facts. The words for a person live in `cli/`. */
import type { TypeProblem } from './association-types.ts';

/** The two sides of an association. */
export type Side = 'from' | 'to';

/** Why a row is invalid. `column` is the header's text. */
export type RowProblem =
  | { readonly code: 'ROW_EMPTY' }
  | {
      readonly code: 'ROW_RAGGED' | 'ROW_TOO_SHORT';
      readonly fieldCount: number;
      readonly headerCount: number;
      /** Whether it is as `failed.csv` filled it up with empty fields. */
      readonly isFilledUp: boolean;
      /** What separates the fields of a row whose delimiter is not the header's, as far as that shows. */
      readonly delimiter?: string;
    }
  | { readonly code: 'ID_MISSING'; readonly side: Side; readonly column: string }
  | { readonly code: 'ID_ROUNDED'; readonly side: Side; readonly column: string; readonly value: string }
  | { readonly code: 'ID_NOT_DIGITS'; readonly side: Side; readonly column: string; readonly value: string }
  | { readonly code: 'ID_OUT_OF_RANGE'; readonly side: Side; readonly column: string; readonly value: string }
  /** `column`: that of a file of limits, which no flag can stand in for. */
  | { readonly code: 'OBJECT_TYPE_MISSING'; readonly side: Side; readonly column?: string }
  | { readonly code: 'OBJECT_TYPE_MALFORMED'; readonly side: Side; readonly value: string }
  | { readonly code: 'OBJECT_TYPE_UNKNOWN'; readonly fromType: string; readonly toType: string }
  /** Of a file of limits; empty where there is no number at all. */
  | { readonly code: 'MAX_NOT_A_NUMBER'; readonly value: string }
  | (TypeProblem & { readonly pair: string });

/** The words for all problems of one row. */
export type DescribeProblems = (problems: readonly RowProblem[]) => string;
