import { SEARCHED_FIELDS, type SearchedField, type SearchedTexts } from './search-document.rules';
import { wordsOf } from './word.rules';

/** A piece of a claim's text with the places of what was found: plain text, so that nobody has to trust markup in it. */
export interface Snippet {
  readonly field: SearchedField;
  readonly text: string;
  /** Whether something was cut off before and behind. */
  readonly cut: { readonly before: boolean; readonly after: boolean };
  /** Where found words stand in `text`, in UTF-16 code units. */
  readonly matches: readonly { readonly start: number; readonly length: number }[];
}

/** About how much of a long text is shown, in UTF-16 code units. */
const WINDOW = 240;
/** How much of that lies before the first word found. */
const LEAD = 60;

/** One snippet for each field in which a wanted word stands, around the first of them. */
export function snippetsOf(texts: SearchedTexts, wanted: ReadonlySet<string>): Snippet[] {
  return SEARCHED_FIELDS.flatMap((field) => {
    const text = texts[field];
    const words = wordsOf(text);
    const found = words.filter(({ folded }) => wanted.has(folded));
    const first = found[0];
    if (!first) return [];
    // Cut in front of a word, so that none is torn apart.
    const start = text.length <= WINDOW ? 0 : (words.find((word) => word.start >= first.start - LEAD)?.start ?? 0);
    const from = first.start <= LEAD ? 0 : start;
    const to = endOfWindow(text, words, from, first.start + first.length);
    const matches = found
      .filter((word) => word.start >= from && word.start + word.length <= to)
      .map((word) => ({ start: word.start - from, length: word.length }));
    return [{ field, text: text.slice(from, to), cut: { before: from > 0, after: to < text.length }, matches }];
  });
}

/** Behind the last word that fits into the window, at least behind the first one found. */
function endOfWindow(text: string, words: ReturnType<typeof wordsOf>, from: number, least: number): number {
  if (text.length - from <= WINDOW) return text.length;
  return words.reduce((end, word) => {
    const behind = word.start + word.length;
    return behind - from <= WINDOW ? Math.max(end, behind) : end;
  }, least);
}
