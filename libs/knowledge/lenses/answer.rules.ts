import type { LensName } from './lens.types';
import type { ObjectGroup, RankedCandidate, Resolution, Winner } from './resolution.types';
import type { Question, Tally, TalliedGroup } from './tally.rules';
import type { Weighed } from './weight.rules';

/** What a lens decided, before it is written out. */
export interface Verdict {
  readonly lens: LensName;
  readonly question: Question;
  readonly tally: Tally;
  /** The claims in the lens's own order. */
  readonly order: readonly Weighed[];
  readonly winner: Weighed | null;
}

/** Writes a verdict out with everything that a reader needs to check it by hand. */
export function answer(verdict: Verdict): Resolution {
  const { lens, question, tally, order, winner } = verdict;
  const places = placesOf(tally);
  return {
    lens,
    ruleset_version: question.frame.ruleset.version,
    winner: winner && winnerOf(winner),
    candidates: order.map((claim) => rankedCandidate(claim, tally, places)),
    groups: tally.groups.map(objectGroup),
    conflict_score: tally.conflict,
    status: tally.status,
    resolution_confidence: winner && supportOf(winner, tally),
    excluded: question.excluded,
  };
}

export function winnerOf({ candidate }: Weighed): Winner {
  return { hash: candidate.hash, object: candidate.object };
}

/** A group as it is shown: its object is its strongest member's, never one that nobody claimed. */
export function objectGroup(group: TalliedGroup): ObjectGroup {
  return {
    object: group.members[0].candidate.object,
    weight: group.weight,
    share: group.share,
    hashes: hashesOf(group.members),
    counted: hashesOf(group.counted),
  };
}

export function hashesOf(claims: readonly Weighed[]): string[] {
  return claims.map(({ candidate }) => candidate.hash);
}

/** The share of the winner's group; a share of nothing is no support. */
export function supportOf(winner: Weighed, tally: Tally): number {
  if (tally.groups.every(({ weight }) => weight === 0)) return 0;
  return tally.groups.find(({ members }) => members.includes(winner))?.share ?? 0;
}

interface Places {
  readonly groupOf: ReadonlyMap<Weighed, number>;
  readonly counted: ReadonlySet<Weighed>;
}

function placesOf({ groups }: Tally): Places {
  const groupOf = new Map<Weighed, number>();
  const counted = new Set<Weighed>();
  groups.forEach((group, index) => {
    for (const claim of group.members) groupOf.set(claim, index);
    for (const claim of group.counted) counted.add(claim);
  });
  return { groupOf, counted };
}

function rankedCandidate(claim: Weighed, tally: Tally, places: Places): RankedCandidate {
  const { candidate } = claim;
  const group = places.groupOf.get(claim) ?? 0;
  return {
    hash: candidate.hash,
    object: candidate.object,
    source_class: candidate.source_class,
    tier: claim.tier,
    source_hash: candidate.source_hash,
    lifecycle: candidate.lifecycle,
    timestamp: claim.newest,
    weight: claim.weight,
    confidence: candidate.confidence,
    tier_multiplier: claim.multiplier,
    trust: claim.trust,
    decay: claim.decay,
    votes: claim.netVotes,
    group,
    share: tally.groups[group]?.share ?? 0,
    counted: places.counted.has(claim),
  };
}
