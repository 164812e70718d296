import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ASSOCIATION_CATEGORIES, type AssociationType } from '../../src/core/terms.ts';
import { DEFAULT_TYPES, includesTypes, typeName, typeSet, unionOfTypes } from '../../src/core/type-sets.ts';

const type: fc.Arbitrary<AssociationType> = fc.record({
  associationCategory: fc.constantFrom(...ASSOCIATION_CATEGORIES),
  associationTypeId: fc.integer({ min: 1, max: 6 }),
});
const types = fc.array(type, { maxLength: 6 });

describe('a set of types', () => {
  test('does not depend on order or repetition, and its texts say the same as its types', () => {
    fc.assert(
      fc.property(types, types, (some, more) => {
        const set = typeSet([...some, ...more]);
        expect(typeSet([...more, ...some, ...more])).toEqual(set);
        expect(JSON.parse(set.json)).toEqual(set.types);
        expect(set.key).toBe(set.types.map(typeName).join(';'));
        expect(new Set(set.types.map(typeName))).toEqual(new Set([...some, ...more].map(typeName)));
      }),
    );
  });

  test('without types is the default one, so that it is recognised by identity', () => {
    expect(typeSet([])).toBe(DEFAULT_TYPES);
  });

  test('is sorted by number and not by text', () => {
    const set = typeSet([279, 28, 3].map((id) => ({ associationCategory: 'USER_DEFINED', associationTypeId: id })));
    expect(set.key).toBe('USER_DEFINED:3;USER_DEFINED:28;USER_DEFINED:279');
  });
});

describe('a union', () => {
  test('holds the types of both sets and no other', () => {
    fc.assert(
      fc.property(types, types, (a, b) => {
        const union = unionOfTypes(typeSet(a), typeSet(b));
        expect(union.key).toBe(typeSet([...a, ...b]).key);
        expect(includesTypes(union, typeSet(a)) && includesTypes(union, typeSet(b))).toBe(true);
      }),
    );
  });

  test('makes nothing new where one of the sets is all there is', () => {
    const set = typeSet([{ associationCategory: 'WORK', associationTypeId: 1 }]);
    expect(unionOfTypes(set, DEFAULT_TYPES)).toBe(set);
    expect(unionOfTypes(DEFAULT_TYPES, set)).toBe(set);
    expect(unionOfTypes(set, typeSet(set.types))).toBe(set);
  });
});

test('a set includes another exactly when it holds all of its types', () => {
  fc.assert(
    fc.property(types, types, (a, b) => {
      const names = new Set(a.map(typeName));
      expect(includesTypes(typeSet(a), typeSet(b))).toBe(b.every((one) => names.has(typeName(one))));
    }),
  );
});
