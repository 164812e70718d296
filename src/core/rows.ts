/**
 * Records become rows here: ids and types are read and judged, and a row that cannot be sent is settled as invalid
 * with everything that is wrong with it. Such a row travels on like any other, so that the report keeps the file's order.
 */
import type { Distance, PairTypes, ReadTypes } from './association-types.ts';
import { readTypeCell } from './association-types.ts';
import type { ColumnMap } from './columns.ts';
import { isDigit, ZERO } from './digits.ts';
import { canonicalObjectType } from './object-types.ts';
import { outcome } from './outcomes.ts';
import { RecentMap } from './recent-map.ts';
import { RecordOrigin } from './record-origin.ts';
import { type HeaderShape, shapeOf, shapeProblem } from './record-shape.ts';
import type { DescribeProblems, RowProblem, Side } from './row-problems.ts';
import type { ObjectPair, Row, TypeSet } from './terms.ts';
import { pairName } from './terms.ts';
import { trimUnseen } from './trim-unseen.ts';
import { DEFAULT_TYPES } from './type-sets.ts';

/** What rows are read with. */
export interface RowReaderOptions {
  readonly header: readonly string[];
  readonly columns: ColumnMap;
  /** For rows that carry none; object types in canonical form. Null when not given. */
  readonly defaults: { readonly fromType: string | null; readonly toType: string | null; readonly type: string | null };
  /** The types of a pair, or null when HubSpot knows no such object type. Asked only for pairs from `pairsIn`. */
  readonly typesOf: (pair: ObjectPair) => PairTypes | null;
  readonly describe: DescribeProblems;
  readonly distance: Distance;
}

/** Distinct type cells remembered per pair: real files hold dozens; a file of unique garbage must not fill memory. */
const REMEMBERED_CELLS = 10_000;

/** The largest id HubSpot could hold, a signed 64-bit number. */
const MAX_ID = 9_223_372_036_854_775_807n;
const MAX_ID_DIGITS = 19;

const DIGITS = /^[1-9][0-9]*$/;
const SCIENTIFIC = /^\d+(?:[.,]\d+)?[eE]\+?\d+$/;

/** A pair with its types and the cells already read against them. */
interface KnownPair {
  readonly pair: ObjectPair;
  readonly types: PairTypes | null;
  readonly cells: RecentMap<string, ReadTypes>;
}

/** Reads records into rows. Holds only caches: the same record always becomes the same row. */
export class RowReader {
  readonly #options: RowReaderOptions;
  readonly #shape: HeaderShape;
  readonly #pairs = new Map<string, KnownPair>();
  /** Neighbours mostly name one pair: no key is made for them. */
  #lastPair: KnownPair | null = null;
  /** One for each side, since neighbours name the same two. */
  readonly #canonicalFrom = new RecentMap<string, string | null>(REMEMBERED_CELLS);
  readonly #canonicalTo = new RecentMap<string, string | null>(REMEMBERED_CELLS);

  constructor(options: RowReaderOptions) {
    this.#options = options;
    this.#shape = shapeOf(options.header);
  }

  /** The object pairs that the records name, each once. */
  pairsIn(records: readonly (readonly string[])[]): readonly ObjectPair[] {
    const { columns } = this.#options;
    const found = new Map<string, ObjectPair>();
    // Without columns of object types every record names the same pair, also one that is misshapen.
    if (columns.fromType === null && columns.toType === null) {
      const pair = records.length === 0 ? null : this.#pairNamedBy([]);
      return pair === null ? [] : [pair];
    }
    for (const record of records) {
      const pair = this.pairOf(record);
      if (pair !== null) found.set(pairName(pair), pair);
    }
    return [...found.values()];
  }

  /** The object pair that a record names; null when one of its object types cannot be one, or stands who knows where. */
  pairOf(record: readonly string[]): ObjectPair | null {
    return shapeProblem(record, this.#shape) === null ? this.#pairNamedBy(record) : null;
  }

  #pairNamedBy(record: readonly string[]): ObjectPair | null {
    const from = this.#objectType(record, 'from');
    const to = this.#objectType(record, 'to');
    return from === null || to === null ? null : { from, to };
  }

  /** The row of a record, already settled when it is invalid. `origin`: default, one that holds the record. */
  read(record: readonly string[], number: number, origin = RecordOrigin.of(record, number)): Row {
    return this.#readSound(record, number, origin) ?? this.#readClosely(record, number, origin);
  }

  /** The row of a record without a fault, else null. This is what nearly every record is: it makes nothing but the row. */
  #readSound(record: readonly string[], number: number, origin: RecordOrigin): Row | null {
    const { columns } = this.#options;
    const fromType = this.#objectType(record, 'from');
    const toType = this.#objectType(record, 'to');
    const fromId = idIn(record[columns.from] ?? '');
    const toId = idIn(record[columns.to] ?? '');
    if (fromType === null || toType === null || fromId === null || toId === null) return null;
    if (shapeProblem(record, this.#shape) !== null) return null;
    const known = this.#knownPair(fromType, toType);
    const read = known.types === null ? null : this.#typeCell(record, known, known.types);
    if (read?.kind !== 'read') return null;
    return { number, origin, fromType, fromId, toType, toId, types: read.types, sent: null, outcome: null };
  }

  #readClosely(record: readonly string[], number: number, origin: RecordOrigin): Row {
    const { columns } = this.#options;
    const misfit = shapeProblem(record, this.#shape);
    const problems: RowProblem[] = misfit === null ? [] : [misfit];
    const from = this.#objectType(record, 'from');
    const to = this.#objectType(record, 'to');
    const fromId = trimUnseen(record[columns.from] ?? '');
    const toId = trimUnseen(record[columns.to] ?? '');
    if (misfit === null) {
      if (from === null) problems.push(this.#objectTypeProblem(record, 'from'));
      if (to === null) problems.push(this.#objectTypeProblem(record, 'to'));
      this.#judgeId(fromId, 'from', problems);
      this.#judgeId(toId, 'to', problems);
    }
    const types = misfit === null ? this.#types(record, from, to, problems) : DEFAULT_TYPES;
    return {
      number,
      origin,
      fromType: from ?? this.#objectTypeText(record, 'from'),
      fromId,
      toType: to ?? this.#objectTypeText(record, 'to'),
      toId,
      types,
      sent: null,
      outcome: problems.length === 0 ? null : this.#invalid(problems),
    };
  }

  #invalid(problems: readonly RowProblem[]): Row['outcome'] {
    const [first] = problems;
    return outcome('invalid', { code: first?.code ?? '', message: this.#options.describe(problems) });
  }

  #objectTypeText(record: readonly string[], side: Side): string {
    const { columns, defaults } = this.#options;
    const column = side === 'from' ? columns.fromType : columns.toType;
    const text = column === null ? '' : (record[column] ?? '').trim();
    return text === '' ? ((side === 'from' ? defaults.fromType : defaults.toType) ?? '') : text;
  }

  #objectType(record: readonly string[], side: Side): string | null {
    const text = this.#objectTypeText(record, side);
    const remembered = side === 'from' ? this.#canonicalFrom : this.#canonicalTo;
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const canonical = text === '' ? null : canonicalObjectType(text);
    remembered.set(text, canonical);
    return canonical;
  }

  #objectTypeProblem(record: readonly string[], side: Side): RowProblem {
    const value = this.#objectTypeText(record, side);
    return value === '' ? { code: 'OBJECT_TYPE_MISSING', side } : { code: 'OBJECT_TYPE_MALFORMED', side, value };
  }

  #judgeId(value: string, side: Side, problems: RowProblem[]): void {
    if (isId(value)) return;
    const { columns, header } = this.#options;
    const column = header[side === 'from' ? columns.from : columns.to] ?? '';
    if (value === '') problems.push({ code: 'ID_MISSING', side, column });
    else if (SCIENTIFIC.test(value)) problems.push({ code: 'ID_ROUNDED', side, column, value });
    else if (!DIGITS.test(value)) problems.push({ code: 'ID_NOT_DIGITS', side, column, value });
    else if (value.length > MAX_ID_DIGITS || BigInt(value) > MAX_ID) {
      problems.push({ code: 'ID_OUT_OF_RANGE', side, column, value });
    }
  }

  #types(record: readonly string[], from: string | null, to: string | null, problems: RowProblem[]): TypeSet {
    if (from === null || to === null) return DEFAULT_TYPES;
    const known = this.#knownPair(from, to);
    if (known.types === null) {
      problems.push({ code: 'OBJECT_TYPE_UNKNOWN', fromType: from, toType: to });
      return DEFAULT_TYPES;
    }
    const read = this.#typeCell(record, known, known.types);
    if (read.kind === 'read') return read.types;
    problems.push({ ...read.problem, pair: pairName({ from, to }) });
    return DEFAULT_TYPES;
  }

  #knownPair(from: string, to: string): KnownPair {
    const last = this.#lastPair;
    if (last !== null && last.pair.from === from && last.pair.to === to) return last;
    const key = `${from}>${to}`;
    const pair = { from, to };
    const known = this.#pairs.get(key) ?? {
      pair,
      types: this.#options.typesOf(pair),
      cells: new RecentMap(REMEMBERED_CELLS),
    };
    this.#pairs.set(key, known);
    this.#lastPair = known;
    return known;
  }

  #typeCell(record: readonly string[], known: KnownPair, types: PairTypes): ReadTypes {
    const { columns, defaults, distance } = this.#options;
    const own = columns.type === null ? '' : (record[columns.type] ?? '');
    const remembered = known.cells.get(own);
    if (remembered !== undefined) return remembered;
    const read = readTypeCell(trimUnseen(own) === '' ? (defaults.type ?? '') : own, types, distance);
    known.cells.set(own, read);
    return read;
  }
}

/** The id that a cell consists of but for blanks around it, or null. Most have none: what is an id needs no trimming. */
function idIn(cell: string): string | null {
  if (isId(cell)) return cell;
  const trimmed = trimUnseen(cell);
  return isId(trimmed) ? trimmed : null;
}

/** Digits that are certainly in range; one of nineteen digits is looked at more closely. */
function isId(value: string): boolean {
  if (value.length === 0 || value.length >= MAX_ID_DIGITS || value.charCodeAt(0) === ZERO) return false;
  for (let index = 0; index < value.length; index += 1) {
    if (!isDigit(value.charCodeAt(index))) return false;
  }
  return true;
}
