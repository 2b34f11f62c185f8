import { cascadeOf, sourceStatusAt } from '@stemedb/knowledge/sources';
import { AS_OF, rfc3339, type Statement } from '@stemedb/platform/database';

/** None of these has a name: each is planned for the tables as they are, because a walk along descent has no one good plan. */

/** A source as it stood. Values: namespace, source hash. */
export const FIND_STANDING_SOURCE: Statement = {
  text: `
    SELECT ${sourceStatusAt('s.namespace', 's.hash', AS_OF)} AS status, s.title FROM source s
    WHERE s.namespace = $1 AND s.hash = $2 AND s.recorded_at <= ${AS_OF}`,
};

const CASCADE = cascadeOf('$2::bytea', AS_OF);

/**
 * What rests on a source, in figures: how many claims, whose, and of which pairs, those with the most claims first.
 * Values: namespace, source hash, most agents and pairs listed.
 */
export const SUM_UP_RESTING: Statement = {
  text: `
    WITH RECURSIVE ${CASCADE},
    signers AS (
      SELECT s.agent_id, count(*)::int AS assertions FROM resting r CROSS JOIN LATERAL (
        SELECT agent_id FROM assertion_signature
        WHERE namespace = $1 AND subject_key = r.subject_key AND assertion_hash = r.hash AND recorded_at <= ${AS_OF} OFFSET 0) s
      GROUP BY s.agent_id),
    pairs AS (SELECT subject, predicate, count(*)::int AS assertions FROM resting GROUP BY subject, predicate)
    SELECT json_build_object(
      'assertions', (SELECT count(*) FROM resting WHERE depth = 0),
      'descendants', (SELECT count(*) FROM resting WHERE depth > 0),
      'agents', (SELECT count(*) FROM signers),
      'pairs', (SELECT count(*) FROM pairs)) AS counts,
    (SELECT coalesce(json_agg(json_build_object('agent_id', encode(agent_id, 'hex'), 'assertions', assertions)
        ORDER BY assertions DESC, agent_id), '[]')
      FROM (SELECT * FROM signers ORDER BY assertions DESC, agent_id LIMIT $3) most) AS agents,
    (SELECT coalesce(json_agg(json_build_object('subject', subject, 'predicate', predicate, 'assertions', assertions)
        ORDER BY assertions DESC, subject, predicate COLLATE "C"), '[]')
      FROM (SELECT * FROM pairs ORDER BY assertions DESC, subject, predicate COLLATE "C" LIMIT $3) most) AS pairs`,
};

/** The addresses of everything that rests on a source. Values: namespace, source hash. */
export const LIST_RESTING_HASHES: Statement = {
  text: `WITH RECURSIVE ${CASCADE} SELECT encode(hash, 'hex') AS hash FROM resting`,
};

/**
 * A page of what rests on a source, the nearest first.
 * Values: namespace, source hash, then depth, moment and hash of the last row or null, most rows.
 */
export const LIST_RESTING: Statement = {
  text: `
    WITH RECURSIVE ${CASCADE}
    SELECT encode(hash, 'hex') AS hash, depth, subject, predicate, encode(parent_hash, 'hex') AS parent_hash,
      encode(source_hash, 'hex') AS source_hash, ${rfc3339('recorded_at')} AS recorded_at
    FROM resting r
    WHERE $3::int IS NULL OR (r.depth, r.recorded_at, r.hash) > ($3::int, $4::timestamptz, $5::bytea)
    ORDER BY r.depth, r.recorded_at, r.hash LIMIT $6`,
};
