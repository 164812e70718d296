import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { type ByteFault, ByteInspector } from '../../../src/adapters/file/byte-inspector.ts';
import { systemCode } from '../../../src/core/errors.ts';

function inspect(bytes: Buffer, chunkBytes: number): ByteFault | null {
  const inspector = new ByteInspector({ delimiter: ',', lineEnd: '\n', firstLine: 1 });
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const fault = inspector.inspect(bytes.subarray(at, at + chunkBytes));
    if (fault !== null) return fault;
  }
  return inspector.end();
}

function parserFindsOpenQuote(text: string): boolean {
  try {
    parse(text, { relax_quotes: true, relax_column_count: true, record_delimiter: ['\r\n', '\n'] });
    return false;
  } catch (error) {
    return systemCode(error) === 'CSV_QUOTE_NOT_CLOSED';
  }
}

const text = fc.string({
  unit: fc.constantFrom('a', 'ü', '"', '""', ',', '\n', '\r\n', '",', ',"', '"\n'),
  maxLength: 30,
});

test('an open quote is found exactly when the parser finds one, however the bytes are cut', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 40 }), (csv, chunkBytes) => {
      const fault = inspect(Buffer.from(csv), chunkBytes);
      if (fault?.kind === 'swallowed-lines') return;
      expect(fault?.kind === 'unclosed-quote').toBe(parserFindsOpenQuote(csv));
      if (fault === null) return;
      expect(Buffer.from(csv)[fault.offset]).toBe('"'.charCodeAt(0));
      expect(fault.line).toBe(Buffer.from(csv).subarray(0, fault.offset).toString().split('\n').length);
    }),
    { numRuns: 5000 },
  );
});

test('how the bytes are cut changes nothing', () => {
  const anyBytes = fc.oneof(
    text.map((csv) => Buffer.from(csv)),
    fc
      .array(fc.constantFrom(0x22, 0x2c, 0x0a, 0x61, 0x00, 0xc3, 0xbc, 0xf0, 0x9f, 0x98, 0x80))
      .map((it) => Buffer.from(it)),
  );
  fc.assert(
    fc.property(anyBytes, fc.integer({ min: 1, max: 9 }), (bytes, chunkBytes) => {
      const whole = inspect(bytes, Number.MAX_SAFE_INTEGER);
      const cut = inspect(bytes, chunkBytes);
      expect(cut === null).toBe(whole === null);
      // Of several faults near each other, smaller pieces may show a later one first.
      if (whole !== null && whole.kind === cut?.kind && whole.kind !== 'not-utf8') expect(cut.line).toBe(whole.line);
    }),
    { numRuns: 3000 },
  );
});

test('lines swallowed by two stray quotes are told with both lines', () => {
  expect(inspect(Buffer.from('a,b\n1,"x\n2,y\n3,"z\n4,"'), 100)).toEqual({
    kind: 'swallowed-lines',
    offset: 6,
    line: 2,
    closingLine: 4,
  });
});

describe('a line over 16 MiB', () => {
  const MIB = Buffer.alloc(1024 * 1024, 'a');
  const inspectAll = (pieces: readonly (Buffer | string)[], lineEnd: '\n' | '\r' = '\n'): ByteFault | null => {
    const inspector = new ByteInspector({ delimiter: ',', lineEnd, firstLine: 1 });
    const faults = pieces.map((piece) => inspector.inspect(Buffer.from(piece)));
    return faults.find((fault) => fault !== null) ?? null;
  };
  const mib = (count: number): readonly Buffer[] => Array.from({ length: count }, () => MIB);

  test('is told where it begins, as soon as it is that long', () => {
    const fault = { kind: 'line-too-long', offset: 8, line: 3 };
    expect(inspectAll(['a,b\n1,2\n', ...mib(17)])).toEqual(fault);
    expect(inspectAll(['a,b\n1,2\n', ...mib(16), 'x\n1,"2'])).toEqual(fault);
    expect(inspectAll(['a,b\r1,2\r', ...mib(17)], '\r')).toEqual(fault);
    expect(inspectAll(['a,b\n1,2\n', ...mib(8), ',"', ...mib(4), '\n', ...mib(4), '",', MIB, '\n'])).toEqual(fault);
  });

  test('is none at exactly 16 MiB, or where many lines are that long together', () => {
    expect(inspectAll(['a,b\n1,2\n', ...mib(16), '\n1,2\n'])).toBeNull();
    expect(inspectAll(['a,b\n', ...mib(20).flatMap((piece) => [piece, '\n'])])).toBeNull();
    expect(inspectAll(['a,b\r', ...mib(20).flatMap((piece) => [piece, '\n'])], '\r')).toBeNull();
    expect(inspectAll(['a,b\n1,"', ...mib(15), '\n",2\n3,"', ...mib(15), '",2\n'])).toBeNull();
  });
});
