/** The figures of single claims and their order, for the reference model. */
import type { Candidate, Frame } from '../lens.types';

const CLASSES = ['Regulatory', 'Clinical', 'Observational', 'Expert', 'Community', 'Anecdotal'];

export const tierIn = (claim: Candidate): number => CLASSES.indexOf(claim.source_class);

export const newest = (claim: Candidate): number => Math.max(...claim.signatures.map((s) => s.timestamp));

export function trust(claim: Candidate, frame: Frame): number {
  const agents = [...new Set(claim.signatures.map((s) => s.agent_id))];
  const ranks = agents.map((agent) =>
    Math.max(...claim.signatures.filter((s) => s.agent_id === agent).map((s) => s.trust)),
  );
  return Math.min(frame.ruleset.trustCap, add(ranks));
}

export function weightIn(claim: Candidate, frame: Frame): number {
  const days = Math.max(0, (frame.evaluatedAt - newest(claim)) / 86_400);
  const halfLife = frame.ruleset.halfLivesDays[claim.source_class] ?? Number.POSITIVE_INFINITY;
  const decay = frame.decay ? Math.pow(2, -days / halfLife) : 1;
  const multiplier = frame.ruleset.multipliers[claim.source_class];
  return claim.confidence * multiplier * trust(claim, frame) * decay;
}

export const votesIn = (claim: Candidate): number => cast(claim.votes.map((vote) => vote.weight));

export const add = (figures: readonly number[]): number => figures.reduce((a, b) => a + b, 0);

/** A sum of votes, to twelve places. */
export const cast = (weights: readonly number[]): number => Number(add(weights).toFixed(12));

const same = (a: number, b: number): boolean => a.toPrecision(12) === b.toPrecision(12);

/** Whether a comes before b: the larger figure, the newer, the one not refined, the smaller hash. */
function precedes(figureOf: (claim: Candidate) => number, a: Candidate, b: Candidate): boolean {
  if (!same(figureOf(a), figureOf(b))) return figureOf(a) > figureOf(b);
  if (newest(a) !== newest(b)) return newest(a) > newest(b);
  const refined = (claim: Candidate): boolean => claim.superseded_by?.type === 'Refinement';
  if (refined(a) !== refined(b)) return refined(b);
  return a.hash < b.hash;
}

/** Selection sort: takes the best of what is left until nothing is left. */
export function ranked(claims: readonly Candidate[], figureOf: (claim: Candidate) => number): Candidate[] {
  const left = [...claims];
  const order: Candidate[] = [];
  while (left.length > 0) {
    const best = left.find((a) => left.every((b) => a === b || precedes(figureOf, a, b)));
    if (!best) throw new Error('the order has no first claim');
    order.push(best);
    left.splice(left.indexOf(best), 1);
  }
  return order;
}
