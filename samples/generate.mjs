/**
 * Writes the sample files. The same files come out every time: a test compares them with what is committed.
 *
 *     node samples/generate.mjs [directory]
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';

const ROWS = 12_000;

/** Deals out numbers that look random and are the same every time. Source: Mulberry32, a 32-bit generator. */
function dice(seed) {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

const FIRST_NAMES = [
  'Ada',
  'Béla',
  'Chidi',
  'Dörte',
  'Emre',
  'Farah',
  'Grace',
  'Hiro',
  'Inès',
  'Jörg',
  'Kiri',
  'Linus',
];
const LAST_NAMES = [
  'Adler',
  'Brandão',
  'Castro',
  'Dubois',
  'Eriksen',
  'Farkas',
  'García',
  'Huang',
  'Ivanova',
  'Jensen',
];
const COMPANIES = ['Acme, Inc.', 'Globex', 'Initech', '"Hooli" GmbH', 'Müller & Söhne', 'Wayne Ltd', 'Stark; Partner'];

/** The label of a row; most contacts have none. */
const LABELS = [
  '',
  '',
  '',
  '',
  '',
  '',
  'Billing contact',
  'Billing contact',
  'Decision maker',
  'decision maker',
  '279',
  'Geschäftsführer',
];

/** Rows with something wrong, by row number: [from, to, type, note]. */
const BROKEN = new Map([
  [1_203, ['1.23457E+11', null, '', 'a spreadsheet rounded the id']],
  [2_718, ['', null, '', 'the id is missing']],
  [3_141, [null, null, 'Biling contact', 'no such label: one letter is missing']],
  [4_669, [null, null, '280', 'this type belongs to the other direction']],
  [5_772, [null, 'acme.example', '', 'a domain where an id should be']],
  [6_180, [null, null, '9999', 'no such type']],
  [7_320, ['1.23457E+11', null, '', 'a spreadsheet rounded the id']],
  [9_090, [null, null, 'Decison maker', 'no such label: one letter is missing']],
]);

/** Rows whose contact or company does not exist: in the sandbox, ids that begin with 404 do not. */
const MISSING_CONTACTS = [97, 1_414, 3_333, 5_150, 8_128, 8_129, 11_888];
const MISSING_COMPANIES = [1_729, 6_174, 10_007];

function field(text) {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function links() {
  const roll = dice(20_261_121);
  const lines = ['From ID,To ID,Association label,Contact,Company,Note'];
  for (let row = 1; row <= ROWS; row += 1) {
    const [from, to, type, note] = BROKEN.get(row) ?? [null, null, null, ''];
    const companyIndex = roll(1_500);
    const contact = MISSING_CONTACTS.includes(row) ? `404${100_000 + row}` : String(32_100_000_000 + row * 17);
    const company = MISSING_COMPANIES.includes(row) ? `404${200_000 + row}` : String(8_810_000_000 + companyIndex * 31);
    const label = LABELS[roll(LABELS.length)];
    const name = `${FIRST_NAMES[roll(FIRST_NAMES.length)]} ${LAST_NAMES[roll(LAST_NAMES.length)]}`;
    const companyName = COMPANIES[companyIndex % COMPANIES.length];
    const fields = [from ?? contact, to ?? company, type ?? label, name, companyName, note];
    lines.push(fields.map(field).join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** What Excel saves in Germany: semicolons, CRLF, Windows-1252. */
function excelGerman() {
  const lines = [
    'Von ID;Nach ID;Beziehung;Bemerkung',
    '501;9001;Geschäftsführer;Größtes Büro in Köln',
    '502;9001;;Straße fehlt noch',
    '503;9002;Billing contact;"Rechnung; nur per Post, 5 € Porto"',
    '504;9003;Decision maker;',
  ];
  return Buffer.from(
    lines
      .map((line) => `${line}\r\n`)
      .join('')
      .replaceAll('€', '\u0080'),
    'latin1',
  );
}

/** Several object types in one file; two of them of the same record. */
function mixedPairs() {
  const lines = [
    'From type,From ID,To type,To ID,Type',
    'contacts,701,companies,9101,Billing contact',
    'contacts,701,deals,3301,Champion',
    'contact,702,company,9101,',
    'deals,3301,companies,9101,',
    'tickets,6601,contacts,701,',
    '0-3,3302,line_items,7701,',
    'companies,9101,companies,9102,Parent Company',
    '2-4412,5501,companies,9102,Preferred vendor',
  ];
  return `${lines.join('\n')}\n`;
}

const directory = process.argv[2] ?? import.meta.dirname;
writeFileSync(path.join(directory, 'links.csv'), links());
writeFileSync(path.join(directory, 'excel-german.csv'), excelGerman());
writeFileSync(path.join(directory, 'mixed-pairs.csv'), mixedPairs());
