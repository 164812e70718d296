import { expect, test } from '@jest/globals';
import { isSuccess, outcome, settle } from '../../src/core/outcomes.ts';
import { ROW_STATUSES, UNFINISHED_STATUSES } from '../../src/core/terms.ts';
import { rowOf } from '../support/core-builders.ts';

test('a row gets one word, and a second one is an accounting error', () => {
  const row = rowOf(5);
  settle(row, outcome('created'));
  expect(() => settle(row, outcome('failed'))).toThrow(
    expect.objectContaining({ code: 'ROW_SETTLED_TWICE', exitCode: 70, message: expect.stringContaining('row 5') }),
  );
  expect(row.outcome?.status).toBe('created');
});

test('a status is either a success or needs a hand', () => {
  for (const status of ROW_STATUSES) expect(isSuccess(status)).toBe(!UNFINISHED_STATUSES.has(status));
});

test('what is left out of an outcome is empty', () => {
  expect(outcome('unknown')).toEqual({
    status: 'unknown',
    code: '',
    message: '',
    httpStatus: null,
    correlationId: '',
    attempts: 0,
    provisional: false,
  });
});
