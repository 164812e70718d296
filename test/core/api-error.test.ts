import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { errorCode, flattenErrors, readApiError, requiredScopes, saysTheSame } from '../../src/core/api-error.ts';

describe('an error', () => {
  test('may lack every field, and may be no error at all', () => {
    const nothing = readApiError({});
    expect(nothing).toMatchObject({
      category: '',
      subCategory: '',
      message: '',
      policyName: '',
      correlationId: '',
      errors: [],
    });
    for (const value of [null, 'x', 7, [], undefined]) expect(readApiError(value)).toEqual(nothing);
  });

  test('has texts where HubSpot put texts and nothing where it put anything else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (message, context) => {
        const error = readApiError({ message, category: message, context });
        expect(error.message).toBe(typeof message === 'string' ? message : '');
        for (const values of error.context.values())
          expect(values.every((text) => typeof text === 'string')).toBe(true);
      }),
    );
  });

  test('has ids of its context as texts, single ones as lists of one', () => {
    const { context } = readApiError({ context: { id: ['1', 2, null, {}], objectId: 3 } });
    expect([context.get('id'), context.get('objectId'), context.get('other')]).toEqual([['1', '2'], ['3'], undefined]);
  });

  test('is read three levels deep and no deeper, so that no answer can exhaust the stack', () => {
    let nested: unknown = { message: 'innermost' };
    for (let level = 0; level < 50; level += 1) nested = { message: `${level}`, errors: [nested] };
    expect(flattenErrors(readApiError(nested)).map(({ message }) => message)).toEqual(['49', '48', '47', '46']);
  });

  test.each([
    [{ subCategory: 'a.b', category: 'A' }, 'a.b'],
    [{ category: 'A' }, 'A'],
    [{ category: 'A', context: { INVALID_OBJECT_IDS: ['CONTACT=400 is not valid'] } }, 'INVALID_OBJECT_IDS'],
    [{ category: 'A', context: { INVALID_OBJECT_IDS: [] } }, 'A'],
    [{ subCategory: 'a.b', context: { INVALID_OBJECT_IDS: ['CONTACT=400 is not valid'] } }, 'a.b'],
    [{ errorType: 'RATE_LIMIT' }, 'RATE_LIMIT'],
    [{}, 'HTTP_418'],
  ])('%j is called %j', (json, code) => {
    expect(errorCode(readApiError(json), 418)).toBe(code);
  });

  test('says the same as another when code and words agree, whatever it names', () => {
    const a = readApiError({ category: 'A', message: 'm', context: { id: ['1'] } });
    expect(saysTheSame(a, readApiError({ category: 'A', message: 'm', correlationId: 'c' }))).toBe(true);
    expect(saysTheSame(a, { ...a, message: 'm: from CONTACT=1 is not valid', sharedMessage: 'm' })).toBe(true);
    expect(saysTheSame(a, readApiError({ category: 'A', message: 'n' }))).toBe(false);
    expect(saysTheSame(a, readApiError({ category: 'A', subCategory: 's', message: 'm' }))).toBe(false);
  });
});

test.each(['requiredGranularScopes', 'missingScopes', 'requiredScopes'])(
  'scopes are found under %s, each once',
  (key) => {
    const error = readApiError({ errors: [{ context: { [key]: ['a', 'b'] } }, { context: { [key]: ['b'] } }] });
    expect(requiredScopes(error)).toEqual(['a', 'b']);
  },
);
