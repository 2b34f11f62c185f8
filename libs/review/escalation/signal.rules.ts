import type { DisagreementClass } from '@stemedb/knowledge/lenses';
import type { Moment } from '@stemedb/platform/time';
import { clusterLevel, conflictLevel, type Signal } from './escalation.rules';

/** How a pair stood at a commit that touched it, as far as an escalation follows from it. */
export interface PairStanding {
  readonly subject: string;
  readonly predicate: string;
  readonly class: DisagreementClass;
  readonly conflict_score: number;
  readonly claims: number;
  /** Of tiers 0 to 2. */
  readonly evidence_claims: number;
  readonly anecdotal_claims: number;
  readonly moment: Moment;
  /** When its latest claim became visible. */
  readonly evidence_at: Moment;
}

/**
 * What a pair's standing says.
 *
 * @param threshold how many Anecdotal claims are a cluster where nothing of tiers 0 to 2 stands beside them
 */
export function standingSignals(standing: PairStanding, threshold: number): Signal[] {
  const { subject, predicate, moment, evidence_at: evidenceAt } = standing;
  const said = { subject, predicate, moment, evidenceAt };
  const signals: Signal[] = [];
  if (standing.class === 'active_disagreement') {
    const level = conflictLevel(standing.conflict_score, standing.evidence_claims);
    signals.push({ ...said, type: 'conflict', ends: false, count: standing.claims, level });
  }
  const answered = standing.evidence_claims > 0;
  if (answered || standing.anecdotal_claims >= threshold) {
    const level = clusterLevel(standing.anecdotal_claims, threshold);
    signals.push({ ...said, type: 'anecdotal_cluster', ends: answered, count: standing.anecdotal_claims, level });
  }
  return signals;
}
