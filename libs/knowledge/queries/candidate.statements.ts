import { trustAt } from '@stemedb/knowledge/agents';
import { CLAIM_COLUMNS } from '@stemedb/knowledge/assertions';
import { AS_OF, rfc3339, type Statement } from '@stemedb/platform/database';

/** Bits in which two perceptual hashes differ. */
export const hammingDistance = (left: string, right: string): string =>
  `bit_count(('x' || encode(${left}, 'hex'))::bit(64) # ('x' || ${right})::bit(64))`;

/** A claim stays out of sight from the moment it was held until the moment it was approved. */
export const heldAt = (moment: string): string =>
  `(q.decision IS DISTINCT FROM 'approved' OR q.decided_at > ${moment})`;

/** What an agent says of a claim: its vote with the latest timestamp. */
const CURRENT_VOTES = `
  SELECT DISTINCT ON (v.agent_id) v.agent_id, v.weight FROM vote v
  WHERE v.namespace = a.namespace AND v.subject_key = a.subject_key AND v.assertion_hash = a.hash
    AND v.recorded_at <= ${AS_OF}
  ORDER BY v.agent_id, v.voted_at DESC, v.hash`;

/**
 * All claims of some pairs of one subject as they stood at the moment of the read, each with its signatures and current
 * votes. Each part is looked up by key for each claim: subqueries that PostgreSQL could turn into joins would be planned
 * for tables of another size.
 * Values: namespace, subject key, predicate keys, subject, predicates, agent or null, picture or null, picture distance,
 * most rows.
 */
export const FIND_CANDIDATES: Statement = {
  name: 'find_candidates',
  text: `
    SELECT ${CLAIM_COLUMNS},
      (SELECT json_agg(json_build_object('agent_id', encode(s.agent_id, 'hex'), 'timestamp', s.signed_at, 'trust', ${trustAt('s.namespace', 's.agent_id', AS_OF)})
          ORDER BY s.agent_id)
        FROM assertion_signature s
        WHERE s.namespace = a.namespace AND s.subject_key = a.subject_key AND s.assertion_hash = a.hash
          AND s.recorded_at <= ${AS_OF}) AS signatures,
      (SELECT json_agg(json_build_object('agent_id', encode(agent_id, 'hex'), 'weight', weight) ORDER BY agent_id) FROM (${CURRENT_VOTES}) v) AS votes,
      EXISTS (SELECT FROM quarantine q WHERE q.namespace = a.namespace AND q.subject_key = a.subject_key
        AND q.assertion_hash = a.hash AND ${heldAt(AS_OF)}) AS quarantined,
      src.hash IS NOT NULL AS source_known, src.title AS source_title
    FROM assertion a
    LEFT JOIN LATERAL (
      SELECT hash, title FROM source
      WHERE source.namespace = a.namespace AND source.hash = a.source_hash AND source.recorded_at <= ${AS_OF} LIMIT 1
    ) src ON true
    WHERE a.namespace = $1 AND a.subject_key = $2 AND a.predicate_key = ANY($3::bigint[]) AND a.subject = $4
      AND a.predicate = ANY($5::text[]) AND a.recorded_at <= ${AS_OF}
      AND ($6::bytea IS NULL OR EXISTS (
        SELECT FROM assertion_signature s WHERE s.namespace = a.namespace AND s.subject_key = a.subject_key
          AND s.assertion_hash = a.hash AND s.agent_id = $6 AND s.recorded_at <= ${AS_OF}))
      AND ($7::text IS NULL OR ${hammingDistance('a.visual_hash', '$7')} <= $8)
    ORDER BY a.hash
    LIMIT $9`,
};

/** Values: namespace, hash. */
export const FIND_ASSERTION: Statement = {
  name: 'find_assertion',
  text: `
    SELECT ${CLAIM_COLUMNS}, a.vector,
      (SELECT json_agg(json_build_object('agent_id', encode(s.agent_id, 'hex'), 'signature', encode(s.signature, 'hex'),
          'timestamp', s.signed_at, 'recorded_at', ${rfc3339('s.recorded_at')}) ORDER BY s.recorded_at, s.agent_id)
        FROM assertion_signature s
        WHERE s.namespace = a.namespace AND s.subject_key = a.subject_key AND s.assertion_hash = a.hash) AS signatures,
      (SELECT json_agg(json_build_object('hash', encode(v.hash, 'hex'), 'agent_id', encode(v.agent_id, 'hex'),
          'weight', v.weight, 'timestamp', v.voted_at, 'signature', encode(v.signature, 'hex'),
          'recorded_at', ${rfc3339('v.recorded_at')}, 'current', v.current) ORDER BY v.voted_at DESC, v.hash)
        FROM (SELECT vote.*, row_number() OVER (PARTITION BY agent_id ORDER BY voted_at DESC, hash) = 1 AS current
          FROM vote WHERE vote.namespace = a.namespace AND vote.subject_key = a.subject_key
            AND vote.assertion_hash = a.hash) v) AS votes
    FROM assertion a
    WHERE a.namespace = $1 AND a.hash = $2 AND NOT EXISTS (
      SELECT FROM quarantine q WHERE q.namespace = a.namespace AND q.subject_key = a.subject_key
        AND q.assertion_hash = a.hash AND q.decision IS DISTINCT FROM 'approved')`,
};
