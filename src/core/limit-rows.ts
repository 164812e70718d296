/** Rows of a file of limits: object types, a type and a number. What is wrong with a row settles it as invalid. */
import type { Distance, PairTypes } from './association-types.ts';
import { asType, definitionName, readTypeCell } from './association-types.ts';
import { canonicalObjectType } from './object-types.ts';
import { outcome } from './outcomes.ts';
import type { DescribeProblems, RowProblem } from './row-problems.ts';
import type { AssociationType, ObjectPair, Row } from './terms.ts';
import { pairName } from './terms.ts';
import { DEFAULT_TYPES, typeSet } from './type-sets.ts';

/** A row that sets or clears the limit of one type; its ids are empty. */
export interface LimitRow extends Row {
  readonly pair: ObjectPair;
  /** Null for an invalid row. */
  readonly type: AssociationType | null;
  /** Null for an invalid row, and where none is needed. */
  readonly max: number | null;
}

/** The columns of a file of limits. */
export const LIMIT_COLUMNS = ['from', 'to', 'type', 'max'] as const;
type LimitColumn = (typeof LIMIT_COLUMNS)[number];

const NAMES: Readonly<Record<LimitColumn, readonly string[]>> = {
  from: ['from', 'fromtype', 'fromobjecttype'],
  to: ['to', 'totype', 'toobjecttype'],
  type: ['type', 'label', 'associationtype', 'associationlabel'],
  max: ['max', 'limit', 'maximum', 'maxtoobjectids'],
};

/** Where each column is; null for one that is missing, or there twice. */
export function matchLimitColumns(header: readonly string[]): Readonly<Record<LimitColumn, number | null>> {
  const place = (column: LimitColumn): number | null => {
    const found = header.flatMap((name, index) => (NAMES[column].includes(relaxed(name)) ? [index] : []));
    return found.length === 1 ? (found[0] ?? null) : null;
  };
  return { from: place('from'), to: place('to'), type: place('type'), max: place('max') };
}

function relaxed(name: string): string {
  return name.replace(/[\s_\uFEFF-]/g, '').toLowerCase();
}

/** The texts of one row. */
export interface LimitTexts {
  readonly from: string;
  readonly to: string;
  readonly type: string;
  /** Null where no number is needed. */
  readonly max: string | null;
}

/** The pair of a row, or null when one of its object types can be none. */
export function limitPairOf({ from, to }: Pick<LimitTexts, 'from' | 'to'>): ObjectPair | null {
  const [fromType, toType] = [canonicalObjectType(from), canonicalObjectType(to)];
  return fromType === null || toType === null ? null : { from: fromType, to: toType };
}

/** What rows are read with. */
export interface LimitReading {
  /** The types of a pair; null when HubSpot knows no such pair. */
  readonly typesOf: (pair: ObjectPair) => PairTypes | null;
  readonly describe: DescribeProblems;
  readonly distance: Distance;
}

const COUNT = /^[1-9]\d{0,8}$/;

/** Where a row stands in its file. */
export type Place = Pick<Row, 'number' | 'origin'>;

/** The row of a record, settled when it is invalid. */
export function readLimitRow(texts: LimitTexts, place: Place, reading: LimitReading): LimitRow {
  const row = unreadRow(texts, place);
  const read = readType(texts, row.pair, reading);
  if ('problem' in read) return invalidRow(row, read.problem, reading.describe);
  const max = texts.max === null ? null : texts.max.trim();
  if (max !== null && !COUNT.test(max))
    return invalidRow(row, { code: 'MAX_NOT_A_NUMBER', value: max }, reading.describe);
  const { type } = read;
  return { ...row, types: typeSet([type]), type, max: max === null ? null : Number(max) };
}

/** The row of a record that does not fit the header: which field belongs where is not guessed. */
export function misshapenLimitRow(
  texts: LimitTexts,
  place: Place,
  { problem, describe }: { readonly problem: RowProblem; readonly describe: DescribeProblems },
): LimitRow {
  return invalidRow(unreadRow(texts, place), problem, describe);
}

/** The row of a record that nobody can judge: the command stopped before HubSpot told the types of its pair. */
export function unsentLimitRow(texts: LimitTexts, place: Place): LimitRow {
  return { ...unreadRow(texts, place), outcome: outcome('not_sent', { code: 'RUN_STOPPED' }) };
}

function unreadRow(texts: LimitTexts, { number, origin }: Place): LimitRow {
  const pair = limitPairOf(texts) ?? { from: texts.from.trim(), to: texts.to.trim() };
  const ends = { fromType: pair.from, fromId: '', toType: pair.to, toId: '' };
  return { number, origin, pair, ...ends, types: DEFAULT_TYPES, type: null, max: null, sent: null, outcome: null };
}

function invalidRow(row: LimitRow, problem: RowProblem, describe: DescribeProblems): LimitRow {
  return { ...row, outcome: outcome('invalid', { code: problem.code, message: describe([problem]) }) };
}

function readType(
  { from, to, type }: LimitTexts,
  pair: ObjectPair,
  { typesOf, distance }: LimitReading,
): { readonly type: AssociationType } | { readonly problem: RowProblem } {
  for (const [side, value] of [['from', from] as const, ['to', to] as const]) {
    if (value.trim() === '') return { problem: { code: 'OBJECT_TYPE_MISSING', side, column: side } };
    if (canonicalObjectType(value) === null) return { problem: { code: 'OBJECT_TYPE_MALFORMED', side, value } };
  }
  const types = typesOf(pair);
  if (types === null) return { problem: { code: 'OBJECT_TYPE_UNKNOWN', fromType: pair.from, toType: pair.to } };
  const read = readTypeCell(wholeCell(type, types), types, distance);
  if (read.kind === 'problem') return { problem: { ...read.problem, pair: pairName(pair) } };
  const [first, second] = read.types.types;
  const candidates = read.types.key.split(';');
  if (second !== undefined)
    return { problem: { code: 'TYPE_AMBIGUOUS', text: type, candidates, pair: pairName(pair) } };
  const found = first ?? unlabelledOf(types);
  const valid = types.forward.map(definitionName);
  return found === null
    ? { problem: { code: 'TYPE_UNKNOWN', text: type, valid, pair: pairName(pair) } }
    : { type: found };
}

/** People call the unlabelled type by that name, as lists do. */
function wholeCell(text: string, { forward }: PairTypes): string {
  const isLabel = forward.some(({ label }) => label?.toLowerCase() === text.trim().toLowerCase());
  return !isLabel && /^\(?unlabell?ed\)?$/i.test(text.trim()) ? '' : text;
}

function unlabelledOf({ forward }: PairTypes): AssociationType | null {
  const found = forward.find(({ label }) => label === null);
  return found === undefined ? null : asType(found);
}
