/**
 * Finds the columns an import needs in a CSV's header. Everything that is wrong with a header is returned at once, so
 * that it is mended in one go; the wording is the caller's.
 */

import { trimUnseen } from './trim-unseen.ts';

/** The roles a column can have, in the order problems are listed. */
const COLUMN_ROLES = ['from', 'to', 'type', 'fromType', 'toType'] as const;
/** What a column is read as. */
export type ColumnRole = (typeof COLUMN_ROLES)[number];

/** 0-based column indexes; null when the file has no such column. */
export interface ColumnMap {
  readonly from: number;
  readonly to: number;
  readonly type: number | null;
  readonly fromType: number | null;
  readonly toType: number | null;
}

/** What is wrong with a header. `columns` are 0-based indexes, `wanted` is what the user asked for. */
export type ColumnProblem =
  | { readonly code: 'COLUMN_MISSING'; readonly role: 'from' | 'to' }
  | { readonly code: 'COLUMN_AMBIGUOUS'; readonly role: ColumnRole; readonly columns: readonly number[] }
  | { readonly code: 'COLUMN_DUPLICATED'; readonly name: string; readonly columns: readonly number[] }
  | { readonly code: 'COLUMN_SHARED'; readonly roles: readonly ColumnRole[]; readonly column: number }
  | { readonly code: 'MAPPED_COLUMN_MISSING'; readonly role: ColumnRole; readonly wanted: string }
  | {
      readonly code: 'MAPPED_COLUMN_AMBIGUOUS';
      readonly role: ColumnRole;
      readonly wanted: string;
      readonly columns: readonly number[];
    }
  | { readonly code: 'OBJECT_TYPE_UNKNOWABLE'; readonly role: 'fromType' | 'toType' };

/** What came of looking for the columns. */
export type ColumnMatch =
  | { readonly kind: 'matched'; readonly columns: ColumnMap }
  | { readonly kind: 'problems'; readonly problems: readonly ColumnProblem[] };

/** What columns are found with. */
export interface ColumnOptions {
  /** Column names, or `#3` for the third column, that take the place of the names known for a role. */
  readonly map?: Readonly<Partial<Record<ColumnRole, string>>>;
  /** Whether an object type is given for rows that carry none. */
  readonly hasDefault: { readonly fromType: boolean; readonly toType: boolean };
}

const ROLE_BY_NAME: ReadonlyMap<string, ColumnRole> = new Map([
  ...sideNames('from'),
  ...sideNames('to'),
  ['type', 'type'],
  ['label', 'type'],
  ['associationtype', 'type'],
  ['associationlabel', 'type'],
]);

/** Columns that an import adds to its own failed.csv, and that importing the mended file ignores. */
const OWN_COLUMNS: ReadonlySet<string> = new Set(['hs_assoc_code', 'hs_assoc_message']);

const NUMBERED = /^#([1-9]\d{0,5})$/;

/** The role that a column of this name has by itself, or null. Case, spaces, `_` and `-` do not count. */
export function roleOfName(name: string): ColumnRole | null {
  return ROLE_BY_NAME.get(relaxed(name)) ?? null;
}

/** A column of types under a name that is not known: singular or plural, with `association` before it or `id` behind it. */
const LIKE_TYPES = /^(?:association)?(?:type|label)s?(?:id|name)?s?$/;

/** Indexes of the columns that look like types by their names; what a name holds in parentheses does not count. */
export function columnsLikeTypes(header: readonly string[]): readonly number[] {
  return columnsWhere(header, (name) => LIKE_TYPES.test(relaxed(name.replace(/\([^)]*\)/g, ''))));
}

/** Whether the columns of both ids are called by what could be ids: the header is a row then, which is not imported. */
export function isRow(header: readonly string[], { from, to }: ColumnMap): boolean {
  return [from, to].every((index) => /^[1-9]\d*$/.test(trimUnseen(header[index] ?? '')));
}

/** Whether a column is one that failed.csv adds to the original ones. */
export function isOwnColumn(name: string): boolean {
  return OWN_COLUMNS.has(trimUnseen(name).toLowerCase());
}

/** The columns of a header, or every problem it has. */
export function matchColumns(header: readonly string[], options: ColumnOptions): ColumnMatch {
  const problems: ColumnProblem[] = duplicates(header);
  const found = new Map<ColumnRole, number>();
  mapColumns(header, options.map ?? {}, { found, problems });
  const taken = new Set(found.values());
  for (const role of COLUMN_ROLES) {
    if (options.map?.[role] !== undefined) continue;
    const columns = columnsWhere(header, (name, index) => !taken.has(index) && roleOfName(name) === role);
    const [first] = columns;
    if (first !== undefined) found.set(role, first);
    if (differ(header, columns)) problems.push({ code: 'COLUMN_AMBIGUOUS', role, columns });
    if (columns.length === 0 && (role === 'from' || role === 'to')) problems.push({ code: 'COLUMN_MISSING', role });
    if (columns.length === 0 && (role === 'fromType' || role === 'toType') && !options.hasDefault[role]) {
      problems.push({ code: 'OBJECT_TYPE_UNKNOWABLE', role });
    }
  }
  const from = found.get('from');
  const to = found.get('to');
  if (problems.length > 0 || from === undefined || to === undefined) return { kind: 'problems', problems };
  const optional = (role: ColumnRole): number | null => found.get(role) ?? null;
  return {
    kind: 'matched',
    columns: {
      from,
      to,
      type: optional('type'),
      fromType: optional('fromType'),
      toType: optional('toType'),
    },
  };
}

interface Findings {
  readonly found: Map<ColumnRole, number>;
  readonly problems: ColumnProblem[];
}

function mapColumns(header: readonly string[], map: Partial<Record<ColumnRole, string>>, findings: Findings): void {
  const rolesByColumn = new Map<number, ColumnRole[]>();
  for (const role of COLUMN_ROLES) {
    const wanted = map[role];
    if (wanted === undefined) continue;
    const columns = columnsWanted(header, wanted);
    const [column] = columns;
    if (column === undefined) {
      findings.problems.push({ code: 'MAPPED_COLUMN_MISSING', role, wanted });
      continue;
    }
    if (differ(header, columns)) findings.problems.push({ code: 'MAPPED_COLUMN_AMBIGUOUS', role, wanted, columns });
    findings.found.set(role, column);
    rolesByColumn.set(column, [...(rolesByColumn.get(column) ?? []), role]);
  }
  for (const [column, roles] of rolesByColumn) {
    // One column may name the object type of both sides: companies to companies.
    const typesOnly = roles.every((role) => role === 'fromType' || role === 'toType');
    if (roles.length > 1 && !typesOnly) findings.problems.push({ code: 'COLUMN_SHARED', roles, column });
  }
}

/** Exact names come first, so that a file with both `Id` and `ID` can be mapped. */
function columnsWanted(header: readonly string[], wanted: string): readonly number[] {
  const exact = columnsWhere(header, (name) => name === wanted || trimUnseen(name) === trimUnseen(wanted));
  if (exact.length > 0 && trimUnseen(wanted) !== '') return exact;
  const alike = columnsWhere(header, (name) => relaxed(name) === relaxed(wanted));
  if (alike.length > 0 && relaxed(wanted) !== '') return alike;
  const number = NUMBERED.exec(trimUnseen(wanted))?.[1];
  const index = number === undefined ? -1 : Number(number) - 1;
  return index >= 0 && index < header.length ? [index] : [];
}

/** Columns without a name may repeat: spreadsheets write empty ones behind the last that is used. */
function duplicates(header: readonly string[]): ColumnProblem[] {
  const columnsByName = new Map<string, number[]>();
  for (const [index, name] of header.entries()) {
    const key = trimUnseen(name);
    if (key === '' || isOwnColumn(name)) continue;
    columnsByName.set(key, [...(columnsByName.get(key) ?? []), index]);
  }
  return [...columnsByName]
    .filter(([, columns]) => columns.length > 1)
    .map(([name, columns]) => ({ code: 'COLUMN_DUPLICATED', name, columns }));
}

/** Whether the columns have different names; equal ones are already reported as duplicated. */
function differ(header: readonly string[], columns: readonly number[]): boolean {
  return new Set(columns.map((index) => trimUnseen(header[index] ?? ''))).size > 1;
}

/** Indexes of the columns that hold; never those that failed.csv adds. */
function columnsWhere(header: readonly string[], holds: (name: string, index: number) => boolean): readonly number[] {
  return [...header.keys()].filter((index) => {
    const name = header[index] ?? '';
    return !isOwnColumn(name) && holds(name, index);
  });
}

function sideNames(side: 'from' | 'to'): [string, ColumnRole][] {
  const ids = ['', 'id', 'objectid', 'recordid'].map((suffix): [string, ColumnRole] => [`${side}${suffix}`, side]);
  const role = side === 'from' ? 'fromType' : 'toType';
  return [...ids, [`${side}type`, role], [`${side}objecttype`, role]];
}

function relaxed(name: string): string {
  return trimUnseen(name)
    .toLowerCase()
    .replace(/[\s\p{Cf}_-]/gu, '');
}
