import { subjectFamily } from '@stemedb/knowledge/aliases';
import { VISIBLE } from '@stemedb/knowledge/assertions';
import { AS_OF, type Statement } from '@stemedb/platform/database';

/** Answers with the subjects that are new. Values: namespace, then keys, subjects and first moments. */
export const INSERT_CONCEPTS: Statement = {
  text: `
    INSERT INTO concept (namespace, subject_key, subject, first_recorded_at)
    SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::timestamptz[])
    ON CONFLICT (namespace, subject_key, subject) DO NOTHING
    RETURNING subject_key, subject`,
};

/** Values: namespace, moment of the step, then features and for each the keys of its subjects, as a text of an array. */
export const INSERT_POSTINGS: Statement = {
  text: `
    INSERT INTO concept_posting (namespace, feature, recorded_at, subject_keys)
    SELECT $1, feature, $2, subject_keys::bigint[] FROM unnest($3::bigint[], $4::text[]) AS given (feature, subject_keys)`,
};

/**
 * Takes a subject out of a feature that it has from one claim alone.
 * Values: namespace, feature, subject key, predicate key, predicate, object, hash of the claim.
 */
export const FORGET_POSTING: Statement = {
  text: `
    UPDATE concept_posting SET subject_keys = array_remove(subject_keys, $3::bigint)
    WHERE namespace = $1 AND feature = $2::bigint AND $3::bigint = ANY(subject_keys) AND NOT EXISTS (
      SELECT FROM assertion a WHERE a.namespace = $1 AND a.subject_key = $3::bigint AND a.predicate_key = $4::bigint
        AND a.predicate = $5 AND a.object = $6 AND a.hash <> $7::bytea)`,
};

/** A feature that no subject has would still tell what was claimed. Values: namespace, feature. */
export const DELETE_EMPTY_POSTINGS: Statement = {
  text: `DELETE FROM concept_posting WHERE namespace = $1 AND feature = $2::bigint AND subject_keys = '{}'`,
};

/** What was last claimed of a subject. Values: namespace, its key, the subject, most rows. */
export const FIND_FACTS: Statement = {
  name: 'find_facts',
  text: `
    SELECT a.predicate_key, a.predicate, a.object FROM assertion a
    WHERE a.namespace = $1 AND a.subject_key = $2 AND a.subject = $3 AND a.recorded_at <= ${AS_OF} AND a.redacted_at IS NULL AND ${VISIBLE}
    ORDER BY a.recorded_at DESC, a.hash DESC LIMIT $4`,
};

/** What more subjects than this have in common says nothing, and would be long to look through. */
const COMMON = 2_000;
/** So many subjects are compared closely. */
const MAX_CANDIDATES = 200;

/**
 * Whether there is a visible claim about the concept, looked up for each: an EXISTS would be turned into a join, which
 * may read all claims there are.
 */
const claimed = (condition = ''): string => `(
  SELECT true FROM assertion a
  WHERE a.namespace = c.namespace AND a.subject_key = c.subject_key AND a.subject = c.subject ${condition}
    AND a.recorded_at <= ${AS_OF} AND ${VISIBLE} LIMIT 1)`;

const OF_FACT = 'AND a.predicate_key = fact.predicate_key AND a.predicate = fact.predicate AND a.object = fact.object';

/**
 * The subjects that have most in common with a path and do not mean the same already, each with the predicates of the
 * facts that it shares. Whether its claims can be seen is asked here: postings are made of all.
 * Values: namespace, key of the path, the path, features and what each counts, then the facts of the path: keys of the
 * predicates, predicates, objects.
 */
export const FIND_CANDIDATES: Statement = {
  name: 'find_alias_candidates',
  text: `
    WITH likely AS (
      SELECT posting.subject_key FROM unnest($4::bigint[], $5::float8[]) AS asked (feature, weight)
      CROSS JOIN LATERAL (
        SELECT DISTINCT subject_key FROM (
          SELECT subject_key, count(*) OVER () AS spread FROM (
            SELECT unnest(p.subject_keys) AS subject_key FROM concept_posting p
            WHERE p.namespace = $1 AND p.feature = asked.feature
            ORDER BY p.recorded_at LIMIT ${COMMON + 1}) listed) counted
        WHERE spread <= ${COMMON}) posting
      GROUP BY posting.subject_key
      ORDER BY sum(asked.weight) DESC, posting.subject_key LIMIT ${MAX_CANDIDATES}),
    known AS (SELECT array_agg(subject) AS subjects FROM (${subjectFamily('$1', 'true', { key: '$2', subject: '$3' })}) family)
    SELECT c.subject, coalesce((
      SELECT array_agg(fact.predicate) FROM unnest($6::bigint[], $7::text[], $8::text[]) AS fact (predicate_key, predicate, object)
      WHERE ${claimed(OF_FACT)}), '{}') AS shared
    FROM likely JOIN concept c ON c.namespace = $1 AND c.subject_key = likely.subject_key
    WHERE c.first_recorded_at <= ${AS_OF} AND c.subject <> ALL ((SELECT subjects FROM known)::text[]) AND ${claimed()}`,
};
