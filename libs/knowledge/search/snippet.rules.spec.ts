import * as fc from 'fast-check';
import { snippetsOf } from './snippet.rules';
import { wordsOf } from './word.rules';

const texts = (changes: object = {}) => ({ subject: 'a b', predicate: 'c', object: '', narrative: '', ...changes });

describe('snippets', () => {
  it('show each field that holds a wanted word, whole where it is short', () => {
    expect(snippetsOf(texts(), new Set(['b', 'c']))).toEqual([
      { field: 'subject', text: 'a b', cut: { before: false, after: false }, matches: [{ start: 2, length: 1 }] },
      { field: 'predicate', text: 'c', cut: { before: false, after: false }, matches: [{ start: 0, length: 1 }] },
    ]);
    expect(snippetsOf(texts(), new Set(['d']))).toEqual([]);
    expect(snippetsOf(texts(), new Set())).toEqual([]);
  });

  it('show what surrounds the first find of a long text', () => {
    const narrative = `${'before '.repeat(100)}FOUND ${'after '.repeat(100)}`;
    const [snippet] = snippetsOf(texts({ narrative }), new Set(['found']));
    expect(snippet?.cut).toEqual({ before: true, after: true });
    expect(snippet?.text).toMatch(/^before .*before FOUND after .*after$/);
    const [match] = snippet?.matches ?? [];
    expect(snippet?.text.slice(match?.start, (match?.start ?? 0) + (match?.length ?? 0))).toBe('FOUND');
  });

  it('mark wanted words only, and each where it stands', () => {
    const word = fc.constantFrom('one', 'Twö', 'three', '日本', '-', '/');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 200 }), fc.subarray(['one', 'two', 'three', '日']), (words, wanted) => {
        const narrative = words.join(' ');
        for (const { text, matches } of snippetsOf(texts({ narrative }), new Set(wanted))) {
          expect(narrative).toContain(text);
          expect(matches.length).toBeGreaterThan(0);
          for (const { start, length } of matches) {
            expect(wordsOf(text.slice(start, start + length)).map(({ folded }) => wanted.includes(folded))).toEqual([true]);
          }
        }
      }),
    );
  });
});
