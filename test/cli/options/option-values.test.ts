// The texts of options, read strictly: a value that could mean two things is refused.
import { describe, expect, test } from '@jest/globals';
import { readDurationMs, readErrorBound, readInteger, readSwitch } from '../../../src/cli/options/option-values.ts';

describe('a time', () => {
  test.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['1.5h', 5_400_000],
    ['1h30m', 5_400_000],
    ['2 min', 120_000],
    ['1d 2h', 93_600_000],
    ['10M', 600_000],
  ])('%s is %d ms', (text, ms) => expect(readDurationMs(text)).toBe(ms));

  test.each(['', '30', 's', '-5s', '5x', '5s!', '1h-30m'])('%j is refused', (text) => {
    expect(readDurationMs(text)).toBeNull();
  });
});

describe('a bound on errors', () => {
  test('is a number of rows or a share', () => {
    expect(readErrorBound('100')).toEqual({ kind: 'count', rows: 100 });
    expect(readErrorBound('0')).toEqual({ kind: 'count', rows: 0 });
    expect(readErrorBound('2.5 %')).toEqual({ kind: 'percent', percent: 2.5 });
  });

  test.each(['', '-1', '1.5', '101%', '%', 'many'])('%j is refused', (text) => expect(readErrorBound(text)).toBeNull());
});

describe('a whole number', () => {
  test.each(['', '1.0', '1e3', '-1', '0x10', '9'.repeat(16), 'NaN'])('%j is refused', (text) => {
    expect(readInteger(text)).toBeNull();
  });
});

describe('a switch', () => {
  test('is on or off in several words', () => {
    expect(['1', 'TRUE', 'yes', 'On'].map(readSwitch)).toEqual([true, true, true, true]);
    expect(['0', 'false', 'No', 'off'].map(readSwitch)).toEqual([false, false, false, false]);
    expect(['', '2', 'maybe'].map(readSwitch)).toEqual([null, null, null]);
  });
});
