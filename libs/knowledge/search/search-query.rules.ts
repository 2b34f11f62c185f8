import { wordsOf } from './word.rules';

/** A question in words, ready for PostgreSQL. */
export interface SearchQuery {
  /** As PostgreSQL writes a tsquery. */
  readonly text: string;
  /** The words that a match may hold, folded; those asked not to be there are left out. */
  readonly wanted: ReadonlySet<string>;
}

interface Term {
  readonly words: readonly string[];
  readonly negated: boolean;
}

/** An optional minus, then a quoted phrase (the last quote may be missing) or what stands up to the next space. */
const TERMS = /(-?)(?:"([^"]*)"?|([^\s"]+))/g;

/**
 * Reads the language of web searches: words that must all be there, "a phrase", or between alternatives, and -without.
 * A word with separators in it, like a path, is a phrase of its parts. Undefined where there is no word in it.
 */
export function parseSearch(text: string): SearchQuery | undefined {
  const alternatives: Term[][] = [[]];
  for (const [, minus, phrase, word] of text.matchAll(TERMS)) {
    if (minus === '' && word?.toLowerCase() === 'or') {
      alternatives.push([]);
      continue;
    }
    const words = wordsOf(phrase ?? word ?? '').map(({ folded }) => folded);
    if (words.length > 0) alternatives.at(-1)?.push({ words, negated: minus === '-' });
  }
  const asked = alternatives.filter((terms) => terms.length > 0);
  if (asked.length === 0) return undefined;
  const wanted = asked.flat().filter(({ negated }) => !negated).flatMap(({ words }) => words);
  return { text: asked.map(allOf).join(' | '), wanted: new Set(wanted) };
}

function allOf(terms: readonly Term[]): string {
  return `(${terms.map(termText).join(' & ')})`;
}

function termText({ words, negated }: Term): string {
  const phrase = `(${words.map((word) => `'${word}'`).join(' <-> ')})`;
  return negated ? `!${phrase}` : phrase;
}
