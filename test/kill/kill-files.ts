/** Files in which everything happens that grouping, merging and narrowing have to survive, made from a seed. */
import { gzipSync } from 'node:zlib';
import { randomFrom } from '../../src/sandbox/random.ts';
import type { SandboxOptions } from '../../src/sandbox/server.ts';

/** One import to be killed: a file, a HubSpot, and how the command is called. */
export interface KillCase {
  readonly name: string;
  readonly fileName: string;
  readonly file: Buffer;
  readonly flags: readonly string[];
  readonly sandbox: SandboxOptions;
  /** Pairs of contacts and companies that have a label before the import. */
  readonly earlier: readonly { readonly fromId: string; readonly toId: string; readonly typeId: number }[];
}

type Random = () => number;

interface Pair {
  readonly from: string;
  readonly to: string;
  readonly types: readonly string[];
}

const CONTACT_COMPANY: Pair = {
  from: 'contacts',
  to: 'companies',
  types: ['Billing contact', 'Decision maker', '32', '279', '28;30', '', ''],
};

const PAIRS: readonly Pair[] = [
  CONTACT_COMPANY,
  { from: 'contacts', to: 'deals', types: ['Champion', '4', ''] },
  { from: '2-4412', to: 'companies', types: ['Preferred vendor', '40', ''] },
  { from: 'contacts', to: 'contacts', types: ['Manager', ''] },
];

const BROKEN_IDS = ['', 'abc', '1.23457E+11', '-3'];
const MISSING_IDS = ['4041', '4042', '40400'];

function pick<Value>(random: Random, values: readonly [Value, ...Value[]] | readonly Value[]): Value {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
}

interface FileShape {
  readonly rows: number;
  readonly pairs: readonly Pair[];
  readonly hasType: boolean;
  /** The share of rows that name a missing record. */
  readonly missing: number;
  /** The share of rows that repeat or merge with an earlier row. */
  readonly repeats: number;
}

/** Rows as text fields: fresh links, repeats near and far, links with another label, missing records, broken cells. */
function rowsOf(shape: FileShape, random: Random): readonly (readonly string[])[] {
  const rows: string[][] = [];
  for (let number = 1; number <= shape.rows; number += 1) {
    const pair = pick(random, shape.pairs);
    const type = shape.hasType ? pick(random, pair.types) : '';
    const chance = random();
    const note = random() < 0.05 ? `two\nlines, "quoted" ${number}` : `${'x'.repeat(Math.floor(random() * 120))}é`;
    let row = [`${1_000_000 + number}`, `${9_000_000 + Math.floor(number / 3)}`, type, pair.from, pair.to, note];
    if (chance < shape.repeats && rows.length > 0) row = [...repeated(rows, random), note];
    else if (chance < shape.repeats + shape.missing) row[Math.floor(random() * 2)] = pick(random, MISSING_IDS);
    else if (chance > 0.98) row[Math.floor(random() * 2)] = pick(random, BROKEN_IDS);
    else if (chance > 0.96 && shape.hasType) row[2] = 'No such label';
    rows.push(row);
  }
  return rows;
}

/** An earlier row, near or far, as it was or with another type. */
function repeated(rows: readonly (readonly string[])[], random: Random): readonly string[] {
  const distance = random() < 0.6 ? 1 + Math.floor(random() * 10) : 1 + Math.floor(random() * rows.length);
  const [from = '', to = '', type = '', fromType = '', toType = ''] = rows[Math.max(0, rows.length - distance)] ?? [];
  const types = PAIRS.find((pair) => pair.from === fromType && pair.to === toType)?.types ?? [];
  const isOther = random() < 0.5 && type !== '' && types.length > 0;
  return [from, to, isOther ? pick(random, types) : type, fromType, toType];
}

const HEADER = ['from', 'to', 'type', 'from_type', 'to_type', 'note'];

function csvOf(rows: readonly (readonly string[])[], columns: readonly string[], newline: string): string {
  const quoted = (field: string): string => (/[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);
  const indexes = columns.map((column) => HEADER.indexOf(column));
  const lines = [columns, ...rows.map((row) => indexes.map((index) => row[index] ?? ''))];
  return lines.map((fields) => fields.map(quoted).join(',') + newline).join('');
}

/** How files and calls differ from case to case. */
interface CasePlan extends Partial<FileShape> {
  readonly columns: readonly string[];
  readonly flags: readonly string[];
  readonly sandbox?: SandboxOptions;
  readonly newline?: string;
  readonly encode?: (text: string) => Buffer;
  readonly extension?: string;
}

const pairFlags = ['--from', 'contacts', '--to', 'companies'];

const PLANS: Readonly<Record<string, CasePlan>> = {
  'labels are kept': { columns: ['from', 'to', 'type', 'note'], flags: [...pairFlags, '--batch-size', '20'] },
  'default associations': {
    columns: ['from', 'to', 'note'],
    flags: [...pairFlags, '--batch-size', '15'],
    hasType: false,
    newline: '\r\n',
  },
  'mixed pairs': {
    columns: ['from', 'to', 'type', 'from_type', 'to_type', 'note'],
    flags: ['--batch-size', '25'],
    pairs: PAIRS,
  },
  'labels are replaced': {
    columns: ['from', 'to', 'type', 'note'],
    flags: [...pairFlags, '--existing', 'replace', '--batch-size', '20'],
    encode: (text) => gzipSync(text),
    extension: '.csv.gz',
  },
  'refusals are narrowed down': {
    columns: ['note', 'to', 'from', 'type'],
    flags: [...pairFlags, '--batch-size', '40'],
    missing: 0.006,
    sandbox: { switches: { missingRecords: '400', errorsNamed: 'none' } },
    encode: (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
  },
  'large batches, everything kept': {
    columns: ['from', 'to', 'type', 'from_type', 'to_type', 'note'],
    flags: ['--existing', 'keep', '--batch-size', '200'],
    rows: 4_000,
    pairs: PAIRS,
    sandbox: { switches: { existing: 'omitted', order: 'reversed' } },
  },
};

/** The names of the cases. */
export const KILL_CASES: readonly string[] = Object.keys(PLANS);

/** The case of that name; the seed decides the file's content. `size` makes it shorter. */
export function killCase(name: string, seed: number, size: { readonly rows?: number } = {}): KillCase {
  const plan = PLANS[name];
  if (plan === undefined) throw new Error(`there is no case ${JSON.stringify(name)}`);
  const random = randomFrom(seed);
  const shape: FileShape = {
    rows: 2_500,
    pairs: [CONTACT_COMPANY],
    hasType: true,
    missing: 0.03,
    repeats: 0.15,
    ...plan,
    ...size,
  };
  const rows = rowsOf(shape, random);
  const encode = plan.encode ?? ((text: string) => Buffer.from(text));
  const earlier = rows
    .filter(
      ([from = '', to = '', , fromType, toType]) =>
        /^\d{7}$/.test(from) && /^\d{7}$/.test(to) && fromType === 'contacts' && toType === 'companies',
    )
    .filter(() => random() < 0.05)
    .map(([fromId = '', toId = '']) => ({ fromId, toId, typeId: pick(random, [28, 30, 32]) }));
  return {
    name,
    fileName: `links${plan.extension ?? '.csv'}`,
    file: encode(csvOf(rows, plan.columns, plan.newline ?? '\n')),
    flags: plan.flags,
    sandbox: { rateLimit: null, dailyLimit: null, latencyMs: 8, jitterMs: 20, ...plan.sandbox },
    earlier,
  };
}
