import { SOURCE_CLASSES, type SourceClass } from '@stemedb/knowledge/claims';
import { comparable, sum, sumOfVotes } from './figure.rules';
import type { Candidate, CandidateSignature, CandidateVote, Frame, Ruleset } from './lens.types';

const SECONDS_PER_DAY = 86_400;

const TIER_OF: Readonly<Record<SourceClass, number>> = Object.fromEntries(
  SOURCE_CLASSES.map((sourceClass, tier) => [sourceClass, tier]),
) as Record<SourceClass, number>;

/** A candidate with the figures that the lenses compare. */
export interface Weighed {
  readonly candidate: Candidate;
  readonly tier: number;
  /** The newest signature, Unix seconds. */
  readonly newest: number;
  readonly multiplier: number;
  readonly trust: number;
  readonly decay: number;
  readonly weight: number;
  /** The weight as it is compared. */
  readonly rank: number;
  /** The sum of its current votes. */
  readonly netVotes: number;
}

/** The tier number of a class, 0 for the highest authority. */
export function tierOf(sourceClass: SourceClass): number {
  return TIER_OF[sourceClass];
}

/** confidence × tier multiplier × trust × decay, with every factor kept for the reader. */
export function weigh(candidate: Candidate, frame: Frame): Weighed {
  const { ruleset } = frame;
  const sourceClass = candidate.source_class;
  const newest = newestTimestamp(candidate.signatures);
  const multiplier = ruleset.multipliers[sourceClass];
  const trust = claimTrust(candidate.signatures, ruleset.trustCap);
  const decay = frame.decay ? decayFactor(sourceClass, frame.evaluatedAt - newest, ruleset) : 1;
  const weight = candidate.confidence * multiplier * trust * decay;
  return {
    candidate,
    tier: tierOf(sourceClass),
    newest,
    multiplier,
    trust,
    decay,
    weight,
    rank: comparable(weight),
    netVotes: sumOfVotes(candidate.votes.map((vote) => vote.weight)),
  };
}

/** A claim is as fresh as its latest signature: whoever co-signs it says that it still holds. */
export function newestTimestamp(signatures: readonly CandidateSignature[]): number {
  let newest = Number.NEGATIVE_INFINITY;
  for (const { timestamp } of signatures) newest = Math.max(newest, timestamp);
  return Number.isFinite(newest) ? newest : 0;
}

/** The trust of the distinct signers together, up to the cap: signing twice adds nothing. */
export function claimTrust(signatures: readonly CandidateSignature[], cap: number): number {
  const [first] = signatures;
  if (signatures.length === 1 && first) return Math.min(cap, first.trust);
  const ranks = new Map<string, number>();
  for (const { agent_id: agent, trust } of signatures) {
    ranks.set(agent, Math.max(trust, ranks.get(agent) ?? 0));
  }
  return Math.min(cap, sum([...ranks.values()]));
}

/** What is left of a weight after so many seconds; a claim signed in the future has not aged. */
export function decayFactor(sourceClass: SourceClass, ageSeconds: number, ruleset: Ruleset): number {
  const halfLifeDays = ruleset.halfLivesDays[sourceClass];
  if (halfLifeDays === null || ageSeconds <= 0) return 1;
  return 0.5 ** (ageSeconds / SECONDS_PER_DAY / halfLifeDays);
}

/**
 * One vote an agent: where it voted on several claims, the vote furthest from 0 stands, and among
 * equally far ones that on the claim listed first.
 */
export function votesByAgent(
  votesOfClaims: Iterable<readonly CandidateVote[]>,
): ReadonlyMap<string, number> {
  const standing = new Map<string, number>();
  for (const votes of votesOfClaims) {
    for (const { agent_id: agent, weight } of votes) {
      if (Math.abs(weight) > Math.abs(standing.get(agent) ?? 0)) standing.set(agent, weight);
    }
  }
  return standing;
}
