import { trustAt } from '@stemedb/knowledge/agents';
import { CLAIM_COLUMNS } from '@stemedb/knowledge/assertions';
import { subjectFamily } from '@stemedb/knowledge/aliases';
import { sourceStatusAt } from '@stemedb/knowledge/sources';
import { AS_OF, type Statement } from '@stemedb/platform/database';
import { holdAt, STATE_COLUMNS } from './claim-conditions';

/** Bits in which two perceptual hashes differ. */
export const hammingDistance = (left: string, right: string): string =>
  `bit_count(('x' || encode(${left}, 'hex'))::bit(64) # ('x' || ${right})::bit(64))`;

/** What an agent says of a claim: its vote with the latest timestamp. */
const CURRENT_VOTES = `
  SELECT DISTINCT ON (v.agent_id) v.agent_id, v.weight FROM vote v
  WHERE v.namespace = a.namespace AND v.subject_key = a.subject_key AND v.assertion_hash = a.hash
    AND v.recorded_at <= ${AS_OF}
  ORDER BY v.agent_id, v.voted_at DESC, v.hash`;

const AS_SPELT = { key: '$2', subject: '$3' };
const CANONICAL = { key: '$11', subject: '$12' };

/**
 * All claims of some pairs of one subject as they stood at the moment of the read, each with its signatures, current
 * votes and what became of it. Each part is looked up by key for each claim: subqueries that PostgreSQL could turn into
 * joins would be planned for tables of another size. IS TRUE keeps it from going by the subject, which may have claims
 * of a thousand predicates, instead of by the primary key.
 * Values: namespace, subject key, subject, whether aliases are followed, predicate keys, predicates, agent or null,
 * picture or null, picture distance, most rows.
 *
 * @param family SQL for the subjects: the one asked about and, where aliases are followed, all that mean the same
 */
const findCandidates = (name: string, family: string): Statement => ({
  name,
  text: `
    WITH family AS (${family})
    SELECT ${CLAIM_COLUMNS}, ${STATE_COLUMNS},
      (SELECT json_agg(json_build_object('agent_id', encode(s.agent_id, 'hex'), 'timestamp', s.signed_at,
          'trust', ${trustAt('s.namespace', 's.agent_id', AS_OF)}) ORDER BY s.agent_id)
        FROM assertion_signature s
        WHERE s.namespace = a.namespace AND s.subject_key = a.subject_key AND s.assertion_hash = a.hash
          AND s.recorded_at <= ${AS_OF}) AS signatures,
      (SELECT json_agg(json_build_object('agent_id', encode(agent_id, 'hex'), 'weight', weight) ORDER BY agent_id)
        FROM (${CURRENT_VOTES}) v) AS votes,
      EXISTS (${holdAt(AS_OF)}) AS quarantined,
      src.hash IS NOT NULL AS source_known, src.title AS source_title
    FROM family
    JOIN assertion a ON a.namespace = $1 AND a.subject_key = family.subject_key AND (a.subject = family.subject) IS TRUE
    LEFT JOIN LATERAL (
      SELECT hash, title FROM source
      WHERE source.namespace = a.namespace AND source.hash = a.source_hash AND source.recorded_at <= ${AS_OF} LIMIT 1
    ) src ON true
    WHERE a.predicate_key = ANY($5::bigint[]) AND a.predicate = ANY($6::text[]) AND a.recorded_at <= ${AS_OF}
      AND ($7::bytea IS NULL OR EXISTS (
        SELECT FROM assertion_signature s WHERE s.namespace = a.namespace AND s.subject_key = a.subject_key
          AND s.assertion_hash = a.hash AND s.agent_id = $7 AND s.recorded_at <= ${AS_OF}))
      AND ($8::text IS NULL OR ${hammingDistance('a.visual_hash', '$8')} <= $9)
    ORDER BY a.hash
    LIMIT $10`,
});

export const FIND_CANDIDATES = findCandidates('find_candidates', subjectFamily('$1', '$4::boolean', AS_SPELT));

/**
 * For a subject that was not asked for in its canonical spelling; its key and text are two more values. A statement of its
 * own, because a family that begins with two subjects is planned as a large one, which made every answer five times as slow.
 */
export const FIND_CANDIDATES_OF_SPELLINGS = findCandidates(
  'find_candidates_of_spellings',
  subjectFamily('$1', '$4::boolean', AS_SPELT, CANONICAL),
);

/**
 * The claims that some claims derive from, over any number of steps. OFFSET makes each step a look-up by key, and without
 * a name the statement is planned for the tables as they are: a plan for small ones took seconds for long lines.
 * Values: namespace, hashes of their parents.
 */
export const FIND_ANCESTORS: Statement = {
  text: `
    WITH RECURSIVE line AS (
      SELECT a.hash, a.parent_hash, a.source_hash FROM assertion a
      WHERE a.namespace = $1 AND a.hash = ANY($2::bytea[]) AND a.recorded_at <= ${AS_OF}
      UNION
      SELECT above.hash, above.parent_hash, above.source_hash FROM line CROSS JOIN LATERAL (
        SELECT a.hash, a.parent_hash, a.source_hash FROM assertion a
        WHERE a.namespace = $1 AND a.hash = line.parent_hash AND a.recorded_at <= ${AS_OF} OFFSET 0) above
    )
    SELECT encode(hash, 'hex') AS hash, encode(parent_hash, 'hex') AS parent_hash,
      ${sourceStatusAt('$1', 'line.source_hash', AS_OF)} = 'retracted' AS retracted
    FROM line`,
};
