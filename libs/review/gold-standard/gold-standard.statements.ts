import { trustAt } from '@stemedb/knowledge/agents';
import { AS_OF, rfc3339, type Statement } from '@stemedb/platform/database';

const COLUMNS = `g.id, g.subject, g.predicate, g.object, g.tolerance, g.note, ${rfc3339('g.recorded_at')} AS recorded_at`;

/** Values: namespace, subject key, predicate key, subject, predicate. */
export const FIND_CURRENT = `
  SELECT ${COLUMNS} FROM gold_standard g
  WHERE g.namespace = $1 AND g.subject_key = $2 AND g.predicate_key = $3 AND g.subject = $4 AND g.predicate = $5 AND g.removed_at IS NULL`;

/** Values: namespace, id. */
export const REMOVE = `
  WITH g AS (UPDATE gold_standard SET removed_at = stemedb_recorded_at() WHERE namespace = $1 AND id = $2 RETURNING *)
  SELECT ${COLUMNS}, ${rfc3339('g.removed_at')} AS removed_at FROM g`;

/** Newest first. Values: namespace, the last row's moment (null for the first page) and id, how many. */
export const LIST: Statement = {
  name: 'list_gold_standards',
  text: `
    SELECT ${COLUMNS} FROM gold_standard g
    WHERE g.namespace = $1 AND g.recorded_at <= ${AS_OF} AND (g.removed_at IS NULL OR g.removed_at > ${AS_OF})
      AND ($2::timestamptz IS NULL OR (g.recorded_at, g.id) < ($2::timestamptz, $3::uuid))
    ORDER BY g.recorded_at DESC, g.id DESC LIMIT $4`,
};

/** Signatures under the claims of a question's pair. */
const SIGNED_CLAIMS = `
  assertion a JOIN assertion_signature s ON s.namespace = $1 AND s.subject_key = a.subject_key AND s.assertion_hash = a.hash
  WHERE a.namespace = $1 AND a.subject_key = g.subject_key AND a.predicate_key = g.predicate_key AND a.subject = g.subject
    AND a.predicate = g.predicate`;

/**
 * Current questions, by id, and whether one of some agents has signed a claim about it.
 * Values: namespace, after which id or null, agents, how many.
 */
export const FIND_QUESTIONS: Statement = {
  text: `
    SELECT ${COLUMNS}, EXISTS (SELECT FROM ${SIGNED_CLAIMS} AND s.agent_id = ANY($3::bytea[])) AS answered
    FROM gold_standard g
    WHERE g.namespace = $1 AND g.removed_at IS NULL AND ($2::uuid IS NULL OR g.id > $2)
    ORDER BY g.id LIMIT $4`,
};

/** Agents who have signed a claim about a current question, by id. Values: namespace, after which id, how many. */
export const FIND_TESTED: Statement = {
  text: `
    SELECT DISTINCT tested.agent_id AS id, encode(tested.agent_id, 'hex') AS agent_id FROM gold_standard g
    CROSS JOIN LATERAL (SELECT s.agent_id FROM ${SIGNED_CLAIMS} AND s.agent_id > $2) tested
    WHERE g.namespace = $1 AND g.removed_at IS NULL
    ORDER BY id LIMIT $3`,
};

/** Values: namespace, agent. */
export const FIND_AGENT: Statement = {
  name: 'find_tested_agent',
  text: `SELECT encode(agent_id, 'hex') AS agent_id FROM agent WHERE namespace = $1 AND agent_id = $2`,
};

/** Values: namespace, agents. */
export const FIND_TRUST: Statement = {
  text: `
    SELECT encode(given.agent_id, 'hex') AS agent_id, ${trustAt('$1', 'given.agent_id', "'infinity'")} AS trust
    FROM unnest($2::bytea[]) AS given (agent_id)`,
};

/** What was counted already. Values: namespace, questions, agents. */
export const FIND_COUNTED: Statement = {
  text: `
    SELECT gold_id, encode(assertion_hash, 'hex') AS hash, encode(agent_id, 'hex') AS agent_id FROM gold_outcome
    WHERE namespace = $1 AND gold_id = ANY($2::uuid[]) AND agent_id = ANY($3::bytea[])`,
};

/**
 * Counts claims that were not counted yet, and answers which. Values: namespace, then arrays of questions, subject keys,
 * claims, agents and whether each is accurate.
 */
export const COUNT_CLAIMS = `
  INSERT INTO gold_outcome (namespace, gold_id, subject_key, assertion_hash, agent_id, accurate)
  SELECT $1, * FROM unnest($2::uuid[], $3::bigint[], $4::bytea[], $5::bytea[], $6::boolean[])
  ON CONFLICT (namespace, gold_id, assertion_hash, agent_id) DO NOTHING
  RETURNING gold_id, encode(assertion_hash, 'hex') AS hash, encode(agent_id, 'hex') AS agent_id`;
