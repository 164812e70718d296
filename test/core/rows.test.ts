import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RowProblem } from '../../src/core/row-problems.ts';
import { RowReader, type RowReaderOptions } from '../../src/core/rows.ts';
import { CONTACT_COMPANY } from '../support/core-builders.ts';

const HEADER = ['from', 'to', 'type', 'from_type', 'to_type'];

/** A reader whose rows carry their problems as JSON in place of words. */
function readerOf(options: Partial<RowReaderOptions> = {}): RowReader {
  return new RowReader({
    header: HEADER,
    columns: { from: 0, to: 1, type: 2, fromType: 3, toType: 4 },
    defaults: { fromType: 'contacts', toType: 'companies', type: null },
    typesOf: ({ from }) => (from === 'ghosts' ? null : CONTACT_COMPANY),
    describe: (problems) => JSON.stringify(problems),
    distance: (a, b) => Math.abs(a.length - b.length),
    ...options,
  });
}

function problemsOf(record: readonly string[], reader = readerOf()): readonly RowProblem[] {
  const { outcome } = reader.read(record, 1);
  return outcome === null ? [] : JSON.parse(outcome.message);
}

function codes(record: readonly string[]): readonly string[] {
  return problemsOf(record).map(({ code }) => code);
}

describe('an id', () => {
  test.each(['1', ' 42 ', '9007199254740993', '9223372036854775807'])('%j is taken digit for digit', (id) => {
    const row = readerOf().read([id, '2', '', '', ''], 7);
    expect(row).toMatchObject({ number: 7, fromId: id.trim(), outcome: null });
  });

  test.each(['\u200e15', '15\u200b', '\u200b \u00a015\u202f\ufeff '])('%j is taken without what nobody sees', (id) => {
    expect(readerOf().read([id, '2', '', '', ''], 7)).toMatchObject({ fromId: '15', outcome: null });
    expect(readerOf().read(['2', id, '', '', ''], 7)).toMatchObject({ fromId: '2', toId: '15' });
  });

  test.each([
    ['', 'ID_MISSING'],
    ['\u200b', 'ID_MISSING'],
    ['1\u200b5', 'ID_NOT_DIGITS'],
    ['  ', 'ID_MISSING'],
    ['1.23457E+11', 'ID_ROUNDED'],
    ['1,23457e11', 'ID_ROUNDED'],
    ['007', 'ID_NOT_DIGITS'],
    ['0', 'ID_NOT_DIGITS'],
    ['1,234', 'ID_NOT_DIGITS'],
    ['12 34', 'ID_NOT_DIGITS'],
    ['-5', 'ID_NOT_DIGITS'],
    ['+5', 'ID_NOT_DIGITS'],
    ['12.0', 'ID_NOT_DIGITS'],
    ['a@example.com', 'ID_NOT_DIGITS'],
    ['١٢', 'ID_NOT_DIGITS'],
    ['9223372036854775808', 'ID_OUT_OF_RANGE'],
    ['99999999999999999999', 'ID_OUT_OF_RANGE'],
  ])('%j is %s on either side', (id, code) => {
    const [problem, ...others] = problemsOf([id, '2', '', '', '']);
    expect([problem?.code, others]).toEqual([code, []]);
    expect(problem).toMatchObject({ side: 'from', column: 'from' });
    expect(problemsOf(['2', id, '', '', ''])).toMatchObject([{ code, side: 'to', column: 'to' }]);
  });

  test('is valid exactly when it is a positive number below 2^63, without decoration', () => {
    const text = fc.oneof(
      fc.bigInt({ min: -5n, max: 2n ** 64n }).map(String),
      fc.stringMatching(/^[0-9.,eE+ -]{0,20}$/),
      fc.string(),
    );
    fc.assert(
      fc.property(text, (id) => {
        const trimmed = id.trim();
        const isId = /^[1-9]\d*$/.test(trimmed) && BigInt(trimmed) < 2n ** 63n;
        expect(codes([id, '2', '', '', '']).length === 0).toBe(isId);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a row', () => {
  test('tells all of its problems at once, the first of them as its code', () => {
    const row = readerOf().read(['x', '', 'Nobody', '', ''], 3);
    expect(row.outcome).toMatchObject({ status: 'invalid', code: 'ID_NOT_DIGITS', attempts: 0 });
    expect(codes(['x', '', 'Nobody', '', ''])).toEqual(['ID_NOT_DIGITS', 'ID_MISSING', 'LABEL_UNKNOWN']);
  });

  test.each([
    ['too few fields', ['1', '2', ''], 'ROW_TOO_SHORT'],
    ['a field beyond the header', ['1', '2', '', '', '', 'x'], 'ROW_RAGGED'],
    ['only blanks', ['', ' ', '', '', ''], 'ROW_EMPTY'],
  ])('of %s has that problem alone', (_name, record, code) => {
    expect(codes(record)).toEqual([code]);
  });

  test('may end in empty fields beyond the header, as spreadsheets write them', () => {
    expect(codes(['1', '2', '', '', '', '', ''])).toEqual([]);
  });

  test('takes its own types before the defaults', () => {
    const reader = readerOf({ defaults: { fromType: 'contacts', toType: 'companies', type: '28' } });
    expect(reader.read(['1', '2', '', '', ''], 1)).toMatchObject({
      fromType: 'contacts',
      types: { key: 'USER_DEFINED:28' },
    });
    const own = reader.read(['1', '2', '30', '0-3', 'Tickets'], 1);
    expect(own).toMatchObject({ fromType: 'deals', toType: 'tickets', types: { key: 'USER_DEFINED:30' } });
  });

  test.each([
    [['1', '2', '', 'con/tacts', ''], { code: 'OBJECT_TYPE_MALFORMED', side: 'from', value: 'con/tacts' }],
    [['1', '2', '', 'ghosts', ''], { code: 'OBJECT_TYPE_UNKNOWN', fromType: 'ghosts', toType: 'companies' }],
    [['1', '2', '280', '', ''], { code: 'TYPE_OTHER_DIRECTION', pair: 'contacts→companies' }],
  ])('%j names what is wrong with its types', (record, problem) => {
    expect(problemsOf(record)).toMatchObject([problem]);
  });

  test('without an object type anywhere says which side lacks it', () => {
    const reader = readerOf({ defaults: { fromType: null, toType: 'companies', type: null } });
    expect(problemsOf(['1', '2', '', ' ', ''], reader)).toEqual([{ code: 'OBJECT_TYPE_MISSING', side: 'from' }]);
  });

  test('knows its fields as they were read', () => {
    const record = [' 1 ', '2', '', '', ''];
    expect(readerOf().read(record, 7).origin.fieldsOf(7)).toBe(record);
  });

  test('is the same whenever it is read: what is remembered changes nothing', () => {
    const cell = fc.constantFrom('', '28', 'Nobody', '30;28', '280', 'decision maker');
    const type = fc.constantFrom('', 'contacts', 'deals', 'ghosts', '?');
    const records = fc.array(fc.tuple(fc.constantFrom('1', 'x'), fc.constant('2'), cell, type, type), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(records, (all) => {
        const reader = readerOf();
        for (const record of all) expect(reader.read(record, 1)).toEqual(readerOf().read(record, 1));
      }),
    );
  });
});

describe('the pairs of records', () => {
  test('without columns of object types is the one given, whatever the first record looks like', () => {
    const reader = readerOf({ columns: { from: 0, to: 1, type: 2, fromType: null, toType: null } });
    expect(reader.pairsIn([['x'], ['1', '2', '', '', '']])).toEqual([{ from: 'contacts', to: 'companies' }]);
    expect(reader.pairsIn([])).toEqual([]);
  });

  test('are each told once, and those that cannot be are left out', () => {
    const records = [
      ['1', '2', '', 'deal', ''],
      ['3', '4', '', 'DEALS', 'company'],
      ['5', '6', '', '?', ''],
      ['7', '8', '', '', 'deals'],
    ];
    // Its fields are not where they belong, and it may not have the whole file refused.
    const ragged = ['x', '3', '4', 'contacts', 'companies', 'more'];
    expect(readerOf().pairOf(ragged)).toBeNull();
    expect(readerOf().pairsIn([ragged, ...records])).toEqual([
      { from: 'deals', to: 'companies' },
      { from: 'contacts', to: 'deals' },
    ]);
  });
});
