const WORD = /[\p{L}\p{N}]+/gu;

/**
 * The trigrams of a text as pg_trgm defines them: its words (runs of letters and digits) in lower case, each with two
 * blanks before it and one behind, cut into all its pieces of three characters. Sorted, each once.
 */
export function trigramsOf(text: string): string[] {
  const trigrams = new Set<string>();
  for (const [word] of text.toLowerCase().matchAll(WORD)) {
    const characters = Array.from(`  ${word} `);
    for (let index = 0; index + 3 <= characters.length; index += 1) trigrams.add(characters.slice(index, index + 3).join(''));
  }
  return [...trigrams].sort();
}

/** How alike two texts are spelled, 0 to 1: the trigrams that they share, among all that either has (Jaccard). */
export function similarity(left: string, right: string): number {
  const [ofLeft, ofRight] = [trigramsOf(left), trigramsOf(right)];
  const known = new Set(ofRight);
  const shared = ofLeft.filter((trigram) => known.has(trigram)).length;
  const all = ofLeft.length + ofRight.length - shared;
  return all === 0 ? 0 : shared / all;
}
