// What may be shown of texts that can hold a secret.
import { describe, expect, test } from '@jest/globals';
import { placeOf, withoutTokens } from '../../../src/cli/options/masking.ts';

describe('what is shown', () => {
  test('of a token is its beginning', () => {
    expect(withoutTokens("is 'pat-na1-0b5c-secret' or PAT-eu1-secret one?")).toBe("is 'pat-…' or pat-… one?");
  });

  test.each([
    ['https://hc.example/secret/start?x=1', 'https://hc.example/…'],
    ['https://user:secret@hc.example:81/a', 'https://hc.example:81/…'],
    ['https://user:secret@hc.example', 'https://hc.example'],
    ['ftp://hc.example?secret', 'ftp://hc.example/…'],
    ['https://hc.example', 'https://hc.example'],
    ['https://hc.example/', 'https://hc.example/'],
    ['2001', '2001'],
    ['a/b@c', 'a/b@c'],
  ])('of %s is %s', (text, shown) => {
    expect(placeOf(text)).toBe(shown);
  });
});
