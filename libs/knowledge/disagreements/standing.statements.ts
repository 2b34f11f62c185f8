import { ZERO_HASH } from '@stemedb/knowledge/claims';
import { AS_OF, rfc3339, type Statement } from '@stemedb/platform/database';

/** Values: namespace, after which moment or null, up to which moment, how many. The last row is where a step ends. */
export const FIND_COMMITS: Statement = {
  name: 'find_standing_commits',
  text: `
    SELECT ${rfc3339('recorded_at')} AS recorded_at FROM commit_log
    WHERE namespace = $1 AND recorded_at > coalesce($2::timestamptz, '-infinity') AND recorded_at <= $3::timestamptz
    ORDER BY recorded_at LIMIT $4`,
};

const inSpan = (moment: string): string =>
  `${moment} > coalesce($2::timestamptz, '-infinity') AND ${moment} <= $3::timestamptz`;

const PAIR = 'a.hash, a.subject_key, a.predicate_key, a.subject, a.predicate';

/** A record that names a claim by its place touches the claim's pair. */
const touchedBy = (table: string, target: string, moment: string): string => `
  SELECT ${PAIR}, r.${moment} AS moment FROM ${table} r
  JOIN assertion a ON a.namespace = $1 AND a.subject_key = r.subject_key AND a.hash = r.${target}
  WHERE r.namespace = $1 AND ${inSpan(`r.${moment}`)}`;

/**
 * The pairs that something happened to in a span, each with the moments of the commits: a claim, a signature, a
 * supersession, a transition, a decision about a held claim, a redaction; a source's status, with all that derives from the claims
 * that cite it; an ancestor that came after its descendants; an epoch that replaced those of the claims. Votes change no
 * share, and a signer's trust and the passing of time are left to the next touch. Pairs of a single claim, which cannot
 * disagree, are left out.
 * Values: namespace, after which moment or null, up to which moment.
 */
export const FIND_TOUCHED: Statement = {
  name: 'find_touched_pairs',
  text: `
    WITH RECURSIVE falling AS (
      SELECT ${PAIR}, a.recorded_at AS moment FROM assertion a WHERE a.namespace = $1 AND ${inSpan('a.recorded_at')}
      UNION
      SELECT ${PAIR}, r.recorded_at FROM source_status r
      JOIN assertion a ON a.namespace = $1 AND a.source_hash = r.source_hash AND a.source_hash <> '\\x${ZERO_HASH}'
        AND a.recorded_at <= r.recorded_at
      WHERE r.namespace = $1 AND ${inSpan('r.recorded_at')}
      UNION
      SELECT child.*, falling.moment FROM falling CROSS JOIN LATERAL (
        SELECT ${PAIR} FROM assertion a
        WHERE a.namespace = $1 AND a.parent_hash = falling.hash AND a.recorded_at <= falling.moment
        OFFSET 0) child
    ), replaced (id, moment) AS (
      SELECT supersedes, recorded_at FROM epoch WHERE namespace = $1 AND supersedes IS NOT NULL AND ${inSpan('recorded_at')}
      UNION
      SELECT e.supersedes, replaced.moment FROM replaced
      JOIN epoch e ON e.namespace = $1 AND e.id = replaced.id AND e.supersedes IS NOT NULL
    ), touched AS (
      SELECT * FROM falling
      UNION ${touchedBy('assertion_signature', 'assertion_hash', 'recorded_at')}
      UNION ${touchedBy('supersession', 'target_hash', 'recorded_at')}
      UNION ${touchedBy('lifecycle_transition', 'target_hash', 'recorded_at')}
      UNION ${touchedBy('quarantine', 'assertion_hash', 'decided_at')}
      UNION ${touchedBy('redaction', 'hash', 'recorded_at')}
      UNION SELECT ${PAIR}, replaced.moment FROM replaced
        JOIN assertion a ON a.namespace = $1 AND a.epoch = replaced.id AND a.recorded_at <= replaced.moment
    ), pairs AS (
      SELECT DISTINCT subject_key, predicate_key, subject, predicate, moment FROM touched
    )
    SELECT subject_key, predicate_key, subject, predicate, ${rfc3339('moment')} AS moment FROM pairs
    WHERE (SELECT count(*) FROM (
      SELECT FROM assertion a WHERE a.namespace = $1 AND a.subject_key = pairs.subject_key
        AND a.predicate_key = pairs.predicate_key AND a.subject = pairs.subject AND a.predicate = pairs.predicate
        AND a.recorded_at <= pairs.moment LIMIT 2) few) = 2
    ORDER BY pairs.moment, subject, predicate`,
};

/** Values: namespace, then arrays of subject keys, predicate keys, subjects, predicates and the first new moments. */
export const END_STANDINGS: Statement = {
  text: `
    UPDATE pair_standing s SET until = given.moment
    FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::timestamptz[])
      AS given (subject_key, predicate_key, subject, predicate, moment)
    WHERE s.namespace = $1 AND s.subject_key = given.subject_key AND s.predicate_key = given.predicate_key
      AND s.subject = given.subject AND s.predicate = given.predicate AND s.until IS NULL`,
};

/** Values: namespace, then the standings as a JSON array. */
export const INSERT_STANDINGS: Statement = {
  text: `
    INSERT INTO pair_standing (namespace, subject_key, predicate_key, recorded_at, until, subject, predicate, class, status,
      conflict_score, claims, distinct_objects, evidenced_objects, evidence_claims, anecdotal_claims, populated_tiers,
      ruleset_version)
    SELECT $1, subject_key, predicate_key, recorded_at, until, subject, predicate, class, status, conflict_score, claims,
      distinct_objects, evidenced_objects, evidence_claims, anecdotal_claims, populated_tiers, ruleset_version
    FROM json_to_recordset($2::json) AS given (subject_key bigint, predicate_key bigint, recorded_at timestamptz,
      until timestamptz, subject text, predicate text, class text, status text, conflict_score float8, claims int,
      distinct_objects int, evidenced_objects int, evidence_claims int, anecdotal_claims int, populated_tiers int,
      ruleset_version int)`,
};

/** The standings at the moment of the read of pairs that some claim still takes part in, below a prefix or null. */
const STANDING_AT = `
  namespace = $1 AND recorded_at <= ${AS_OF} AND (until IS NULL OR until > ${AS_OF}) AND claims > 0
  AND ($2::text IS NULL OR starts_with(subject, $2))`;

/** Values: namespace, subject prefix or null. */
export const COUNT_STANDINGS: Statement = {
  name: 'count_standings',
  text: `SELECT class, count(*)::int AS count FROM pair_standing WHERE ${STANDING_AT} GROUP BY class`,
};

/**
 * The most divided first. Values: namespace, subject prefix or null, class or null, the last row's conflict score (null
 * for the first page), subject and predicate, how many.
 */
export const LIST_STANDINGS: Statement = {
  name: 'list_standings',
  text: `
    SELECT subject, predicate, class, status, conflict_score, claims, distinct_objects, evidenced_objects,
      evidence_claims, anecdotal_claims, populated_tiers, ruleset_version, ${rfc3339('recorded_at')} AS evaluated_at
    FROM pair_standing
    WHERE ${STANDING_AT} AND ($3::text IS NULL OR class = $3) AND ($4::float8 IS NULL OR conflict_score < $4
      OR (conflict_score = $4 AND (subject, predicate) > ($5::text COLLATE "C", $6::text COLLATE "C")))
    ORDER BY conflict_score DESC, subject, predicate
    LIMIT $7`,
};
