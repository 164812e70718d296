import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RecentMap } from '../../src/core/recent-map.ts';

test('what was set comes back, or is not remembered at all, in whatever order it is asked for', () => {
  const key = fc.constantFrom('', 'a', 'b', 'c', 'd', 'e');
  const steps = fc.array(fc.record({ key, value: fc.option(fc.integer(), { nil: null }) }), { maxLength: 60 });
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 6 }), (sets, capacity) => {
      const map = new RecentMap<string, number | null>(capacity);
      const known = new Map<string, number | null>();
      for (const { key: asked, value } of sets) {
        const remembered = map.get(asked);
        expect(remembered).toBe(known.get(asked));
        if (remembered !== undefined) continue;
        map.set(asked, value);
        if (known.size < capacity) known.set(asked, value);
      }
    }),
  );
});
