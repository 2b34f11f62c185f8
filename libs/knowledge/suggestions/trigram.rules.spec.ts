import { lineArbitrary } from '@stemedb/knowledge/claims/testing';
import * as fc from 'fast-check';
import { similarity, trigramsOf } from './trigram.rules';

describe('the trigrams of a text', () => {
  it.each([
    ['one word', 'word', ['  w', ' wo', 'ord', 'rd ', 'wor']],
    ['two words, whatever parts them', 'a-b/a', ['  a', '  b', ' a ', ' b ']],
    ['capital letters', 'TLS', ['  t', ' tl', 'ls ', 'tls']],
    ['letters of any script and of any plane', 'é𝒳', ['  é', ' é𝒳', 'é𝒳 ']],
    ['nothing but signs', '://-_ ', []],
    ['nothing', '', []],
  ])('are those of pg_trgm for %s', (_what, text, expected) => {
    expect(trigramsOf(text)).toEqual([...expected].sort());
  });

  it('are three characters each, sorted, each once', () => {
    fc.assert(
      fc.property(lineArbitrary, (text) => {
        const trigrams = trigramsOf(text);
        expect(trigrams.every((trigram) => Array.from(trigram).length === 3)).toBe(true);
        expect(trigrams).toEqual([...new Set(trigrams)].sort());
      }),
    );
  });

  it('do not depend on what parts the words, nor on their order', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z0-9]{1,8}$/), { minLength: 1 }), fc.constantFrom('/', '_', '. ', '://'), (words, gap) => {
        expect(trigramsOf([...words].reverse().join(gap))).toEqual(trigramsOf(words.join(' ')));
      }),
    );
  });
});

describe('the similarity of two texts', () => {
  it('is the part of their trigrams that they share', () => {
    // Of "  w", " wo", "wor", "ord", "rd " and "  w", " wo", "wor", "ork", "rk ", three are shared.
    expect(similarity('word', 'work')).toBe(3 / 7);
    expect(similarity('semaglutide', 'Semaglutid')).toBeGreaterThan(0.7);
    expect(similarity('semaglutide', 'metformin')).toBe(0);
    expect(similarity('', '')).toBe(0);
  });

  it('is symmetric, from 0 to 1, and 1 with itself where there is a word', () => {
    fc.assert(
      fc.property(lineArbitrary, lineArbitrary, (left, right) => {
        const alike = similarity(left, right);
        expect(alike).toBe(similarity(right, left));
        expect(alike >= 0 && alike <= 1).toBe(true);
        expect(similarity(left, left)).toBe(trigramsOf(left).length === 0 ? 0 : 1);
      }),
    );
  });
});
