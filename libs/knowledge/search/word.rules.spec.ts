import * as fc from 'fast-check';
import { wordsOf } from './word.rules';

const folded = (text: string): string[] => wordsOf(text).map((word) => word.folded);

describe('the words of a text', () => {
  it.each<[string, string[]]>([
    ['code://rust/app_server/main.rs', ['code', 'rust', 'app', 'server', 'main', 'rs']],
    ['CVE-2021-44228', ['cve', '2021', '44228']],
    ["don't stop", ['don', 't', 'stop']],
    ['Füße ÉCOLE İstanbul', ['fuße', 'ecole', 'istanbul']],
    ['ﬁne ½ ℃', ['fine', '12']],
    ['日本語 ひらカナ abc', ['日', '本', '語', 'ひ', 'ら', 'カ', 'ナ', 'abc']],
    ['한국어 русский ёлка', ['한국어'.normalize('NFKD'), 'русскии', 'елка']],
    ['', []],
    [' -_/:."\' \u0301 ', []],
  ])('%j are %j', (text, expected) => {
    expect(folded(text)).toEqual(expected);
  });

  it('are the same in every normal form and case', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(folded(text.normalize('NFD'))).toEqual(folded(text.normalize('NFC')));
      }),
    );
    expect(folded('STRAẞE Éa')).toEqual(folded('straße éA'));
  });

  it('stand where they say, hold letters and digits only, and fold to themselves', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        let behind = 0;
        for (const { folded: word, start, length } of wordsOf(text)) {
          expect(start).toBeGreaterThanOrEqual(behind);
          behind = start + length;
          expect(behind).toBeLessThanOrEqual(text.length);
          expect(word).toMatch(/^[\p{L}\p{N}]+$/u);
          expect(folded(word).join('')).toBe(word);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('are cut where no index would take them', () => {
    expect(folded('a'.repeat(10_000))).toEqual(['a'.repeat(200)]);
  });
});
