import type { Candidate, Frame, Ruleset } from './lens.types';
import type { ConflictStatus } from './resolution.types';
import { openQuestion, tallyOf } from './tally.rules';

export const DISAGREEMENT_CLASSES = [
  'active_disagreement',
  'emerging_signal',
  'resolved',
  'low_priority',
] as const;

/** What a disagreement asks of people. Where several hold, the first in DISAGREEMENT_CLASSES is named. */
export type DisagreementClass = (typeof DISAGREEMENT_CLASSES)[number];

/** Tiers 0 to 2 rest on evidence that somebody collected; below them people say what they think. */
const LAST_EVIDENCE_TIER = 2;
const ANECDOTAL_TIER = 5;

/** The figures that the class of a (subject, predicate) follows from. */
export interface DisagreementFigures {
  /** As the skeptic lens has it, superseded epochs left out. */
  readonly conflict_score: number;
  readonly distinct_objects: number;
  /** How many of the distinct objects some claim of tiers 0 to 2 holds. */
  readonly evidenced_objects: number;
  readonly evidence_claims: number;
  readonly anecdotal_claims: number;
  readonly populated_tiers: number;
}

export interface Disagreement extends DisagreementFigures {
  readonly class: DisagreementClass;
  readonly status: ConflictStatus | null;
  readonly ruleset_version: number;
}

/** The class that the figures stand for. */
export function disagreementClass(
  figures: DisagreementFigures,
  ruleset: Ruleset,
): DisagreementClass {
  const conflict = figures.conflict_score;
  if (conflict >= ruleset.contestedAt && figures.evidenced_objects > 1) return 'active_disagreement';
  const crowd = figures.anecdotal_claims >= ruleset.anecdotalCluster;
  if (crowd && figures.evidence_claims === 0) return 'emerging_signal';
  const oneTierUnanimous = figures.populated_tiers <= 1 && figures.distinct_objects <= 1;
  return conflict < ruleset.resolvedBelow || oneTierUnanimous ? 'resolved' : 'low_priority';
}

/**
 * Classifies what the claims about one (subject, predicate) disagree on. Claims of superseded epochs
 * are left out first: a disagreement that only they kept alive is settled.
 */
export function classifyDisagreement(candidates: readonly Candidate[], frame: Frame): Disagreement {
  const question = openQuestion(candidates, { ...frame, epochAware: true });
  const { groups, conflict, status } = tallyOf(question.claims, question);
  const isEvidence = ({ tier }: { tier: number }): boolean => tier <= LAST_EVIDENCE_TIER;
  const figures: DisagreementFigures = {
    conflict_score: conflict,
    distinct_objects: groups.length,
    evidenced_objects: groups.filter(({ members }) => members.some(isEvidence)).length,
    evidence_claims: question.claims.filter(isEvidence).length,
    anecdotal_claims: question.claims.filter(({ tier }) => tier === ANECDOTAL_TIER).length,
    populated_tiers: new Set(question.claims.map(({ tier }) => tier)).size,
  };
  const { ruleset } = frame;
  return {
    class: disagreementClass(figures, ruleset),
    ...figures,
    status,
    ruleset_version: ruleset.version,
  };
}
