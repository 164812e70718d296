import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DELIMITERS, findLayout } from '../../src/core/delimiter.ts';

function layout(text: string, delimiter?: string) {
  return findLayout(text, { delimiter, isComplete: true });
}

describe('the delimiter', () => {
  test.each(DELIMITERS)('%j is found', (delimiter) => {
    expect(layout(`from${delimiter}to${delimiter}note\n1`)?.delimiter).toBe(delimiter);
  });

  test('is not looked for inside quotes', () => {
    expect(layout('"a,b,""c"",d";e;f\n')?.delimiter).toBe(';');
    expect(layout('"Note, or\nremark, or, text"|e\n')?.delimiter).toBe('|');
  });

  test('is the one that shows known names, however many others there are', () => {
    expect(layout('from;to;note, remark, text, more\n')?.delimiter).toBe(';');
  });

  test('is a comma when there is one column', () => {
    expect(layout('from\n1\n')?.delimiter).toBe(',');
    expect(layout('')?.delimiter).toBe(',');
  });

  test('is the one that was asked for', () => {
    expect(layout('from;to\n', ',')?.delimiter).toBe(',');
  });

  test('a quote in the middle of a name is a character like any other', () => {
    expect(layout('size 5""",from;to;x\r\n')).toMatchObject({ delimiter: ';', lineEnd: '\r\n' });
  });
});

describe('the line end', () => {
  test.each(['\n', '\r\n', '\r'] as const)('%j is found', (lineEnd) => {
    expect(layout(`a,"b${lineEnd}c"${lineEnd}1,2${lineEnd}`)?.lineEnd).toBe(lineEnd);
  });

  test('is LF when there is none', () => {
    expect(layout('a,b')?.lineEnd).toBe('\n');
  });
});

describe("Excel's sep= line", () => {
  test.each(['\n', '\r\n', '\r'])('ended by %j names the delimiter and is no header', (end) => {
    const text = `sep=;${end}a,b,c;d${end}`;
    expect(layout(text)).toMatchObject({ delimiter: ';', skipCount: 5 + end.length, headerLine: 2 });
  });

  test('gives way to a delimiter asked for', () => {
    expect(layout('SEP=,\na;b\n', ';')).toMatchObject({ delimiter: ';', skipCount: 6 });
  });

  test('is a header when it is more than that', () => {
    expect(layout('sep=;x\n')).toMatchObject({ skipCount: 0 });
  });
});

test('blank lines before the header are skipped', () => {
  expect(layout('\n  \r\nfrom;to\n')).toEqual({ delimiter: ';', lineEnd: '\n', skipCount: 5, headerLine: 3 });
});

test('a text cut off anywhere gives the same layout or none yet', () => {
  const text = fc.array(fc.constantFrom('a', '"', '""', ',', ';', '\t', '\n', '\r\n', '\r', 'sep=;\r\n', 'from'));
  fc.assert(
    fc.property(text, fc.nat(), (parts, at) => {
      const whole = parts.join('');
      const start = whole.slice(0, at % (whole.length + 1));
      const early = findLayout(start, { isComplete: false });
      if (early !== null) expect(early).toEqual(layout(whole));
    }),
    { numRuns: 2000 },
  );
});
