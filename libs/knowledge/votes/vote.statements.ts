import { insertAgents } from '@stemedb/knowledge/agents';
import { VISIBLE } from '@stemedb/knowledge/assertions';
import { rfc3339, type Statement } from '@stemedb/platform/database';

/** Finds the assertion's place itself, so that a vote on an assertion nobody can see is not written. */
export const INSERT_VOTES: Statement = {
  name: 'insert_votes',
  text: `
    INSERT INTO vote (namespace, subject_key, assertion_hash, agent_id, hash, weight, voted_at, signature)
    SELECT $1, a.subject_key, a.hash, given.agent_id, given.hash, given.weight, given.voted_at, given.signature
    FROM unnest($2::bytea[], $3::bytea[], $4::bytea[], $5::float8[], $6::bigint[], $7::bytea[])
      AS given (assertion_hash, agent_id, hash, weight, voted_at, signature)
    JOIN assertion a ON a.namespace = $1 AND a.hash = given.assertion_hash
    WHERE ${VISIBLE}
    ON CONFLICT (namespace, subject_key, assertion_hash, agent_id, hash) DO NOTHING
    RETURNING encode(hash, 'hex') AS hash`,
};

/** Whose vote found no assertion has not written here. */
export const INSERT_VOTERS = insertAgents(
  'insert_voters',
  `EXISTS (SELECT FROM vote v WHERE v.namespace = $1 AND v.agent_id = given.agent_id AND v.recorded_at = stemedb_recorded_at())`,
);

/** Votes that stand already; what is neither new nor here has no assertion. */
export const FIND_VOTES: Statement = {
  name: 'find_votes',
  text: `
    SELECT encode(v.hash, 'hex') AS hash, ${rfc3339('v.recorded_at')} AS recorded_at
    FROM unnest($2::bytea[], $3::bytea[]) AS given (assertion_hash, hash)
    JOIN assertion a ON a.namespace = $1 AND a.hash = given.assertion_hash
    JOIN vote v ON v.namespace = $1 AND v.subject_key = a.subject_key AND v.assertion_hash = a.hash AND v.hash = given.hash
    WHERE ${VISIBLE}`,
};
