import { type ConceptPath, MalformedConcept, parseConcept } from '@stemedb/knowledge/concepts';
import { foldCase } from './feature.rules';
import { similarity } from './trigram.rules';

/** A subject that has something in common with the path. */
export interface Candidate {
  readonly subject: string;
  /** Predicates for which the same object is claimed of both. */
  readonly shared: readonly string[];
}

export type ReasonKind = 'spelling' | 'tail' | 'objects';

/** Why two paths may mean the same, and how far this alone speaks for it, 0 to 1. */
export interface Reason {
  readonly kind: ReasonKind;
  readonly score: number;
  readonly detail: string;
}

export interface Suggestion {
  readonly path: string;
  /** 0 to 1. */
  readonly score: number;
  readonly reasons: readonly Reason[];
}

/** Names less alike than this are as alike as any two words are. It is the default of pg_trgm. */
export const LEAST_SIMILARITY = 0.3;
const SPELLING_WEIGHT = 0.6;
const TAIL_SCORE = 0.7;
/** What any number of shared objects approaches, half of what is missing with each. */
const OBJECTS_WEIGHT = 0.6;
const NAMED_PREDICATES = 5;
const DIGITS = 1e6;

/**
 * The likely aliases of a path, best first. Each reason leaves so much doubt as its score leaves to 1, and the doubts
 * multiply: two weak reasons are better than one of them, and none ever makes it certain.
 */
export function rank(path: ConceptPath, candidates: readonly Candidate[], limit: number): Suggestion[] {
  return candidates
    .flatMap((candidate) => suggestionOf(path, candidate) ?? [])
    .sort((left, right) => right.score - left.score || (left.path < right.path ? -1 : 1))
    .slice(0, limit);
}

/** Undefined where nothing speaks for it, for the path in another spelling, and for what no alias can be made of. */
function suggestionOf(path: ConceptPath, { subject, shared }: Candidate): Suggestion | undefined {
  const other = wellFormed(subject);
  if (!other || other.canonical === path.canonical) return undefined;
  const reasons = [spellingReason(path, other), tailReason(path, other), objectsReason(shared)].filter((reason) => reason !== undefined);
  if (reasons.length === 0) return undefined;
  const doubt = reasons.reduce((product, reason) => product * (1 - reason.score), 1);
  return { path: subject, score: rounded(1 - doubt), reasons };
}

function spellingReason(path: ConceptPath, other: ConceptPath): Reason | undefined {
  const alike = similarity(path.tail, other.tail);
  if (alike < LEAST_SIMILARITY) return undefined;
  return { kind: 'spelling', score: rounded(SPELLING_WEIGHT * alike), detail: `spelled ${Math.round(alike * 100)} % alike` };
}

/** In one scheme, the same tail below another top is mostly another thing. */
function tailReason(path: ConceptPath, other: ConceptPath): Reason | undefined {
  if (path.scheme === other.scheme || foldCase(path.tail) !== foldCase(other.tail)) return undefined;
  return { kind: 'tail', score: TAIL_SCORE, detail: `both end in ${other.tail}` };
}

function objectsReason(shared: readonly string[]): Reason | undefined {
  if (shared.length === 0) return undefined;
  const predicates = [...new Set(shared)].sort();
  const more = predicates.length > NAMED_PREDICATES ? ` and ${predicates.length - NAMED_PREDICATES} more` : '';
  const score = rounded(OBJECTS_WEIGHT * (1 - 0.5 ** shared.length));
  return { kind: 'objects', score, detail: `the same object for ${predicates.slice(0, NAMED_PREDICATES).join(', ')}${more}` };
}

function wellFormed(subject: string): ConceptPath | undefined {
  try {
    return parseConcept(subject);
  } catch (error) {
    if (error instanceof MalformedConcept) return undefined;
    throw error;
  }
}

function rounded(score: number): number {
  return Math.round(score * DIGITS) / DIGITS;
}
