import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ColumnOptions, type ColumnRole, matchColumns } from '../../src/core/columns.ts';

const given: ColumnOptions = { hasDefault: { fromType: true, toType: true } };
const notGiven: ColumnOptions = { hasDefault: { fromType: false, toType: false } };

function mapped(map: Partial<Record<ColumnRole, string>>): ColumnOptions {
  return { ...given, map };
}

function matched(header: string[], options = given) {
  const match = matchColumns(header, options);
  if (match.kind !== 'matched') throw new Error(JSON.stringify(match.problems));
  return match.columns;
}

function problems(header: string[], options = given) {
  const match = matchColumns(header, options);
  return match.kind === 'problems' ? match.problems : [];
}

describe('names', () => {
  test.each([
    ['from', 'to'],
    ['From ID', 'To ID'],
    ['FROM_OBJECT_ID', 'to-object-id'],
    ['  fromRecordId ', 'to record id'],
    ['\uFEFFfrom', 'TO'],
    ['\u200bfrom', '\u00a0to \u200e'],
    ['from\u200b id', 'to\u00a0id'],
  ])('%j and %j are the two records', (from, to) => {
    expect(matched(['note', to, from])).toEqual({ from: 2, to: 1, type: null, fromType: null, toType: null });
  });

  test.each(['type', 'Label', 'Association Type', 'association_label'])('%j is the association type', (name) => {
    expect(matched(['from', 'to', name]).type).toBe(2);
  });

  test.each([
    ['from type', 'to type'],
    ['From Object Type', 'TO_OBJECT_TYPE'],
  ])('%j and %j are the object types', (fromType, toType) => {
    expect(matched(['from', 'to', fromType, toType], notGiven)).toMatchObject({ fromType: 2, toType: 3 });
  });

  test('case, spaces, underscores and hyphens never change a match', () => {
    const noise = fc.array(fc.constantFrom(' ', '_', '-'), { maxLength: 2 }).map((parts) => parts.join(''));
    const spelling = (word: string) =>
      fc
        .array(fc.tuple(fc.boolean(), noise), { minLength: word.length, maxLength: word.length })
        .map((how) =>
          how
            .map(([isUpper, behind], at) => (isUpper ? word.charAt(at).toUpperCase() : word.charAt(at)) + behind)
            .join(''),
        );
    fc.assert(
      fc.property(spelling('fromobjectid'), spelling('torecordid'), (from, to) => {
        expect(matched([from, to])).toMatchObject({ from: 0, to: 1 });
      }),
    );
  });

  test('other columns are carried along', () => {
    expect(matched(['from', 'fromage', 'to', 'total'])).toMatchObject({ from: 0, to: 2 });
  });
});

describe('the columns of failed.csv', () => {
  test('are ignored, even twice and even when they are asked for', () => {
    const header = ['from', 'to', 'hs_assoc_code', 'HS_ASSOC_MESSAGE', 'hs_assoc_code'];
    expect(matched(header)).toMatchObject({ from: 0, to: 1 });
    expect(problems(header, mapped({ type: 'hs_assoc_code' }))).toEqual([
      { code: 'MAPPED_COLUMN_MISSING', role: 'type', wanted: 'hs_assoc_code' },
    ]);
  });
});

describe('--map', () => {
  test('beats the known names, which then are columns like any other', () => {
    expect(matched(['from', 'to', 'Contact'], mapped({ from: 'Contact' }))).toMatchObject({ from: 2, to: 1 });
    expect(matched(['from', 'to'], mapped({ from: 'to', to: 'from' }))).toMatchObject({ from: 1, to: 0 });
  });

  test('takes an exact name before one that is alike', () => {
    expect(matched(['Id', 'ID', 'to'], mapped({ from: 'ID' }))).toMatchObject({ from: 1 });
    expect(matched(['Contact Id', 'to'], mapped({ from: 'contact_id' }))).toMatchObject({ from: 0 });
  });

  test('takes #2 for the second column unless a column has that name', () => {
    expect(matched(['a', 'b', 'to'], mapped({ from: '#2' }))).toMatchObject({ from: 1 });
    expect(matched(['#2', 'b', 'to'], mapped({ from: '#2' }))).toMatchObject({ from: 0 });
  });

  test.each(['nope', '#0', '#4', '', '#'])('%j is not there', (wanted) => {
    expect(problems(['a', 'b', 'to'], mapped({ from: wanted }))).toEqual([
      { code: 'MAPPED_COLUMN_MISSING', role: 'from', wanted },
    ]);
  });

  test('a name like several columns is ambiguous', () => {
    expect(problems(['Contact Id', 'contact_id', 'to'], mapped({ from: 'CONTACTID' }))).toEqual([
      { code: 'MAPPED_COLUMN_AMBIGUOUS', role: 'from', wanted: 'CONTACTID', columns: [0, 1] },
    ]);
  });

  test('one column cannot be both records, but can be the object type of both', () => {
    expect(problems(['id', 'x'], mapped({ from: 'id', to: 'id' }))).toEqual([
      { code: 'COLUMN_SHARED', roles: ['from', 'to'], column: 0 },
    ]);
    expect(matched(['from', 'to', 'kind'], mapped({ fromType: 'kind', toType: 'kind' }))).toMatchObject({
      fromType: 2,
      toType: 2,
    });
  });
});

describe('problems', () => {
  test('are all told at once', () => {
    expect(problems(['to', 'To ID', 'note', 'note'], notGiven)).toEqual([
      { code: 'COLUMN_DUPLICATED', name: 'note', columns: [2, 3] },
      { code: 'COLUMN_MISSING', role: 'from' },
      { code: 'COLUMN_AMBIGUOUS', role: 'to', columns: [0, 1] },
      { code: 'OBJECT_TYPE_UNKNOWABLE', role: 'fromType' },
      { code: 'OBJECT_TYPE_UNKNOWABLE', role: 'toType' },
    ]);
  });

  test('a duplicated header is told once, not as ambiguous as well', () => {
    expect(problems(['from', 'to', 'from '])).toEqual([{ code: 'COLUMN_DUPLICATED', name: 'from', columns: [0, 2] }]);
  });

  test('columns without a name may repeat, since spreadsheets write them', () => {
    expect(matched(['from', 'to', '', ' '])).toMatchObject({ from: 0, to: 1 });
  });

  test('an object type is wanted only for the side that has neither column nor default', () => {
    const options = { hasDefault: { fromType: true, toType: false } };
    expect(problems(['from', 'to'], options)).toEqual([{ code: 'OBJECT_TYPE_UNKNOWABLE', role: 'toType' }]);
  });

  test('any header gives columns within its width, or problems', () => {
    const name = fc.oneof(fc.constantFrom('from', 'to', 'type', 'From Type', 'to_type', '', 'note'), fc.string());
    fc.assert(
      fc.property(fc.array(name), fc.option(name, { nil: undefined }), (header, wanted) => {
        const match = matchColumns(header, wanted === undefined ? given : mapped({ from: wanted }));
        if (match.kind === 'problems') expect(match.problems.length).toBeGreaterThan(0);
        else {
          const indexes = match.columns;
          for (const index of Object.values(indexes)) if (index !== null) expect(header[index]).toBeDefined();
        }
      }),
    );
  });
});
