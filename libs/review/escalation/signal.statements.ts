import { cascadeOf } from '@stemedb/knowledge/sources';
import { rfc3339, type Statement } from '@stemedb/platform/database';

const inSpan = (moment: string): string => `${moment} > coalesce($2::timestamptz, '-infinity') AND ${moment} <= $3::timestamptz`;

/** When the latest claim of a standing's pair became visible, by the moment of the standing. */
const EVIDENCE_AT = `(
  SELECT max(greatest(a.recorded_at, q.decided_at)) FROM assertion a
  LEFT JOIN quarantine q ON q.namespace = a.namespace AND q.subject_key = a.subject_key AND q.assertion_hash = a.hash
  WHERE a.namespace = $1 AND a.subject_key = s.subject_key AND a.predicate_key = s.predicate_key AND a.subject = s.subject
    AND a.predicate = s.predicate AND a.recorded_at <= s.recorded_at
    AND (q.assertion_hash IS NULL OR (q.decision = 'approved' AND q.decided_at <= s.recorded_at)))`;

/**
 * The standings of a span that may open, raise or close an escalation. Claims are counted by the followed table, so only
 * pairs that are in question are looked at further.
 * Values: namespace, after which moment or null, up to which moment, how many Anecdotal claims are a cluster.
 */
export const FIND_STANDINGS: Statement = {
  text: `
    SELECT s.subject, s.predicate, s.class, s.conflict_score, s.claims, s.evidence_claims, s.anecdotal_claims,
      ${rfc3339('s.recorded_at')} AS moment, ${rfc3339(`coalesce(${EVIDENCE_AT}, s.recorded_at)`)} AS evidence_at
    FROM pair_standing s
    WHERE s.namespace = $1 AND ${inSpan('s.recorded_at')}
      AND (s.class = 'active_disagreement' OR s.anecdotal_claims >= $4 OR (s.evidence_claims > 0 AND EXISTS (
        SELECT FROM escalation e WHERE e.namespace = $1 AND e.type = 'anecdotal_cluster' AND e.subject_key = s.subject_key
          AND e.predicate_key = s.predicate_key AND e.state = 'open')))
    ORDER BY s.recorded_at, s.subject, s.predicate`,
};

/** Values: namespace, after which moment or null, up to which moment. */
export const FIND_RETRACTIONS: Statement = {
  text: `
    SELECT encode(r.source_hash, 'hex') AS subject, ${rfc3339('r.recorded_at')} AS moment FROM source_status r
    WHERE r.namespace = $1 AND r.status = 'retracted' AND ${inSpan('r.recorded_at')}
    ORDER BY r.recorded_at, r.source_hash`,
};

/** How many claims rested on a source. Values: namespace, source hash, moment. */
export const COUNT_RESTING_AT: Statement = {
  text: `WITH RECURSIVE ${cascadeOf('$2::bytea', '$3::timestamptz')} SELECT count(*)::int AS count FROM resting`,
};

/** Values: namespace, after which moment or null, up to which moment. */
export const FIND_FAILURES: Statement = {
  text: `
    SELECT DISTINCT g.subject, g.predicate, ${rfc3339('o.recorded_at')} AS moment, (
      SELECT count(*)::int FROM gold_outcome f
      WHERE f.namespace = $1 AND f.gold_id = o.gold_id AND NOT f.accurate AND f.recorded_at <= o.recorded_at) AS count
    FROM gold_outcome o JOIN gold_standard g ON g.namespace = $1 AND g.id = o.gold_id
    WHERE o.namespace = $1 AND NOT o.accurate AND ${inSpan('o.recorded_at')}
    ORDER BY moment, g.subject, g.predicate`,
};
