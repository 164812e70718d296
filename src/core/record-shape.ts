/**
 * Whether a record has the fields that its header names; which field belongs where is never guessed. A `failed.csv` that is
 * imported again has two columns more at its end, which must neither hide that a row is still broken nor break one that was mended.
 */
import { isOwnColumn } from './columns.ts';
import { DELIMITERS } from './delimiter.ts';
import type { RowProblem } from './row-problems.ts';

/** Where `failed.csv` holds the code of a row with too few fields, which it fills up with empty ones. */
const TOO_SHORT = 'ROW_TOO_SHORT';
const RAGGED = 'ROW_RAGGED';
const SPACE = 0x20;

/** What is known of a header. */
export interface HeaderShape {
  readonly width: number;
  /** Indexes of the columns that the user has, in order. */
  readonly original: readonly number[];
  /** Whether the two columns of `failed.csv`, code and message, are its last ones. */
  readonly hasAdded: boolean;
}

/** The shape of a header. */
export function shapeOf(header: readonly string[]): HeaderShape {
  const original = header.flatMap((name, index) => (isOwnColumn(name) ? [] : [index]));
  const hasAdded = original.length === header.length - 2 && header.slice(-2).every(isOwnColumn);
  return { width: header.length, original, hasAdded };
}

/** What is wrong with the record's shape, or null. Fields beyond the header are harmless when they are empty: spreadsheets write such tails. */
export function shapeProblem(record: readonly string[], shape: HeaderShape): RowProblem | null {
  const { width, hasAdded, original } = shape;
  const isFitting = record.length >= width && !hasMore(record, width);
  if (isFitting && hasAdded && isStillShort(record, shape)) return stillShort(record, original.length);
  if (isFitting) return isEmpty(record, original.length) ? { code: 'ROW_EMPTY' } : null;
  const fields = hasAdded ? originalFields(record, shape) : record;
  const count = hasAdded ? original.length : width;
  if (isEmpty(fields, fields.length)) return { code: 'ROW_EMPTY' };
  // A long row whose surplus was cleared, or one that lost the added cells, is whole again.
  if (hasAdded && fields.length >= count && !hasMore(fields, count)) return null;
  const code = fields.length < count ? TOO_SHORT : RAGGED;
  const facts = { code, fieldCount: fields.length, headerCount: count, isFilledUp: false } as const;
  const delimiter = fields.length === 1 && count > 1 ? delimiterWithin(fields[0] ?? '', count) : undefined;
  return delimiter === undefined ? facts : { ...facts, delimiter };
}

/** What cuts a row that is all one field into as many as the header has: rows that were pasted below another file's header. */
function delimiterWithin(field: string, count: number): string | undefined {
  return DELIMITERS.find((delimiter) => field.split(delimiter).length === count);
}

/**
 * The user's fields: without those that an earlier import added, which stand at the end of a row that was too long, and without a
 * tail of empty ones. Where that is not certain nothing is left out.
 */
export function originalFields(
  record: readonly string[],
  { width, original, hasAdded }: HeaderShape,
): readonly string[] {
  if (!hasMore(record, width))
    return original.filter((index) => index < record.length).map((index) => record[index] ?? '');
  if (hasAdded) return record.at(-2) === RAGGED ? record.slice(0, -2) : record;
  return [...original.map((index) => record[index] ?? ''), ...record.slice(width)];
}

/** A loop: this sees every row. */
function hasMore(record: readonly string[], width: number): boolean {
  for (let index = width; index < record.length; index += 1) if (record[index] !== '') return true;
  return false;
}

function isStillShort(record: readonly string[], { width, original }: HeaderShape): boolean {
  return record[width - 2] === TOO_SHORT && record[original.length - 1] === '';
}

/** Whether the first so many fields are blank; mostly the very first one tells. */
function isEmpty(record: readonly string[], count: number): boolean {
  if ((record[0] ?? '').charCodeAt(0) > SPACE) return false;
  return record.every((field, index) => index >= count || field.trim() === '');
}

function stillShort(record: readonly string[], headerCount: number): RowProblem {
  const fieldCount = record.slice(0, headerCount).findLastIndex((field) => field !== '') + 1;
  return { code: TOO_SHORT, fieldCount, headerCount, isFilledUp: true };
}
