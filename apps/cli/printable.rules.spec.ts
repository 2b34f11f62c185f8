import fc from 'fast-check';
import { printable, printableLines, shortened } from './printable.rules';

describe('printable text', () => {
  it.each([
    ['an escape sequence', '\u001b[31mred', '\\u{1b}[31mred'],
    ['a C1 control', 'a\u009bb', 'a\\u{9b}b'],
    ['a bidirectional override', 'a\u202eb', 'a\\u{202e}b'],
    ['line breaks and tabs', 'a\r\n\tb', 'a b'],
  ])('shows %s harmlessly', (_case, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('leaves letters of every script and signs alone', () => {
    expect(printable('Größe 47 % → 薬 🧪 é')).toBe('Größe 47 % → 薬 🧪 é');
  });

  it('never holds a control character, whatever came in', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/\p{Cc}/u.test(printable(text))));
  });

  it('keeps the lines of a text of several', () => {
    expect(printableLines('a\nb\u0007')).toBe('a\nb\\u{7}');
  });
});

describe('a shortened text', () => {
  it('is marked where something is missing, and counts characters', () => {
    expect(shortened('🧪🧪🧪🧪', 3)).toBe('🧪🧪…');
    expect(shortened('abc', 3)).toBe('abc');
  });
});
