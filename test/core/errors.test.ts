import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { coerceError, EXIT, HsAssocError, systemCode } from '../../src/core/errors.ts';

describe('an error for people', () => {
  test('is a usage error unless it says otherwise, and keeps its cause', () => {
    const cause = new Error('inner');
    expect(new HsAssocError('X', { message: 'm' })).toMatchObject({
      code: 'X',
      hint: null,
      exitCode: 2,
      name: 'HsAssocError',
    });
    const error = new HsAssocError('X', { message: 'm', hint: 'h', exitCode: EXIT.resumable, cause });
    expect([error.hint, error.exitCode, error.cause]).toEqual(['h', 5, cause]);
    expect('cause' in new HsAssocError('X', { message: 'm' })).toBe(false);
  });
});

describe('what was thrown', () => {
  test('is kept when it is an error, of this realm or another', () => {
    const foreign: unknown = runInNewContext("Object.assign(new Error('far'), { code: 'ECONNREFUSED' })");
    expect(foreign instanceof Error).toBe(false);
    expect(coerceError(foreign)).toBe(foreign);
    const own = new TypeError('near');
    expect(coerceError(own)).toBe(own);
  });

  test.each(['text', 7, null, undefined, { message: 'no error' }])('is wrapped when it is %j', (thrown) => {
    expect(coerceError(thrown)).toBeInstanceOf(Error);
    expect(coerceError(thrown).message).toContain(String(thrown));
  });

  test('has a system code only when that is a text', () => {
    expect(systemCode(Object.assign(new Error(), { code: 'ENOENT' }))).toBe('ENOENT');
    for (const thrown of [new Error(), { code: 7 }, 'ENOENT', null]) expect(systemCode(thrown)).toBeNull();
  });
});
