// Records that fit their header, that do not, and those of a failed.csv that is imported again.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { originalFields, shapeOf, shapeProblem } from '../../src/core/record-shape.ts';

const plain = shapeOf(['from', 'to', 'parent']);
const failed = shapeOf(['from', 'to', 'parent', 'hs_assoc_code', 'hs_assoc_message']);
const SAID = 'what was wrong';

function codeOf(record: readonly string[], shape = failed): string {
  return shapeProblem(record, shape)?.code ?? '';
}

describe('a record', () => {
  test.each([
    [['1', '2', ''], ''],
    [['1', '2', '', '', ''], ''],
    [['1', '2'], 'ROW_TOO_SHORT'],
    [['1', '2', '', 'x'], 'ROW_RAGGED'],
    [['', ' ', ''], 'ROW_EMPTY'],
    [[' '], 'ROW_EMPTY'],
  ])('%j of three columns has the problem %j', (record, code) => {
    expect(codeOf(record, plain)).toBe(code);
  });

  test.each([
    ['1;2;3', ';'],
    ['1\t2\t', '\t'],
    ['1;2', undefined],
    ['1', undefined],
  ])('%j, all in one field, has the delimiter %j', (field, delimiter) => {
    expect(shapeProblem([field], plain)).toEqual({
      code: 'ROW_TOO_SHORT',
      fieldCount: 1,
      headerCount: 3,
      isFilledUp: false,
      ...(delimiter === undefined ? {} : { delimiter }),
    });
  });
});

describe('a record of failed.csv', () => {
  test.each([
    ['of another problem', ['1', '2', '', 'ID_MISSING', SAID], ''],
    ['that was too short and is as it was', ['1', '2', '', 'ROW_TOO_SHORT', SAID], 'ROW_TOO_SHORT'],
    ['that was too short and has each field in its column', ['1', '9', '2', 'ROW_TOO_SHORT', SAID], ''],
    ['that was too short and was found right', ['1', '2', '', '', SAID], ''],
    ['that was too long and is as it was', ['1', '2', '3', 'x', 'ROW_RAGGED', SAID], 'ROW_RAGGED'],
    ['that was too long and whose surplus was cleared', ['1', '2', '3', '', 'ROW_RAGGED', SAID], ''],
    ['that was too long and whose surplus was taken out', ['1', '2', '3', 'ROW_RAGGED', SAID], ''],
    ['that lost its added cells', ['1', '2', '3'], ''],
    ['that lost more than those', ['1', '2'], 'ROW_TOO_SHORT'],
    ['that was empty and still is', ['', '', '', 'ROW_EMPTY', SAID], 'ROW_EMPTY'],
  ])('%s', (_what, record, code) => {
    expect(codeOf(record)).toBe(code);
  });

  test('has its code in its column also where a tail of empty fields stood behind the row', () => {
    const row = ['1', '2', '3', '', ''];
    expect(originalFields(row, plain)).toEqual(['1', '2', '3']);
    expect(originalFields([...originalFields(row, plain), 'ID_MISSING', SAID, '', ''], failed)).toEqual([
      '1',
      '2',
      '3',
    ]);
  });

  test('counts the fields of the user alone', () => {
    expect(shapeProblem(['1', '2', '3', 'x', 'ROW_RAGGED', SAID], failed)).toMatchObject({
      fieldCount: 4,
      headerCount: 3,
    });
    expect(shapeProblem(['1', '2', '', 'ROW_TOO_SHORT', SAID], failed)).toMatchObject({
      fieldCount: 2,
      isFilledUp: true,
    });
  });

  test('keeps every field of the user, however often it is imported unmended', () => {
    const fields = fc.array(fc.constantFrom('1', '2', '', 'x y'), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(fields, (record) => {
        const problem = shapeProblem(record, plain);
        fc.pre(problem !== null && problem.code !== 'ROW_EMPTY');
        const written = [...record, ...plain.original.slice(record.length).map(() => ''), problem?.code ?? '', SAID];
        const again = originalFields(written, failed);
        expect(again.slice(0, record.length)).toEqual(record);
        expect(again.slice(record.length).every((field) => field === '')).toBe(true);
        // Still wrong, unless what was missing at the end was cut off by someone who saw that it is empty.
        expect(codeOf(written)).toBe(problem?.code);
      }),
    );
  });
});
