import type { SourceClass } from '@stemedb/knowledge/claims';
import {
  DEFAULT_RULESET,
  type Disagreement,
  disagreementClass,
  type DisagreementFigures,
  type RankedCandidate,
  type Resolution,
  tierOf,
} from '@stemedb/knowledge/lenses';

/** The skeptic's answer without superseded epochs, as far as a standing is made of it. */
export type SkepticAnswer = Pick<Resolution, 'candidates' | 'groups' | 'conflict_score' | 'status' | 'ruleset_version'>;

/** How a pair stands. */
export interface Standing extends Disagreement {
  /** How many claims take part. */
  readonly claims: number;
}

/** What one tier says in favour of an object. */
export interface TierSupport {
  readonly tier: number;
  readonly source_class: SourceClass;
  readonly claims: number;
  /** The part of the group's weight that it brings. */
  readonly weight: number;
}

/** An object with those who hold it, by tier. */
export interface Side {
  readonly object: RankedCandidate['object'];
  readonly share: number;
  readonly weight: number;
  readonly claims: number;
  readonly tiers: readonly TierSupport[];
  readonly hashes: readonly string[];
}

const LAST_EVIDENCE_TIER = 2;
const ANECDOTAL_TIER = tierOf('Anecdotal');

const isEvidence = ({ tier }: { readonly tier: number }): boolean => tier <= LAST_EVIDENCE_TIER;

/** The class and its figures, as classifyDisagreement has them for the same claims. */
export function standingOf(answer: SkepticAnswer): Standing {
  const { candidates, groups } = answer;
  const figures: DisagreementFigures = {
    conflict_score: answer.conflict_score,
    distinct_objects: groups.length,
    evidenced_objects: new Set(candidates.filter(isEvidence).map(({ group }) => group)).size,
    evidence_claims: candidates.filter(isEvidence).length,
    anecdotal_claims: candidates.filter(({ tier }) => tier === ANECDOTAL_TIER).length,
    populated_tiers: new Set(candidates.map(({ tier }) => tier)).size,
  };
  return {
    class: disagreementClass(figures, DEFAULT_RULESET),
    status: answer.status,
    ...figures,
    claims: candidates.length,
    ruleset_version: answer.ruleset_version,
  };
}

/** The objects of a pair, the heaviest first, each with its support by tier from the highest authority down. */
export function sidesOf({ candidates, groups }: SkepticAnswer): Side[] {
  return groups.map(({ object, share, weight, hashes }, index) => {
    const members = candidates.filter(({ group }) => group === index);
    const tiers = [...new Set(members.map(({ tier }) => tier))].sort((left, right) => left - right);
    return { object, share, weight, claims: members.length, tiers: tiers.map((tier) => supportOf(tier, members)), hashes };
  });
}

function supportOf(tier: number, members: readonly RankedCandidate[]): TierSupport {
  const own = members.filter((member) => member.tier === tier);
  const weight = own.filter(({ counted }) => counted).reduce((sum, member) => sum + member.weight, 0);
  return { tier, source_class: (own[0] as RankedCandidate).source_class, claims: own.length, weight };
}

/** Where the same question is answered in full. */
export function linkTo(lens: 'skeptic' | 'layered', subject: string, predicate: string, asOf: string): string {
  return `/v1/${lens}?${new URLSearchParams({ subject, predicate, as_of: asOf, resolve_aliases: 'false' }).toString()}`;
}
