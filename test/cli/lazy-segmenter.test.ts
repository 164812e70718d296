import { expect, test } from '@jest/globals';
import { LazySegmenter } from '../../src/cli/lazy-segmenter.ts';

test.each(['', 'ab', 'e\u0301→…', '👩‍👧 and more'])('%j is divided as Intl.Segmenter does', (text) => {
  const lazy = new LazySegmenter('en', { granularity: 'word' });
  const real = new Intl.Segmenter('en', { granularity: 'word' });
  for (let time = 0; time < 2; time += 1) expect([...lazy.segment(text)]).toEqual([...real.segment(text)]);
});
