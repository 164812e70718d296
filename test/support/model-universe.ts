/**
 * The small world of the model property: few records, so that ids collide between object types, pairs repeat and
 * mirror each other, and every way in which a row can be wrong turns up often. It says by itself what a row means.
 */
import fc from 'fast-check';

/** A type cell and the types it asks for; null where the cell fits nothing. */
export interface TypeCell {
  readonly text: string;
  /** Sorted as `results.csv` lists them. */
  readonly names: readonly string[] | null;
}

/** An object pair of the sandbox's default account. */
export interface PairModel {
  readonly from: string;
  readonly to: string;
  readonly fromTypeId: string;
  readonly toTypeId: string;
  /** The unlabelled type, which stands beside every label; null for a pair that cannot be associated. */
  readonly unlabelled: string | null;
  readonly cells: readonly TypeCell[];
}

const own = (id: number): string => `HUBSPOT_DEFINED:${id}`;
const user = (id: number): string => `USER_DEFINED:${id}`;

function cell(text: string, ...names: string[]): TypeCell {
  return { text, names };
}

function unusable(text: string): TypeCell {
  return { text, names: null };
}

const PAIRS_WITHOUT_NAMES: readonly PairModel[] = [
  {
    from: 'contacts',
    to: 'companies',
    fromTypeId: '0-1',
    toTypeId: '0-2',
    unlabelled: own(279),
    cells: [
      cell(''),
      cell('279', own(279)),
      cell('hubspot_defined:279', own(279)),
      cell('28', user(28)),
      cell('Billing contact', user(28)),
      cell('  billing  CONTACT ', user(28)),
      cell('Decision maker', user(30)),
      cell('USER_DEFINED:32', user(32)),
      cell('Geschäftsführer;Billing contact', user(28), user(32)),
      cell('30;28; ;30', user(28), user(30)),
      cell('Primary', own(1)),
      cell('1;279', own(1), own(279)),
      unusable('29'),
      unusable('Billing'),
      unusable('Billing contact;Nobody'),
      unusable('999999'),
    ],
  },
  {
    from: 'companies',
    to: 'contacts',
    fromTypeId: '0-2',
    toTypeId: '0-1',
    unlabelled: own(280),
    cells: [
      cell(''),
      cell('280', own(280)),
      cell('Billing contact of', user(29)),
      cell('Decision maker', user(31)),
      cell('2', own(2)),
      cell('Primary', own(2)),
      unusable('279'),
      unusable('Billing contact'),
    ],
  },
  {
    from: 'contacts',
    to: 'contacts',
    fromTypeId: '0-1',
    toTypeId: '0-1',
    unlabelled: own(449),
    cells: [
      cell(''),
      cell('449', own(449)),
      cell('Manager', user(36)),
      cell('Report', user(37)),
      cell('36;37', user(36), user(37)),
      unusable('Boss'),
    ],
  },
  {
    from: 'contacts',
    to: 'deals',
    fromTypeId: '0-1',
    toTypeId: '0-3',
    unlabelled: own(4),
    cells: [cell(''), cell('4', own(4)), cell('champion', user(34)), unusable('3')],
  },
  {
    from: 'companies',
    to: 'companies',
    fromTypeId: '0-2',
    toTypeId: '0-2',
    unlabelled: own(450),
    cells: [cell(''), cell('Parent company', own(13)), cell('14', own(14)), unusable('Cousin')],
  },
  {
    from: '2-4412',
    to: 'companies',
    fromTypeId: '2-4412',
    toTypeId: '0-2',
    unlabelled: user(40),
    cells: [
      cell(''),
      cell('40', user(40)),
      cell('Preferred vendor', 'INTEGRATOR_DEFINED:1001'),
      cell('1001;40', user(40), 'INTEGRATOR_DEFINED:1001'),
      unusable('Billing contact'),
    ],
  },
  {
    from: 'notes',
    to: '2-4412',
    fromTypeId: '0-46',
    toTypeId: '2-4412',
    unlabelled: null,
    cells: [cell(''), unusable('202')],
  },
];

/**
 * Pairs in both directions, of one object type, of a custom object, and one that HubSpot cannot associate. In a
 * counterexample each is printed by its name alone.
 */
export const PAIRS: readonly PairModel[] = PAIRS_WITHOUT_NAMES.map((pair) =>
  Object.assign(pair, { [fc.toStringMethod]: () => `${pair.from}→${pair.to}` }),
);

/** What people call the object types; the canonical name first. */
export const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  contacts: ['contacts', 'Contact', '0-1'],
  companies: ['companies', 'COMPANY', '0-2'],
  deals: ['deals', 'deal', ' 0-3 '],
  notes: ['notes', '0-46'],
  '2-4412': ['2-4412'],
};

/** Object types that cannot be one. */
export const BROKEN_OBJECT_TYPES = ['con/tacts', '?'];

/** Records that exist. Two of them are one number to whoever reads ids as numbers. */
export const PRESENT_IDS = ['1', '2', '3', '11', '9007199254740992', '9007199254740993'];
/** Records of this id exist for some object types only. */
export const PARTLY_PRESENT_IDS = ['77', '88'];
export const MISSING_FOR_ONE_TYPE = ['0-1/77', '0-2/88'];
/** Magic ids of the sandbox: no such record, and a record that is not valid for its type. */
export const MISSING_IDS = ['4041', '4042'];
export const INVALID_IDS = ['4001', '4002'];
/** Never sent. */
export const BROKEN_IDS = ['', 'abc', '007', '1.5', '1.23457E+11', '-3', '99999999999999999999', '1;2'];

/** What a file says besides its rows. */
export interface FileShape {
  /** Whether the file has a type column, and columns for both object types. */
  readonly hasType: boolean;
  readonly hasObjectTypes: boolean;
  /** For rows that carry none. */
  readonly defaultPair: PairModel;
  readonly defaultType: string | null;
}

/** The header of such a file; `note` is a column of the user's. */
export function headerOf({ hasType, hasObjectTypes }: FileShape): readonly string[] {
  return ['from', 'to', ...(hasType ? ['type'] : []), ...(hasObjectTypes ? ['from_type', 'to_type'] : []), 'note'];
}

/** A row that can be sent. */
export interface ValidMeaning {
  readonly kind: 'valid';
  readonly pair: PairModel;
  readonly fromId: string;
  readonly toId: string;
  /** Empty for the default association. */
  readonly names: readonly string[];
}

/** What a row asks for. */
export type Meaning = { readonly kind: 'invalid' } | ValidMeaning;

const INVALID: Meaning = { kind: 'invalid' };
const SENDABLE = new Set([...PRESENT_IDS, ...PARTLY_PRESENT_IDS, ...MISSING_IDS, ...INVALID_IDS]);

/** What the fields of a row mean in a file of this shape. */
export function meaningOf(fields: readonly string[], shape: FileShape): Meaning {
  const header = headerOf(shape);
  const field = (name: string): string => fields[header.indexOf(name)]?.trim() ?? '';
  if (fields.length < header.length || fields.slice(header.length).some((text) => text !== '')) return INVALID;
  const pair = pairOf(field('from_type'), field('to_type'), shape);
  const [fromId, toId] = [field('from'), field('to')];
  if (pair === undefined || !SENDABLE.has(fromId) || !SENDABLE.has(toId)) return INVALID;
  const text = field('type') === '' ? (shape.defaultType ?? '') : field('type');
  const names = pair.cells.find((known) => known.text.trim() === text.trim())?.names ?? null;
  return names === null ? INVALID : { kind: 'valid', pair, fromId, toId, names };
}

function pairOf(from: string, to: string, shape: FileShape): PairModel | undefined {
  const { defaultPair } = shape;
  const named = (text: string, otherwise: string): string | undefined =>
    text === '' ? otherwise : Object.entries(SPELLINGS).find(([, all]) => all.some((one) => one.trim() === text))?.[0];
  const [fromType, toType] = [named(from, defaultPair.from), named(to, defaultPair.to)];
  return PAIRS.find((pair) => pair.from === fromType && pair.to === toType);
}
