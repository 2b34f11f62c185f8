import * as fc from 'fast-check';
import { characterCount, textFault, toNfc } from './text.rules';
import { textArbitrary } from './testing';

const LINE = { min: 1, max: 4, line: true } as const;
const TEXT = { min: 0, max: 4, line: false } as const;

describe('text', () => {
  it('brings every text into the NFC of Unicode', () => {
    fc.assert(
      fc.property(textArbitrary, (text) => {
        expect(toNfc(text)).toBe(text.normalize('NFC'));
      }),
    );
  });

  it('leaves every character below U+0300 as it is', () => {
    for (let code = 0; code < 0x300; code += 1) {
      const character = String.fromCharCode(code);
      expect(character.normalize('NFC')).toBe(character);
    }
  });

  it('counts code points', () => {
    fc.assert(
      fc.property(textArbitrary, (text) => {
        expect(characterCount(text)).toBe([...text].length);
      }),
    );
  });

  it.each(['', 'abcde', '😀😀😀😀😀'])('refuses %j where 1 to 4 characters are expected', (text) => {
    expect(textFault(text, LINE)).toBe('expected 1 to 4 characters');
  });

  it('names only the upper bound where the empty text is allowed', () => {
    expect(textFault('', TEXT)).toBeUndefined();
    expect(textFault('abcde', TEXT)).toBe('expected at most 4 characters');
  });

  it('counts an emoji outside the BMP once', () => {
    expect(textFault('😀😀😀😀', LINE)).toBeUndefined();
  });

  it.each(['\ud800', 'a\udc00', '\udc00\ud800'])('refuses the lone surrogate in %j', (text) => {
    expect(textFault(text, TEXT)).toBe('expected well-formed Unicode without lone surrogates');
  });

  it('refuses U+0000 in every text', () => {
    expect(textFault('a\0', TEXT)).toBe('expected text without the character U+0000');
  });

  it.each(['\u0001', '\n', '\u001f', '\u007f', '\u0080', '\u009f'])(
    'refuses the control character %j in a line only',
    (control) => {
      expect(textFault(control, LINE)).toBe('expected text without control characters');
      expect(textFault(control, TEXT)).toBeUndefined();
    },
  );

  it('refuses more than thirty combining marks in a row, in any spelling', () => {
    const message = 'expected at most 30 combining marks in a row';
    const rule = { min: 0, max: 10_000, line: false } as const;
    expect(textFault(toNfc(`q${'\u0307'.repeat(30)}`), rule)).toBeUndefined();
    expect(textFault(toNfc(`q${'\u0307'.repeat(31)}`), rule)).toBe(message);
    // One mark of the thirty-one composes with the letter.
    expect(textFault(toNfc(`e\u0301${'\u0307'.repeat(30)}`), rule)).toBeUndefined();
    expect(textFault(toNfc(`q${'\u0344'.repeat(16)}`), rule)).toBe(message);
  });

  it.each([
    ['one run of marks', `a${'\u0307\u0323'.repeat(250_000)}`],
    ['marks in two orders', `a${'\u0307'.repeat(250_000)}${'\u0323'.repeat(250_000)}`],
    ['marks without a letter', '\u0323'.repeat(500_000)],
    ['many long runs', `a${'\u0307\u0323'.repeat(64)}`.repeat(4_000)],
  ])('decides on half a million characters in less than a second: %s', (_what, text) => {
    const start = performance.now();
    expect(textFault(toNfc(text), { min: 0, max: 10_000, line: false })).toBeDefined();
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  it('takes a space, a no-break space and a line separator for characters of a line', () => {
    expect(textFault(' \u00a0\u2028', LINE)).toBeUndefined();
  });
});
