import type { ProjectedClaim } from '@stemedb/knowledge/projections';
import { wordsOf } from './word.rules';

export const SEARCHED_FIELDS = ['subject', 'predicate', 'object', 'narrative'] as const;

export type SearchedField = (typeof SEARCHED_FIELDS)[number];

/** The texts of a claim that a search looks into; a number or a truth value has none. */
export type SearchedTexts = Readonly<Record<SearchedField, string>>;

type Searchable = Pick<ProjectedClaim, 'subject' | 'predicate' | 'object' | 'narrative'>;

export function searchedTexts({ subject, predicate, object, narrative }: Searchable): SearchedTexts {
  const { value } = JSON.parse(object) as { value: unknown };
  return { subject, predicate, object: typeof value === 'string' ? value : '', narrative: narrative ?? '' };
}

/** What a claim is about counts most, what is told around it least. */
const WEIGHTS: Readonly<Record<SearchedField, string>> = { subject: 'A', predicate: 'B', object: 'C', narrative: 'D' };

/** No phrase reaches from one field into the next. */
const GAP = 10;
/** PostgreSQL's own bounds of a position and of positions of one lexeme. */
const LAST_POSITION = 16_383;
const MAX_POSITIONS = 256;

/** The word by which a document belongs to its namespace. No word of a text holds an @. */
export function namespaceWord(namespace: string): string {
  return `'@${namespace}'`;
}

/** A claim's words with their places and weights, as PostgreSQL writes a tsvector. */
export function documentOf(namespace: string, claim: Searchable): string {
  const texts = searchedTexts(claim);
  const places = new Map<string, string[]>();
  let position = 0;
  for (const field of SEARCHED_FIELDS) {
    for (const { folded } of wordsOf(texts[field])) {
      position = Math.min(position + 1, LAST_POSITION);
      const known = places.get(folded);
      const place = `${position}${WEIGHTS[field]}`;
      if (!known) places.set(folded, [place]);
      else if (known.length < MAX_POSITIONS) known.push(place);
    }
    position += GAP;
  }
  return [namespaceWord(namespace), ...[...places].map(([word, at]) => `'${word}':${at.join(',')}`)].join(' ');
}
