// Words for rows, headers, stops and codes: what happened, which value, what to do.
import { describe, expect, test } from '@jest/globals';
import { adviceFor, kindFor } from '../../src/cli/wording/advice.ts';
import { columnsHint, describeColumnProblems } from '../../src/cli/wording/header-problems.ts';
import { wordsForResuming } from '../../src/cli/wording/notices.ts';
import { all, count, duration, either, quoted } from '../../src/cli/wording/numbers.ts';
import { wordsForCode } from '../../src/cli/wording/outcomes.ts';
import { describeProblems } from '../../src/cli/wording/row-problems.ts';
import { describeStop } from '../../src/cli/wording/stops.ts';
import { readApiError } from '../../src/core/api-error.ts';
import { matchColumns } from '../../src/core/columns.ts';
import type { RowProblem } from '../../src/core/row-problems.ts';
import type { StopReason } from '../../src/core/stops.ts';

const pair = 'contacts→companies';

describe('problems of a row', () => {
  const problems: readonly RowProblem[] = [
    { code: 'ROW_EMPTY' },
    { code: 'ROW_RAGGED', fieldCount: 5, headerCount: 3, isFilledUp: false },
    { code: 'ROW_TOO_SHORT', fieldCount: 1, headerCount: 3, isFilledUp: false },
    { code: 'ROW_TOO_SHORT', fieldCount: 2, headerCount: 3, isFilledUp: true },
    { code: 'ID_MISSING', side: 'from', column: 'From ID' },
    { code: 'ID_ROUNDED', side: 'from', column: 'From ID', value: '1.23457E+11' },
    { code: 'ID_NOT_DIGITS', side: 'to', column: 'To', value: 'ada@example.com' },
    { code: 'ID_NOT_DIGITS', side: 'to', column: 'To', value: '123.0' },
    { code: 'ID_NOT_DIGITS', side: 'to', column: 'To', value: '1,234,567' },
    { code: 'ID_NOT_DIGITS', side: 'to', column: 'To', value: '1\u00a0000' },
    { code: 'ID_NOT_DIGITS', side: 'to', column: 'To', value: '1\u202f000\u202f000' },
    { code: 'ID_NOT_DIGITS', side: 'to', column: 'To', value: '1\u2019000' },
    { code: 'ID_NOT_DIGITS', side: 'to', column: 'To', value: '1\u200b5' },
    { code: 'ID_NOT_DIGITS', side: 'to', column: 'To', value: '0111' },
    { code: 'ID_NOT_DIGITS', side: 'to', column: 'To', value: '0' },
    { code: 'ID_OUT_OF_RANGE', side: 'to', column: 'To', value: '9'.repeat(25) },
    { code: 'OBJECT_TYPE_MISSING', side: 'to' },
    { code: 'OBJECT_TYPE_MALFORMED', side: 'from', value: 'con/tacts' },
    { code: 'OBJECT_TYPE_UNKNOWN', fromType: 'contacts', toType: 'blorps' },
    { code: 'LABEL_UNKNOWN', text: 'Biling contact', nearest: ['Billing contact', 'Decision maker'], pair },
    { code: 'LABEL_UNKNOWN', text: 'Boss', nearest: [], pair },
    { code: 'LABEL_AMBIGUOUS', text: 'Boss', candidates: ['USER_DEFINED:28 (Boss)', 'USER_DEFINED:30 (boss)'], pair },
    { code: 'TYPE_UNKNOWN', text: '9999', valid: ['HUBSPOT_DEFINED:279', 'USER_DEFINED:28 (Boss)'], pair },
    { code: 'TYPE_AMBIGUOUS', text: '28', candidates: ['USER_DEFINED:28', 'WORK:28'], pair },
    { code: 'TYPE_OTHER_DIRECTION', text: '280', right: 'HUBSPOT_DEFINED:279', pair },
    { code: 'TYPE_OTHER_DIRECTION', text: '280', right: null, pair },
    { code: 'TYPE_OTHER_CATEGORY', text: 'HUBSPOT_DEFINED:28', right: 'USER_DEFINED:28 (Boss)', pair },
    { code: 'ROW_TOO_SHORT', fieldCount: 1, headerCount: 2, isFilledUp: false, delimiter: ',' },
  ];

  test('say what is wrong, with the value, and what to do', () => {
    expect(problems.map((problem) => describeProblems([problem]))).toMatchInlineSnapshot(`
[
  "The row is empty.",
  "The row has 5 fields, the header 3 columns. A field that holds the delimiter must stand in quotes.",
  "The row has 1 field, the header 3 columns. Perhaps a line break or a quote cut it in two: fill in what is missing.",
  "The row had too few fields, and still ends in the empty ones that failed.csv added: put each field into its column, or, if it is right like this, clear hs_assoc_code.",
  "Column "From ID" is empty: it needs the record id of the from side.",
  "1.23457E+11 in column "From ID": a spreadsheet rounded the id, so its last digits are lost. Format the column as text and export it again.",
  ""ada@example.com" in column "To" is not a record id: an id is digits only. This looks like an e-mail address; export the Record ID column.",
  ""123.0" in column "To" is not a record id: an id is digits only. Remove the decimals.",
  ""1,234,567" in column "To" is not a record id: an id is digits only. Remove the separators between the digits.",
  ""1<U+00A0>000" in column "To" is not a record id: an id is digits only. Remove the separators between the digits.",
  ""1<U+202F>000<U+202F>000" in column "To" is not a record id: an id is digits only. Remove the separators between the digits.",
  ""1’000" in column "To" is not a record id: an id is digits only. Remove the separators between the digits.",
  ""1<U+200B>5" in column "To" is not a record id: an id is digits only. Remove the invisible character in it.",
  ""0111" in column "To" is not a record id: ids do not begin with a zero. Is this the Record ID column?",
  ""0" in column "To" is not a record id: no record has the number zero.",
  ""9999999999999999999999999" in column "To" is too long for a record id of HubSpot.",
  "The to side has no object type: fill in its to_type column, or add --to.",
  ""con/tacts" cannot be an object type: write it as contacts, companies, 0-3, 2-1234567 or p_vendor.",
  "HubSpot knows no associations from "contacts" to "blorps": check both object types.",
  "There is no label "Biling contact" for contacts→companies. The nearest: "Billing contact" or "Decision maker".",
  "There is no label "Boss" for contacts→companies: that pair has no labels. Create it in HubSpot, or leave the cell empty.",
  "The label "Boss" fits several types of contacts→companies. Write one of them instead: USER_DEFINED:28 (Boss) or USER_DEFINED:30 (boss).",
  "There is no association type 9999 for contacts→companies. There are HUBSPOT_DEFINED:279, USER_DEFINED:28 (Boss).",
  "The id 28 fits several types of contacts→companies. Write one of them instead: USER_DEFINED:28 or WORK:28.",
  "Type 280 belongs to the opposite direction of contacts→companies. In this direction it is HUBSPOT_DEFINED:279.",
  "Type 280 belongs to the opposite direction of contacts→companies. Swap the two ids, or use a type of this direction.",
  "There is no type HUBSPOT_DEFINED:28 for contacts→companies, but there is USER_DEFINED:28 (Boss).",
  "The row has 1 field, the header 2 columns. Its fields are separated with ",", the header's are not: use one delimiter for the whole file.",
]
`);
  });

  test.each([
    ['123;4567', 'Several ids need a row each.'],
    ['12345, 67890', 'Several ids need a row each.'],
    ['1,234,567', 'Remove the separators between the digits.'],
    ['="123"', 'Remove the quotes around the digits.'],
    ["'123", 'Remove the quotes around the digits.'],
    ['\u201c123\u201d', 'Remove the quotes around the digits.'],
    ['#N/A', 'A spreadsheet writes this where a formula has no result.'],
    ['#REF!', 'A spreadsheet writes this where a formula has no result.'],
    ['123,45', 'digits only.'],
  ])('of the id %j end with %j', (value, hint) => {
    const said = describeProblems([{ code: 'ID_NOT_DIGITS', side: 'to', column: 'To', value }]);
    expect(said.endsWith(hint)).toBe(true);
  });

  test('of one row are all told', () => {
    expect(describeProblems(problems.slice(4, 6))).toMatch(/is empty.*1\.23457E\+11/);
  });

  test('tell how several labels are written, where commas seem to separate them', () => {
    const nearest = ['Billing contact', 'Decision maker'];
    const text = 'Billing contact, Decision maker';
    const said = describeProblems([{ code: 'LABEL_UNKNOWN', text, nearest, pair }]);
    expect(said).toMatch(/or "Decision maker"\. Several labels are separated with ";"\.$/);
  });

  test('never let a file move the cursor of a terminal', () => {
    const value = '\u001b[2J\r\n\u0007x';
    const text = describeProblems([{ code: 'ID_NOT_DIGITS', side: 'to', column: 'To', value }]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    expect(text).not.toMatch(/[\u0000-\u001f]/);
  });
});

describe('problems of a header', () => {
  test('are told all at once, with the header and a command', () => {
    const header = ['Contact ID', 'Company ID', 'label', 'type', 'x', 'x'];
    const match = matchColumns(header, {
      map: { fromType: 'Kind' },
      hasDefault: { fromType: false, toType: false },
    });
    if (match.kind !== 'problems') throw new Error('the header fits');
    expect(describeColumnProblems(match.problems, header)).toMatchInlineSnapshot(`
"The header doesn't fit, for 6 reasons:
    "Contact ID", "Company ID", "label", "type", "x", "x"
  - Columns 5 and 6 are all called "x": rename all but one.
  - --map from_type=Kind: there is no such column.
  - No column for the record ids of the from side: none is called "from" or "from id".
  - No column for the record ids of the to side: none is called "to" or "to id".
  - "label" and "type" could all be the "type" column: say which one.
  - Nothing says what object type the to side has: add --to (for example --to companies), or a column "to_type"."
`);
    expect(
      columnsHint(match.problems, { command: "hs-assoc import 'my links.csv'", header, areTypesTold: false }),
    ).toMatchInlineSnapshot(`
"Rename the columns that share a name in the header line, then:

hs-assoc import 'my links.csv' --to companies --map 'from_type=COLUMN,from=Contact ID,to=Company ID,type=label'"
`);
    const exported = ['Record ID - Contact', 'Record ID - Company', 'Label'];
    const second = matchColumns(exported, { hasDefault: { fromType: true, toType: true } });
    if (second.kind !== 'problems') throw new Error('the header fits');
    expect(
      columnsHint(second.problems, { command: 'hs-assoc import x.csv', header: exported, areTypesTold: false }),
    ).toBe("hs-assoc import x.csv --map 'from=Record ID - Contact,to=Record ID - Company'");
  });

  test('say that a column in another language may hold types, which would be passed over', () => {
    const hintFor = (header: readonly string[], areTypesTold: boolean): string => {
      const match = matchColumns(header, { hasDefault: { fromType: true, toType: true } });
      if (match.kind !== 'problems') throw new Error('the header fits');
      return columnsHint(match.problems, { command: 'hs-assoc import x.csv', header, areTypesTold });
    };
    const german = ['Kontakt', 'Firma', 'Typ'];
    expect(hintFor(german, false)).toMatchInlineSnapshot(`
"hs-assoc import x.csv --map from=COLUMN,to=COLUMN

If a column holds labels or type ids, add type=COLUMN to --map. Without it every row gets the default association."
`);
    expect(hintFor(german, true)).not.toContain('default association');
    expect(hintFor(['Kontakt', 'Firma', 'label'], false)).not.toContain('default association');
    expect(hintFor(['Kontakt', 'Firma'], false)).not.toContain('default association');
  });

  test.each([[['Export of 2026-11-23']], [['Export of 2026-11-23', '', ' ']]])(
    'of a title above the header name the header, and no mapping, since none helps: %j',
    (header) => {
      const match = matchColumns(header, { hasDefault: { fromType: false, toType: true } });
      if (match.kind !== 'problems') throw new Error('the header fits');
      const hint = columnsHint(match.problems, { command: 'hs-assoc import x.csv', header, areTypesTold: false });
      expect(hint).toContain('remove the lines above it, then:\n\nhs-assoc import x.csv --from contacts');
      expect(hint).not.toContain('--map');
    },
  );

  test('of a file without a header suggest no mapping, which would lose its first row', () => {
    const header = ['101', '201', 'Billing contact'];
    const match = matchColumns(header, { hasDefault: { fromType: true, toType: true } });
    if (match.kind !== 'problems') throw new Error('the header fits');
    const hint = columnsHint(match.problems, { command: 'hs-assoc import x.csv', header, areTypesTold: false });
    expect(hint).toBe(
      'The first line looks like a row. Put one above it that names the columns, then:\n\nhs-assoc import x.csv',
    );
  });

  test('do not name one column for both sides where two share a name', () => {
    const header = ['Record ID', 'Record ID', 'Label'];
    const match = matchColumns(header, { hasDefault: { fromType: true, toType: true } });
    if (match.kind !== 'problems') throw new Error('the header fits');
    const hint = columnsHint(match.problems, { command: 'hs-assoc import x.csv', header, areTypesTold: false });
    expect(hint).toContain('hs-assoc import x.csv --map from=COLUMN,to=COLUMN');
  });
});

test.each([
  [0, 'resuming runs/a from its first row on: none is certain to be done'],
  [1, 'resuming runs/a: 1 row is done, and is not sent again'],
  [4_502, 'resuming runs/a: 4,502 rows are done, and nothing of them is sent again'],
])('a run of which %j rows are done is resumed with %j', (rowsDone, words) => {
  expect(wordsForResuming('runs/a', rowsDone)).toBe(words);
});

describe('reasons to stop', () => {
  const error = readApiError({
    message: 'This app has no scope.',
    category: 'MISSING_SCOPES',
    correlationId: 'c-1',
    errors: [{ context: { requiredGranularScopes: ['crm.objects.deals.write', 'crm.objects.custom.write'] } }],
  });
  const malformed = readApiError({ message: 'The token expired 20705 day(s) ago.' });
  const expired = readApiError({ message: 'The token expired 2 day(s) ago.' });
  const reasons: readonly StopReason[] = [
    { kind: 'authentication', error: malformed, correlationId: '' },
    { kind: 'authentication', error: expired, correlationId: 'c-1' },
    { kind: 'forbidden', error, correlationId: 'c-1' },
    { kind: 'forbidden', error: readApiError({}), correlationId: '' },
    { kind: 'dailyLimit', error, correlationId: 'c-1' },
    { kind: 'throttled', retryAfterMs: null },
    { kind: 'migrating', retryAfterMs: 7_200_000 },
    { kind: 'outage', code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 127.0.0.1:1' },
    { kind: 'outage', code: 'HTTP_503', message: '' },
    { kind: 'outage', code: 'HTTP_503', message: 'Service Unavailable', retryAfterMs: 5_400_000 },
    { kind: 'outage', code: 'CERT_HAS_EXPIRED', message: 'certificate has expired' },
    { kind: 'outage', code: 'HTTP_302', message: 'a redirection to login.example' },
    { kind: 'notConfirmed', message: 'HubSpot does not list the label "Boss" after it was asked to make it' },
    { kind: 'sharedRefusal', code: 'VALIDATION_ERROR', error, pair },
    { kind: 'interrupted', signal: 'SIGINT' },
    { kind: 'interrupted', signal: 'SIGTERM' },
    { kind: 'interrupted', signal: 'SIGHUP' },
    { kind: 'maxErrors', limit: '5%', errors: 1_234, rows: 20_000 },
    { kind: 'maxDuration', limitMs: 7_200_000 },
    { kind: 'reserveDaily', remaining: 900, reserve: 1_000 },
    { kind: 'fileBroken', code: 'FILE_NUL_BYTE', message: 'line 7: a NUL byte.' },
    { kind: 'fileBroken', code: 'FILE_NOT_UTF8', message: 'line 7: this is not UTF-8.' },
    { kind: 'fileBroken', code: 'FILE_CHANGED', message: 'links.csv changed while it was read.' },
    { kind: 'outputFailed', code: 'ENOSPC', message: 'no space left on device' },
  ];

  test('say what happened, why, and what has to change', () => {
    expect(reasons.map((reason) => describeStop(reason))).toMatchInlineSnapshot(`
[
  "HubSpot does not take the token for one of its own. Copy it again, all of it: in HubSpot, Development > Keys > Service keys, or Development > Legacy apps > your private app > Auth.",
  "HubSpot does not accept the token (The token expired 2 day(s) ago). It may be wrong, expired, rotated or deleted: in HubSpot, Development > Keys > Service keys, or Development > Legacy apps > your private app > Auth. [correlation id c-1]",
  "The token lacks a scope. HubSpot asks for crm.objects.deals.write or crm.objects.custom.write: add it to the key or app that the token belongs to. [correlation id c-1]",
  "The token may not do this. Check its scopes, and the permissions of the user who made it.",
  "The account's requests for today are used up. HubSpot counts anew at midnight in the account's time zone. [correlation id c-1]",
  "HubSpot kept answering "too many requests". Another program may be using the same allowance; a lower --rate leaves room for it.",
  "HubSpot is moving this account to another data center, and asks to wait 2 h. Nothing can be written meanwhile.",
  "HubSpot does not answer (ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:1). Nothing listens there: check --base-url and the proxy.",
  "HubSpot does not answer (HTTP_503). See status.hubspot.com, and try again later.",
  "HubSpot takes nothing now, and asks to wait 1 h 30 min: Service Unavailable (HTTP_503). See status.hubspot.com, and try again later.",
  "There is no safe connection to HubSpot (CERT_HAS_EXPIRED: certificate has expired). The certificate is not trusted; behind a company's proxy, point NODE_EXTRA_CA_CERTS to its certificate.",
  "HubSpot does not answer (HTTP_302: a redirection to login.example). Something else answers in its place: check --base-url, the proxy, and whether this network asks for a login.",
  "HubSpot does not list the label "Boss" after it was asked to make it. Try again later.",
  "HubSpot refuses all rows of contacts→companies for the same reason: This app has no scope (VALIDATION_ERROR). [correlation id c-1]",
  "Interrupted from the keyboard.",
  "Ended by another program (SIGTERM).",
  "Its terminal was closed (SIGHUP).",
  "1,234 of 20,000 rows need a hand, more than --max-errors 5% allows.",
  "The time of --max-duration (2 h) is over.",
  "Only 900 requests of today are left, and 1,000 are reserved for others.",
  "The file cannot be read on: line 7: a NUL byte (FILE_NUL_BYTE). Mend it, and import all of it again.",
  "The file cannot be read on: line 7: this is not UTF-8 (FILE_NOT_UTF8). Import all of it again with --encoding windows-1252 (or what it is in), or as "CSV UTF-8".",
  "The file cannot be read on: links.csv changed while it was read (FILE_CHANGED). Wait until it is complete, and import all of it again.",
  "no space left on device (ENOSPC). Make room on the disk.",
]
`);
  });
});

describe('codes without words', () => {
  test('get some', () => {
    expect(wordsForCode('', 'created')).toBe('');
    expect(wordsForCode('NOT_CONFIRMED', 'unknown')).toContain('may be there');
    expect(wordsForCode('NOT_CONFIRMED', 'failed')).toContain('does not have the association');
    expect(wordsForCode('HTTP_502', 'failed')).toBe('HubSpot had a fault of its own (HTTP 502).');
    expect(wordsForCode('HTTP_418', 'rejected')).toContain('without saying why');
    expect(wordsForCode('ODD', 'rejected')).toBe('No details were given (ODD).');
    for (const code of ['STOPPED_UNANSWERED', 'RUN_STOPPED', 'DRY_RUN', 'TIMEOUT', 'ECONNRESET', 'ANSWER_UNREADABLE']) {
      expect(wordsForCode(code, 'unknown')).toMatch(/^[A-Z].*\.$/);
    }
  });
});

describe('advice', () => {
  test.each([
    ['ID_ROUNDED', 'invalid', 'file'],
    ['crm.associations.FROM_OBJECT_NOT_FOUND', 'rejected', 'file'],
    ['LABEL_UNKNOWN', 'invalid', 'mapping'],
    ['crm.associations.INVALID_ASSOCIATION_TYPE', 'rejected', 'mapping'],
    ['ASSOCIATION_USER_CONFIG_LIMIT_EXCEEDED', 'rejected', 'hubspot'],
    ['VALIDATION_ERROR', 'rejected', 'hubspot'],
    ['TIMEOUT', 'unknown', 'later'],
    ['HTTP_503', 'failed', 'later'],
    ['RUN_STOPPED', 'not_sent', 'later'],
    ['NEVER_SEEN', 'invalid', 'file'],
  ] as const)('for %s %s is work of the kind "%s"', (code, status, kind) => {
    expect(kindFor(code, status)).toBe(kind);
    expect(adviceFor(code, status)).toMatch(/^[A-Z].*\.$/);
  });
});

describe('numbers', () => {
  test('read easily', () => {
    expect([0, 999, 1_000, 1_234_567].map(count)).toEqual(['0', '999', '1,000', '1,234,567']);
    expect([0, 400, 9_940, 12_000, 59_600, 200_000, 7_200_000, 7_500_000].map(duration)).toEqual([
      '0.0 s',
      '0.4 s',
      '9.9 s',
      '12 s',
      '1 min',
      '3 min 20 s',
      '2 h',
      '2 h 5 min',
    ]);
    expect([either(['a']), either(['a', 'b', 'c']), all(['a', 'b'])]).toEqual(['a', 'a, b or c', 'a and b']);
    expect(quoted('x'.repeat(200))).toHaveLength(83);
  });

  test('and texts in quotes show what nobody sees, but for what letters and emoji need', () => {
    expect(quoted('\u200bfrom\u00a0id\ufeff\u200d')).toBe('"<U+200B>from<U+00A0>id<U+FEFF><U+200D>"');
    expect(quoted('1\u200c5 \u{e0001}')).toBe('"1<U+200C>5 <U+E0001>"');
    const seen = '\u{1f469}\u200d\u{1f4bb} \u0645\u06cc\u200c\u062e \u6f22\u3000\u5b57';
    expect(quoted(seen)).toBe(`"${seen}"`);
  });
});
