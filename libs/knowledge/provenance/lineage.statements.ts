import { sourceStatusAt } from '@stemedb/knowledge/sources';
import { AS_OF, rfc3339, type Statement } from '@stemedb/platform/database';

const LINK = 'namespace, hash, subject_key, parent_hash';

/** SQL for a claim that was held back, or rejected, at the moment of the read. */
export const heldBack = (claim: string): string => `EXISTS (
  SELECT FROM quarantine q WHERE q.namespace = $1 AND q.subject_key = ${claim}.subject_key
    AND q.assertion_hash = ${claim}.hash AND (q.decision IS DISTINCT FROM 'approved' OR q.decided_at > ${AS_OF}))`;

/**
 * A claim and all that it derives from, in no order, each with its source. UNION forgets what it has met, so that even a
 * circle ends. Values: namespace, hash.
 */
export const FIND_LINE: Statement = {
  text: `
    WITH RECURSIVE line AS (
      SELECT ${LINK} FROM assertion WHERE namespace = $1 AND hash = $2 AND recorded_at <= ${AS_OF}
      UNION
      SELECT parent.* FROM line CROSS JOIN LATERAL (
        SELECT ${LINK} FROM assertion WHERE namespace = $1 AND hash = line.parent_hash AND recorded_at <= ${AS_OF}
        OFFSET 0) parent)
    SELECT encode(a.hash, 'hex') AS hash, a.subject, a.predicate, encode(a.parent_hash, 'hex') AS parent_hash,
      encode(a.source_hash, 'hex') AS source_hash, ${rfc3339('a.recorded_at')} AS recorded_at, ${heldBack('a')} AS held,
      s.hash IS NOT NULL AS source_registered, s.title AS source_title,
      ${sourceStatusAt('a.namespace', 'a.source_hash', AS_OF)} AS source_status
    FROM line
    CROSS JOIN LATERAL (
      SELECT * FROM assertion WHERE namespace = $1 AND subject_key = line.subject_key AND hash = line.hash LIMIT 1) a
    LEFT JOIN LATERAL (
      SELECT hash, title FROM source
      WHERE namespace = $1 AND hash = a.source_hash AND recorded_at <= ${AS_OF} LIMIT 1) s ON true`,
};
