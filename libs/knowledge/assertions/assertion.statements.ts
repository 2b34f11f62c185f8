import { rfc3339, type Statement } from '@stemedb/platform/database';

const COLUMNS = `namespace, subject_key, predicate_key, hash, subject, predicate, object, confidence, source_hash,
  source_class, declared_class, lifecycle, valid_from, valid_to, epoch, parent_hash, source_metadata, narrative,
  visual_hash`;

const GIVEN = `unnest($2::bigint[], $3::bigint[], $4::bytea[], $5::text[], $6::text[], $7::text[], $8::float8[],
  $9::bytea[], $10::smallint[], $11::boolean[], $12::text[], $13::bigint[], $14::bigint[], $15::text[],
  $16::bytea[], $17::text[], $18::text[], $19::bytea[])`;

/** One row: null where all were new, as they mostly are, so that they need not be named. */
const newOnes = (count: string, each: string): string =>
  `SELECT CASE WHEN count(*) = ${count} THEN NULL ELSE coalesce(json_agg(${each}), '[]') END AS written FROM written`;

/** Values: namespace, then one array a column. */
export const INSERT_ASSERTIONS: Statement = {
  name: 'insert_assertions',
  text: `
    WITH written AS (
      INSERT INTO assertion (${COLUMNS}) SELECT $1, * FROM ${GIVEN}
      ON CONFLICT (namespace, subject_key, predicate_key, hash) DO NOTHING
      RETURNING hash)
    ${newOnes('cardinality($4::bytea[])', "encode(hash, 'hex')")}`,
};

/** The few claims with an embedding, one statement each: arrays of arrays would all need one length. */
export const INSERT_VECTOR_ASSERTION: Statement = {
  name: 'insert_vector_assertion',
  text: `
    WITH written AS (
      INSERT INTO assertion (${COLUMNS}, vector) SELECT $1, *, $20::float8[] FROM ${GIVEN}
      ON CONFLICT (namespace, subject_key, predicate_key, hash) DO NOTHING
      RETURNING hash)
    ${newOnes('1', "encode(hash, 'hex')")}`,
};

export const INSERT_SIGNATURES: Statement = {
  name: 'insert_signatures',
  text: `
    WITH written AS (
      INSERT INTO assertion_signature (namespace, subject_key, assertion_hash, agent_id, signature, signed_at)
      SELECT $1, * FROM unnest($2::bigint[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bigint[])
      ON CONFLICT (namespace, subject_key, assertion_hash, agent_id) DO NOTHING
      RETURNING assertion_hash, agent_id)
    ${newOnes('cardinality($3::bytea[])', "json_build_object('hash', encode(assertion_hash, 'hex'), 'agentId', encode(agent_id, 'hex'))")}`,
};

/** Only a claim that this commit brought can be held back: one that stands already is not taken away. */
export const INSERT_QUARANTINE: Statement = {
  name: 'insert_quarantine',
  text: `
    INSERT INTO quarantine (namespace, subject_key, assertion_hash, reason, detail)
    SELECT $1, held.* FROM unnest($2::bigint[], $3::bytea[], $4::text[], $5::text[]) AS held (subject_key, hash, reason, detail)
    WHERE EXISTS (
      SELECT FROM assertion WHERE assertion.namespace = $1 AND assertion.hash = held.hash
        AND assertion.recorded_at = stemedb_recorded_at())
    ON CONFLICT (namespace, subject_key, assertion_hash) DO NOTHING`,
};

/** First moment and quarantine state of claims that stood before. */
export const FIND_STANDING: Statement = {
  name: 'find_standing',
  text: `
    SELECT encode(a.hash, 'hex') AS hash, ${rfc3339('a.recorded_at')} AS recorded_at,
      q.assertion_hash IS NOT NULL AS quarantined
    FROM assertion a
    LEFT JOIN quarantine q ON q.namespace = a.namespace AND q.subject_key = a.subject_key
      AND q.assertion_hash = a.hash AND q.decision IS DISTINCT FROM 'approved'
    WHERE a.namespace = $1 AND a.hash = ANY($2::bytea[])`,
};

/**
 * SQL for why and when a row was redacted, as JSON; null for every other row, which costs no look-up.
 *
 * @param row alias of a row of the table that is named like the kind
 */
export const redactionOf = (kind: 'assertion' | 'source', row: string): string => `CASE WHEN ${row}.redacted_at IS NOT NULL THEN (
  SELECT json_build_object('reason', redaction.reason, 'recorded_at', ${rfc3339('redaction.recorded_at')}) FROM redaction
  WHERE redaction.namespace = ${row}.namespace AND redaction.kind = '${kind}' AND redaction.hash = ${row}.hash) END`;

export const CLAIM_COLUMNS = `
  encode(a.hash, 'hex') AS hash, a.subject, a.predicate, a.object, a.confidence,
  encode(a.source_hash, 'hex') AS source_hash, a.source_class, a.declared_class, a.lifecycle, a.valid_from, a.valid_to,
  a.epoch, encode(a.parent_hash, 'hex') AS parent_hash, a.source_metadata, a.narrative,
  encode(a.visual_hash, 'hex') AS visual_hash, ${rfc3339('a.recorded_at')} AS recorded_at,
  ${redactionOf('assertion', 'a')} AS redaction`;

/** Condition that keeps claims in quarantine, or rejected from it, out of sight. */
export const VISIBLE = `NOT EXISTS (
  SELECT FROM quarantine q WHERE q.namespace = a.namespace AND q.subject_key = a.subject_key
    AND q.assertion_hash = a.hash AND q.decision IS DISTINCT FROM 'approved')`;
