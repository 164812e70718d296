// Places up to which an input was hashed: never beyond the offset, never many, and good to go on from.
import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { HashedPlaces } from '../../../src/adapters/file/hashed-places.ts';

const MEGABYTE = 1024 * 1024;

test('a hash that goes on from a place is that of the whole', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 3 * MEGABYTE }), { minLength: 1, maxLength: 12 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (lengths, share) => {
        const bytes = Buffer.alloc(
          lengths.reduce((sum, length) => sum + length),
          'abcdefg',
        );
        const places = new HashedPlaces();
        const hash = createHash('sha256');
        let end = 0;
        for (const length of lengths) {
          hash.update(bytes.subarray(end, end + length));
          end += length;
          places.note(end, hash);
        }
        const whole = hash.digest('hex');
        const offset = Math.floor(share * bytes.length);
        const place = places.before(offset);
        if (place === null) return;
        expect(place.bytes).toBeLessThanOrEqual(offset);
        for (let turn = 0; turn < 2; turn += 1) {
          expect(place.hash.copy().update(bytes.subarray(place.bytes)).digest('hex')).toBe(whole);
        }
      },
    ),
    { numRuns: 50 },
  );
});

test('the place is near, and a long input has no more of them than 64', () => {
  const places = new HashedPlaces();
  const hash = createHash('sha256');
  const megabytes = 10_000;
  for (let count = 1; count <= megabytes; count += 1) places.note(count * MEGABYTE, hash);
  const found = new Set<number>();
  for (let count = 1; count <= megabytes; count += 1) {
    const { bytes } = places.before(count * MEGABYTE) ?? { bytes: 0 };
    found.add(bytes);
    expect(count * MEGABYTE - bytes).toBeLessThan(2 * (megabytes / 64) * MEGABYTE * 2);
  }
  expect(found.size).toBeLessThanOrEqual(64);
});
