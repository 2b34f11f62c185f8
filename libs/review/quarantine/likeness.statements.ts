import { rfc3339, type Statement } from '@stemedb/platform/database';

/**
 * The next signatures with their claims, to the end of a commit. Erased claims have nothing to be compared.
 * Values: namespace, after which moment or null, up to which moment, about how many.
 */
export const FIND_SIGNED: Statement = {
  name: 'find_signed_claims',
  text: `
    SELECT ${rfc3339('s.recorded_at')} AS signed_at, encode(s.agent_id, 'hex') AS agent_id, s.subject_key,
      encode(a.hash, 'hex') AS hash, a.subject, a.predicate, a.object, encode(a.source_hash, 'hex') AS source_hash,
      a.valid_from::float8, a.valid_to::float8, a.epoch, encode(a.parent_hash, 'hex') AS parent_hash, a.lifecycle,
      encode(a.visual_hash, 'hex') AS visual_hash, a.narrative, a.redacted_at IS NOT NULL AS erased
    FROM (
      SELECT * FROM assertion_signature
      WHERE namespace = $1 AND recorded_at > coalesce($2::timestamptz, '-infinity') AND recorded_at <= $3::timestamptz
      ORDER BY recorded_at
      FETCH FIRST $4 ROWS WITH TIES
    ) s
    JOIN assertion a ON a.namespace = $1 AND a.subject_key = s.subject_key AND a.hash = s.assertion_hash
    ORDER BY s.recorded_at`,
};

/** Values: namespace, then arrays of subject keys, statement keys, hashes and sketches. */
export const INSERT_LIKENESS: Statement = {
  text: `
    INSERT INTO claim_likeness (namespace, subject_key, statement_key, assertion_hash, sketch)
    SELECT $1, given.* FROM unnest($2::bigint[], $3::bigint[], $4::bytea[], $5::bytea[])
      AS given (subject_key, statement_key, hash, sketch)
    WHERE NOT EXISTS (SELECT FROM redaction WHERE redaction.namespace = $1 AND redaction.kind = 'assertion' AND redaction.hash = given.hash)
    ON CONFLICT (namespace, subject_key, statement_key, assertion_hash) DO NOTHING`,
};

/** Values: namespace, subject key, hash. */
export const DELETE_LIKENESS: Statement = {
  text: `DELETE FROM claim_likeness WHERE namespace = $1 AND subject_key = $2 AND assertion_hash = $3`,
};
