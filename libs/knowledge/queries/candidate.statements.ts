import { CLAIM_COLUMNS } from '@stemedb/knowledge/assertions';
import { rfc3339, type Statement } from '@stemedb/platform/database';

/** Bits in which two perceptual hashes differ. */
export const hammingDistance = (left: string, right: string): string =>
  `bit_count(('x' || encode(${left}, 'hex'))::bit(64) # ('x' || ${right})::bit(64))`;

/** A claim stays out of sight from the moment it was held until the moment it was approved. */
export const heldAt = (moment: string): string =>
  `(q.decision IS DISTINCT FROM 'approved' OR q.decided_at > ${moment})`;

/**
 * All claims of some pairs of one subject as they stood at a moment, each with its signatures and current votes.
 * Values: namespace, subject key, pair keys, subject, predicates, moment, agent or null, picture or null, picture
 * distance, most rows.
 */
export const FIND_CANDIDATES: Statement = {
  name: 'find_candidates',
  text: `
    SELECT ${CLAIM_COLUMNS}, signed.signatures, coalesce(cast_votes.votes, '[]') AS votes,
      q.assertion_hash IS NOT NULL AS quarantined, src.hash IS NOT NULL AS source_known, src.title AS source_title
    FROM assertion a
    CROSS JOIN LATERAL (
      SELECT json_agg(json_build_array(encode(s.agent_id, 'hex'), s.signed_at, coalesce(g.trust, 0.5)) ORDER BY s.agent_id)
        AS signatures
      FROM assertion_signature s
      LEFT JOIN agent g ON g.namespace = s.namespace AND g.agent_id = s.agent_id
      WHERE s.namespace = a.namespace AND s.subject_key = a.subject_key AND s.assertion_hash = a.hash
        AND s.recorded_at <= $6::timestamptz
    ) signed
    CROSS JOIN LATERAL (
      SELECT json_agg(json_build_array(encode(latest.agent_id, 'hex'), latest.weight) ORDER BY latest.agent_id) AS votes
      FROM (
        SELECT DISTINCT ON (v.agent_id) v.agent_id, v.weight FROM vote v
        WHERE v.namespace = a.namespace AND v.subject_key = a.subject_key AND v.assertion_hash = a.hash
          AND v.recorded_at <= $6::timestamptz
        ORDER BY v.agent_id, v.voted_at DESC, v.hash
      ) latest
    ) cast_votes
    LEFT JOIN quarantine q ON q.namespace = a.namespace AND q.subject_key = a.subject_key
      AND q.assertion_hash = a.hash AND ${heldAt('$6::timestamptz')}
    LEFT JOIN source src ON src.namespace = a.namespace AND src.hash = a.source_hash AND src.recorded_at <= $6::timestamptz
    WHERE a.namespace = $1 AND a.subject_key = $2 AND a.pair_key = ANY($3::bigint[]) AND a.subject = $4
      AND a.predicate = ANY($5::text[]) AND a.recorded_at <= $6::timestamptz
      AND ($7::bytea IS NULL OR EXISTS (
        SELECT FROM assertion_signature s WHERE s.namespace = a.namespace AND s.subject_key = a.subject_key
          AND s.assertion_hash = a.hash AND s.agent_id = $7 AND s.recorded_at <= $6::timestamptz))
      AND ($8::text IS NULL OR ${hammingDistance('a.visual_hash', '$8')} <= $9)
    ORDER BY a.hash
    LIMIT $10`,
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
