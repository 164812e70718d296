import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ReadTypes } from '../../src/core/association-types.ts';
import { readTypeCell, setsPrimary } from '../../src/core/association-types.ts';
import { CONTACT_COMPANY, define, setOf } from '../support/core-builders.ts';

/** Positions that differ: enough to tell which of two labels is nearer. */
function distance(a: string, b: string): number {
  let apart = Math.abs(a.length - b.length);
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) if (a[at] !== b[at]) apart += 1;
  return apart;
}

function read(cell: string, types = CONTACT_COMPANY): string {
  const result: ReadTypes = readTypeCell(cell, types, distance);
  return result.kind === 'read' ? result.types.key : result.problem.code;
}

function problem(cell: string, types = CONTACT_COMPANY) {
  const result = readTypeCell(cell, types, distance);
  return result.kind === 'problem' ? result.problem : null;
}

describe('a type cell', () => {
  test.each([
    ['', ''],
    ['   ', ''],
    ['279', 'HUBSPOT_DEFINED:279'],
    [' 28 ', 'USER_DEFINED:28'],
    ['USER_DEFINED:28', 'USER_DEFINED:28'],
    ['user_defined : 28', 'USER_DEFINED:28'],
    ['Billing contact', 'USER_DEFINED:28'],
    ['BILLING   contact', 'USER_DEFINED:28'],
    ['GESCHÄFTSFÜHRER', 'USER_DEFINED:32'],
    ['Gescha\u0308ftsfu\u0308hrer', 'USER_DEFINED:32'],
    ['Decision maker;28', 'USER_DEFINED:28;USER_DEFINED:30'],
    ['28; ;279;28;', 'USER_DEFINED:28;HUBSPOT_DEFINED:279'],
    ['Plant; north', 'USER_DEFINED:34'],
    ['28;', 'USER_DEFINED:28'],
    ['\u200bBilling contact\u200e', 'USER_DEFINED:28'],
    ['\u200b28;\ufeff\u00a0Decision maker\u200b', 'USER_DEFINED:28;USER_DEFINED:30'],
    ['\u200b', ''],
    [';', ''],
  ])('%j asks for %j', (cell, key) => {
    expect(read(cell)).toBe(key);
  });

  test('asks for the same set whatever the order, the case and the repetitions of its parts', () => {
    const parts = [
      ['28', 'USER_DEFINED:28', 'billing CONTACT'],
      ['30', 'Decision Maker'],
      ['279', 'hubspot_defined:279'],
    ];
    const some = fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { minLength: 1 });
    fc.assert(
      fc.property(some, (picks) => {
        const cell = picks.map(([type, spelling]) => parts[type]?.[spelling % (parts[type]?.length ?? 1)]).join(' ; ');
        const names = ['USER_DEFINED:28', 'USER_DEFINED:30', 'HUBSPOT_DEFINED:279'];
        expect(read(cell)).toBe(setOf(...picks.map(([type]) => names[type] ?? '')).key);
      }),
    );
  });

  test('of several is refused for its first part that fits nothing', () => {
    expect(problem('Billing contact;Nobody;999')).toMatchObject({ code: 'LABEL_UNKNOWN', text: 'Nobody' });
  });
});

describe('a label that is not there', () => {
  test('names the three nearest, the nearest first', () => {
    const forward = ['Bbbb', 'Aaab', 'Aabb', 'Cccc', 'Abbb'].map((label, index) => define(40 + index, label));
    expect(problem('aaaa', { ...CONTACT_COMPANY, forward })).toEqual({
      code: 'LABEL_UNKNOWN',
      text: 'aaaa',
      nearest: ['Aaab', 'Aabb', 'Abbb'],
    });
  });

  test('names nothing where the pair has no labels', () => {
    expect(problem('X', { ...CONTACT_COMPANY, forward: [define(279)] })).toMatchObject({ nearest: [] });
  });

  test('is not taken from the other direction', () => {
    expect(read('Billing contact of')).toBe('LABEL_UNKNOWN');
  });
});

describe('a label that fits several types', () => {
  const types = { ...CONTACT_COMPANY, forward: [define(40, 'Partner'), define(41, 'partner')] };

  test('is taken when it is written exactly as one of them', () => {
    expect(read('partner', types)).toBe('USER_DEFINED:41');
  });

  test('is refused with the candidates otherwise', () => {
    expect(problem('PARTNER', types)).toEqual({
      code: 'LABEL_AMBIGUOUS',
      text: 'PARTNER',
      candidates: ['USER_DEFINED:40 (Partner)', 'USER_DEFINED:41 (partner)'],
    });
  });
});

describe('a type id', () => {
  test.each([
    ['280', 'HUBSPOT_DEFINED:279'],
    ['2', 'HUBSPOT_DEFINED:1 (Primary)'],
    ['USER_DEFINED:31', 'USER_DEFINED:30 (Decision maker)'],
    ['29', null],
  ])('%s of the opposite direction names the right one, %j', (text, right) => {
    expect(problem(text)).toEqual({ code: 'TYPE_OTHER_DIRECTION', text, right });
  });

  test('that the pair has nowhere lists what it has', () => {
    expect(problem('999')).toMatchObject({
      code: 'TYPE_UNKNOWN',
      valid: expect.arrayContaining(['HUBSPOT_DEFINED:279']),
    });
  });

  test('in another category names that one', () => {
    expect(problem('HUBSPOT_DEFINED:28')).toEqual({
      code: 'TYPE_OTHER_CATEGORY',
      text: 'HUBSPOT_DEFINED:28',
      right: 'USER_DEFINED:28 (Billing contact)',
    });
  });

  test('of two categories is refused without one, and taken with it', () => {
    const types = { ...CONTACT_COMPANY, forward: [define(28, 'A'), define(28, 'B', 'INTEGRATOR_DEFINED')] };
    expect(problem('28', types)).toMatchObject({ code: 'TYPE_AMBIGUOUS' });
    expect(read('INTEGRATOR_DEFINED:28', types)).toBe('INTEGRATOR_DEFINED:28');
  });

  test('with a category that does not exist is looked for among the labels', () => {
    expect(read('OTHER:28')).toBe('LABEL_UNKNOWN');
    expect(read('Room:12', { ...CONTACT_COMPANY, forward: [define(50, 'Room:12')] })).toBe('USER_DEFINED:50');
  });
});

test('only types of HubSpot itself set the primary company', () => {
  expect(['1', '2', '5', '6', '25', '26'].every((id) => setsPrimary(setOf(`HUBSPOT_DEFINED:${id}`)))).toBe(true);
  expect(setsPrimary(setOf('USER_DEFINED:1', 'HUBSPOT_DEFINED:279'))).toBe(false);
});
