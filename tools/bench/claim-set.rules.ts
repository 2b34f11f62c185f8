import { type Claim, contentHash, type ObjectValue, SOURCE_CLASSES } from '@stemedb/knowledge/claims';

/**
 * The claims of every measurement, made from their number alone. Blocks of 10,000 claims hold 396 pairs with 1 to 50
 * candidates each; within a block the claims come in mixed order, as from many agents at once.
 */
export const BLOCK = 10_000;
export const AGENTS = 200;

/** 1 to 50 seven times, then what fills the block up. */
const PAIR_SIZES: readonly number[] = [
  ...Array.from({ length: 7 * 50 }, (_unused, index) => (index % 50) + 1),
  ...Array.from({ length: 45 }, (_unused, index) => index + 1),
  40,
];

export const PAIRS_PER_BLOCK = PAIR_SIZES.length;

/** For each place in a block, before mixing: pair and candidate. */
const PLACES = PAIR_SIZES.flatMap((size, pair) => Array.from({ length: size }, (_unused, candidate) => ({ pair, candidate })));

/** Prime to the size of a block, so that every place is visited once. */
const STRIDE = 7_919;

/** Which of five answers a candidate gives: most agree with the first. */
const ANSWERS = [0, 0, 0, 1, 1, 2, 3, 4];

const PREDICATES = ['incidence_percent', 'half_life_days', 'recommended_dose_mg', 'associated_with'];

const SOURCES = 5_000;

/** A quarter of the first claims cite one and the same source. */
export const WIDELY_CITED = { content: 'a source that many cite', among: 40_000, every: 4 } as const;
const DAY_SECONDS = 86_400;
const OLDEST_DAYS = 400;

export interface Pair {
  readonly subject: string;
  readonly predicate: string;
}

/** Pairs whose claims are all among the first `claims`. */
export function completePairs(claims: number): number {
  return Math.floor(claims / BLOCK) * PAIRS_PER_BLOCK;
}

/** Prime, so that consecutive questions are about pairs far apart. */
const PAIR_STRIDE = 1_009;

/** The pair that a request of a measurement asks about, out of so many. */
export function pairOfRequest(request: number, pairs: number): Pair {
  return pairAt((request * PAIR_STRIDE) % pairs);
}

/** A pair as a query string asks for it. */
export function pairQuery({ subject, predicate }: Pair): string {
  return `subject=${encodeURIComponent(subject)}&predicate=${predicate}`;
}

export function pairAt(number: number): Pair {
  return {
    subject: `pubmed://study/${String(number).padStart(6, '0')}/endpoint`,
    predicate: PREDICATES[number % PREDICATES.length] ?? '',
  };
}

/** The claim with this number, the agent who signs it, and when: Unix seconds before `now`. */
export function claimAt(number: number, now: number): { claim: Claim; agent: number; timestamp: number } {
  const place = PLACES[((number % BLOCK) * STRIDE) % BLOCK];
  if (!place) throw new RangeError('a claim is numbered from 0');
  const pair = Math.floor(number / BLOCK) * PAIRS_PER_BLOCK + place.pair;
  const { candidate } = place;
  return {
    claim: {
      ...pairAt(pair),
      object: objectOf(pair, ANSWERS[candidate % ANSWERS.length] ?? 0),
      confidence: 0.5 + ((number * 37) % 50) / 100,
      source_hash: contentHash(sourceOf(number)),
      source_class: SOURCE_CLASSES[(pair + candidate) % SOURCE_CLASSES.length],
      narrative: `Report ${candidate + 1} on endpoint ${pair}: read from the published tables, checked against the protocol.`,
    },
    agent: number % AGENTS,
    timestamp: now - ((number * STRIDE) % (OLDEST_DAYS * DAY_SECONDS)),
  };
}

function sourceOf(number: number): string {
  const { content, among, every } = WIDELY_CITED;
  return number < among && number % every === 0 ? content : `source ${number % SOURCES}`;
}

function objectOf(pair: number, answer: number): ObjectValue {
  if (pair % PREDICATES.length === 3) return { type: 'Text', value: `outcome ${answer} of study ${pair}` };
  return { type: 'Number', value: ((pair % 100) + answer) / 4 };
}
