import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Utf8Writer } from '../../src/adapters/utf8-writer.ts';

const number = fc.oneof(
  fc.maxSafeNat(),
  fc.nat(12),
  fc.constantFrom(0, 9, 10, 99, 100, 999_999, 1_000_000, 2 ** 31 - 1, 2 ** 31, Number.MAX_SAFE_INTEGER),
);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: 'grapheme-ascii', maxLength: 80 }),
  fc.tuple(fc.constantFrom('é', '€', '🎉', 'x'), fc.nat(20_000)).map(([one, count]) => one.repeat(count)),
);

test('whatever is written comes out as the UTF-8 of all of it, also when the buffer is used again', () => {
  const writer = new Utf8Writer();
  fc.assert(
    fc.property(fc.array(fc.oneof(number, text), { maxLength: 30 }), fc.boolean(), (parts, areBytes) => {
      const bytes = writer.encode((to) => {
        for (const part of parts) {
          if (typeof part === 'number') to.number(part);
          else if (areBytes) to.bytes(Buffer.from(part));
          else to.text(part);
        }
      });
      expect(bytes.equals(Buffer.from(parts.join('')))).toBe(true);
    }),
    { numRuns: 1_000 },
  );
  expect(writer.encode('ünï').toString()).toBe('ünï');
});
