import { expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvRow } from '../../../src/adapters/file/csv-format.ts';

test.each([
  [['1', '2', 'Billing contact'], ',', '1,2,Billing contact'],
  [['a,b', 'c;d'], ',', '"a,b",c;d'],
  [['a,b', 'c;d'], ';', 'a,b;"c;d"'],
  [['say "hi"', ''], ',', '"say ""hi""",'],
  [['two\nlines', 'cr\rhere'], ',', '"two\nlines","cr\rhere"'],
  [[' begins', 'ends ', 'in side'], ',', '" begins","ends ",in side'],
  [['=1+1', '-2', '@x'], ',', '=1+1,-2,@x'],
  [[''], ',', '""'],
])('%j with %j is %j', (fields, delimiter, row) => {
  expect(csvRow(fields, delimiter)).toBe(row);
});

test('any fields come back byte for byte', () => {
  const field = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('a', ' ', '"', ',', ';', '\t', '|', '\n', '\r', 'ü', '\uFEFF', '=') }),
  );
  fc.assert(
    fc.property(
      fc.array(fc.array(field, { minLength: 1 }), { minLength: 1 }),
      fc.constantFrom(',', ';', '\t', '|'),
      fc.constantFrom('\n', '\r\n'),
      (rows, delimiter, newline) => {
        const text = rows.map((fields) => csvRow(fields, delimiter) + newline).join('');
        expect(parse(text, { delimiter, record_delimiter: newline, relax_column_count: true })).toEqual(rows);
      },
    ),
    { numRuns: 1000 },
  );
});
