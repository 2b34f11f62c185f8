import { rfc3339, type Statement } from '@stemedb/platform/database';

/** Values: namespace, name. No row where the namespace has no commit. */
export const FIND_SPAN: Statement = {
  name: 'find_projection_span',
  text: `
    SELECT ${rfc3339('last.recorded_at')} AS up_to,
      (SELECT ${rfc3339('recorded_at')} FROM projection_checkpoint WHERE namespace = $1 AND name = $2) AS after
    FROM (SELECT recorded_at FROM commit_log WHERE namespace = $1 ORDER BY recorded_at DESC LIMIT 1) last`,
};

/**
 * The next claims, to the end of a commit.
 * Values: namespace, after which moment or null, up to which moment, about how many.
 */
export const FIND_NEXT_CLAIMS: Statement = {
  name: 'find_next_claims',
  text: `
    SELECT encode(hash, 'hex') AS hash, subject_key, subject, predicate, predicate_key, object, narrative, source_class,
      encode(source_hash, 'hex') AS source_hash, encode(parent_hash, 'hex') AS parent_hash,
      ${rfc3339('recorded_at')} AS recorded_at
    FROM (
      SELECT * FROM assertion
      WHERE namespace = $1 AND recorded_at > coalesce($2::timestamptz, '-infinity') AND recorded_at <= $3::timestamptz
      ORDER BY recorded_at
      FETCH FIRST $4 ROWS WITH TIES
    ) a
    ORDER BY a.recorded_at, a.hash`,
};

/** One instance at a time. Values: namespace, name. */
export const LOCK_PROJECTION: Statement = {
  text: `SELECT pg_advisory_xact_lock(hashtextextended('stemedb.projection:' || $1 || ':' || $2, 0))`,
};

/** Values: namespace, name. */
export const FIND_CHECKPOINT: Statement = {
  text: `SELECT ${rfc3339('recorded_at')} AS recorded_at FROM projection_checkpoint WHERE namespace = $1 AND name = $2`,
};

/** Which of some claims were erased. Values: namespace, hashes. */
export const FIND_ERASED: Statement = {
  text: `SELECT encode(hash, 'hex') AS hash FROM redaction WHERE namespace = $1 AND kind = 'assertion' AND hash = ANY($2::bytea[])`,
};

/** Values: namespace, name, moment. */
export const MOVE_CHECKPOINT: Statement = {
  text: `
    INSERT INTO projection_checkpoint (namespace, name, recorded_at) VALUES ($1, $2, $3)
    ON CONFLICT (namespace, name) DO UPDATE SET recorded_at = excluded.recorded_at`,
};
