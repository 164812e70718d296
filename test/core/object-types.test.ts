import { describe, expect, test } from '@jest/globals';
import {
  canonicalObjectType,
  isFamiliarObjectType,
  objectTypeId,
  standardObjectTypes,
} from '../../src/core/object-types.ts';

describe('an object type', () => {
  test.each([
    ['contact', 'contacts'],
    [' Contacts ', 'contacts'],
    ['\u200bContacts\u200e', 'contacts'],
    ['0-1', 'contacts'],
    ['COMPANY', 'companies'],
    ['line item', 'line_items'],
    ['Line  Items', 'line_items'],
    ['0-970', 'projects'],
    ['2-4412', '2-4412'],
    ['P_Vendor', 'p_vendor'],
    ['p345_vendor', 'p345_vendor'],
    ['unheard_of', 'unheard_of'],
  ])('written as %j is %j', (text, canonical) => {
    expect(canonicalObjectType(text)).toBe(canonical);
  });

  test.each(['', '  ', 'con/tacts', 'contacts?', '../x', 'größe'])('%j cannot be one', (text) => {
    expect(canonicalObjectType(text)).toBeNull();
  });

  test('has one spelling: its canonical name is canonical, and so is its id', () => {
    for (const name of standardObjectTypes()) {
      expect(canonicalObjectType(name)).toBe(name);
      expect(canonicalObjectType(objectTypeId(name) ?? '')).toBe(name);
    }
  });

  test('is known by its id where HubSpot has a fixed one', () => {
    expect([objectTypeId('contacts'), objectTypeId('2-4412'), objectTypeId('p_vendor')]).toEqual([
      '0-1',
      '2-4412',
      null,
    ]);
  });

  test('is familiar when it is HubSpot’s own or looks like a custom one', () => {
    const names = ['deals', '2-4412', 'p_vendor', 'p345_vendor'];
    expect(names.every(isFamiliarObjectType)).toBe(true);
    expect(['conctacts', '0-9999', 'vendor'].some(isFamiliarObjectType)).toBe(false);
  });
});
