/** How texts fall into words, the same for what is indexed, what is asked and what is shown as found. */

/** A word as it stands in a text. */
export interface Word {
  /** Without case and accents. */
  readonly folded: string;
  /** Where it stands, in UTF-16 code units as JavaScript counts. */
  readonly start: number;
  readonly length: number;
}

/** A longer word is found by its beginning only; PostgreSQL takes no lexeme of 2 KiB. */
const MAX_WORD = 200;

/** Scripts without spaces: every character is a word, and a phrase of them finds what stands together. */
const UNSPACED = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}]';
/** Letters, digits and the marks on them; everything else separates: spaces, / : _ - . and the rest of punctuation. */
const WORDS = new RegExp(`${UNSPACED}\\p{M}*|(?:(?!${UNSPACED})[\\p{L}\\p{N}\\p{M}])+`, 'gu');

/** The words of a text, in its order. */
export function wordsOf(text: string): Word[] {
  return [...text.matchAll(WORDS)]
    .map((match) => ({ folded: fold(match[0]), start: match.index, length: match[0].length }))
    .filter(({ folded }) => folded !== '');
}

/** Decomposed twice, because lower case can bring marks along. */
function fold(word: string): string {
  const bare = word.normalize('NFKD').toLowerCase().normalize('NFKD').replace(/[^\p{L}\p{N}]/gu, '');
  return bare.length <= MAX_WORD ? bare : Array.from(bare).slice(0, MAX_WORD).join('');
}
