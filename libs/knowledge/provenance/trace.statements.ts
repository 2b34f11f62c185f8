import { trustAt } from '@stemedb/knowledge/agents';
import { redactionOf } from '@stemedb/knowledge/assertions';
import { SOURCE_CLASSES, ZERO_HASH } from '@stemedb/knowledge/claims';
import { lifecycleAt } from '@stemedb/knowledge/lifecycle';
import { sourceStatusAt } from '@stemedb/knowledge/sources';
import { AS_OF, rfc3339, type Statement } from '@stemedb/platform/database';
import { heldBack } from './lineage.statements';

/** So many claims are counted to tell how many were left out; no answer waits for more. */
export const MOST_COUNTED = 100_000;

const LINK = 'hash, subject_key, parent_hash, source_hash, recorded_at';
const START = `SELECT ${LINK}, 0 AS depth FROM assertion WHERE namespace = $1 AND hash = $2 AND recorded_at <= ${AS_OF}`;
const parentOf = (child: string): string => `
  SELECT ${LINK} FROM assertion WHERE namespace = $1 AND hash = ${child}.parent_hash AND recorded_at <= ${AS_OF}`;
/** The claim itself is nobody's child here, which cuts the only circle that a walk downwards can meet. */
const childrenOf = (parent: string): string => `
  SELECT ${LINK} FROM assertion
  WHERE namespace = $1 AND parent_hash = ${parent}.hash AND hash <> $2 AND recorded_at <= ${AS_OF}`;

/**
 * Level by level, and of each level no more than can be shown: `met` counts the claims down to a level, and once there
 * are enough of them nobody looks for children.
 */
const CLAIMS = `
  up AS (
    ${START}
    UNION ALL
    SELECT parent.*, up.depth + 1 FROM up CROSS JOIN LATERAL (${parentOf('up')} OFFSET 0) parent
    WHERE up.depth < $3 AND $5::boolean),
  down AS (
    SELECT start.*, 1::bigint AS met FROM (${START}) start
    UNION ALL
    SELECT * FROM (
      SELECT child.*, down.depth + 1, down.met + count(*) OVER () FROM down CROSS JOIN LATERAL (
        ${childrenOf('down')} ORDER BY recorded_at, hash LIMIT $4) child
      WHERE down.depth < $3 AND down.met < $4 AND $6::boolean
      ORDER BY child.recorded_at, child.hash LIMIT $4) level),
  claims AS MATERIALIZED (
    SELECT * FROM (
      SELECT DISTINCT ON (hash) * FROM (SELECT * FROM up UNION ALL SELECT ${LINK}, depth FROM down) met ORDER BY hash, depth
    ) claim
    WHERE NOT ${heldBack('claim')} ORDER BY depth, recorded_at, hash LIMIT $4)`;

const ofClaim = (columns: string, table: string, hash: string): string => `CROSS JOIN LATERAL (
  SELECT ${columns} FROM ${table}
  WHERE namespace = $1 AND subject_key = c.subject_key AND ${hash} = c.hash AND recorded_at <= ${AS_OF} OFFSET 0) found`;

/** Whatever is found for several claims stands at the nearest of them. */
const EVIDENCE = `
  votes AS (SELECT found.*, c.depth, c.subject_key FROM claims c ${ofClaim('hash, agent_id, assertion_hash AS at, recorded_at', 'vote', 'assertion_hash')}),
  signers AS (SELECT found.agent_id, c.depth FROM claims c ${ofClaim('agent_id', 'assertion_signature', 'assertion_hash')}),
  successions AS (
    SELECT found.*, c.depth FROM claims c ${ofClaim('hash, subject_key, target_hash AS at, recorded_at', 'supersession', 'target_hash')}
    UNION ALL
    SELECT found.*, c.depth FROM claims c CROSS JOIN LATERAL (
      SELECT hash, subject_key, target_hash AS at, recorded_at FROM supersession
      WHERE namespace = $1 AND superseding_hash = c.hash AND recorded_at <= ${AS_OF} OFFSET 0) found),
  nodes AS (
    SELECT 0 AS rank, 'assertion' AS type, hash AS id, subject_key, hash AS at, recorded_at, depth FROM claims
    UNION ALL
    SELECT 1, 'source', source_hash, NULL, NULL, '-infinity', min(depth) FROM claims WHERE source_hash <> '\\x${ZERO_HASH}' GROUP BY source_hash
    UNION ALL
    SELECT 2, 'agent', agent_id, NULL, NULL, '-infinity', min(depth)
    FROM (SELECT agent_id, depth FROM signers UNION ALL SELECT agent_id, depth FROM votes) agents GROUP BY agent_id
    UNION ALL
    SELECT 3, 'vote', hash, subject_key, at, recorded_at, depth FROM votes
    UNION ALL
    SELECT 4, 'supersession', hash, subject_key, at, recorded_at, min(depth) FROM successions GROUP BY hash, subject_key, at, recorded_at
    UNION ALL
    SELECT 5, 'lifecycle_transition', found.hash, c.subject_key, c.hash, found.recorded_at, c.depth
    FROM claims c ${ofClaim('hash, recorded_at', 'lifecycle_transition', 'target_hash')})`;

const byKey = (alias: string): string => `${alias}.namespace = $1 AND ${alias}.subject_key = n.subject_key`;

const classOf = (tier: string): string => `('{${SOURCE_CLASSES.join(',')}}'::text[])[${tier} + 1]`;

const signerOf = (alias: string): string => `'agent_id', encode(${alias}.agent_id, 'hex'), 'timestamp', ${alias}.signed_at`;

/** What readers are told of a node, looked up only for those that are shown. */
const DATA = `CASE n.type
  WHEN 'assertion' THEN (SELECT json_build_object('subject', a.subject, 'predicate', a.predicate, 'object', a.object::json,
      'confidence', a.confidence, 'source_class', ${classOf('a.source_class')}, 'source_hash', encode(a.source_hash, 'hex'),
      'parent_hash', encode(a.parent_hash, 'hex'), 'lifecycle', ${lifecycleAt('a', AS_OF)},
      'signatures', (SELECT json_agg(json_build_object(${signerOf('s')}, 'recorded_at', ${rfc3339('s.recorded_at')}) ORDER BY s.agent_id)
        FROM assertion_signature s WHERE ${byKey('s')} AND s.assertion_hash = n.id AND s.recorded_at <= ${AS_OF}),
      'recorded_at', ${rfc3339('a.recorded_at')}, 'redaction', ${redactionOf('assertion', 'a')})
    FROM assertion a WHERE ${byKey('a')} AND a.hash = n.id LIMIT 1)
  WHEN 'source' THEN json_build_object('status', ${sourceStatusAt('$1', 'n.id', AS_OF)}, 'registered', (
      SELECT json_build_object('title', s.title, 'uri', s.uri, 'source_class', ${classOf('s.source_class')}, 'recorded_at', ${rfc3339('s.recorded_at')},
        'redaction', ${redactionOf('source', 's')})
      FROM source s WHERE s.namespace = $1 AND s.hash = n.id AND s.recorded_at <= ${AS_OF}))
  WHEN 'agent' THEN json_build_object('trust', ${trustAt('$1', 'n.id', AS_OF)})
  WHEN 'vote' THEN (SELECT json_build_object('assertion_hash', encode(v.assertion_hash, 'hex'), 'agent_id', encode(v.agent_id, 'hex'),
      'weight', v.weight, 'timestamp', v.voted_at, 'recorded_at', ${rfc3339('v.recorded_at')})
    FROM vote v WHERE ${byKey('v')} AND v.assertion_hash = n.at AND v.hash = n.id LIMIT 1)
  WHEN 'supersession' THEN (SELECT json_build_object('target_hash', encode(r.target_hash, 'hex'),
      'superseding_hash', encode(r.superseding_hash, 'hex'), 'type', r.type, 'reason', r.reason, ${signerOf('r')},
      'recorded_at', ${rfc3339('r.recorded_at')})
    FROM supersession r WHERE ${byKey('r')} AND r.target_hash = n.at AND r.hash = n.id LIMIT 1)
  ELSE (SELECT json_build_object('target_hash', encode(t.target_hash, 'hex'), 'from', t.from_state, 'to', t.to_state,
      'reason', t.reason, ${signerOf('t')}, 'recorded_at', ${rfc3339('t.recorded_at')})
    FROM lifecycle_transition t WHERE ${byKey('t')} AND t.target_hash = n.at AND t.recorded_at = n.recorded_at LIMIT 1) END`;

/**
 * The evidence graph around a claim, the nearest first, and how many nodes there are without the claims that were not
 * reached. Values: namespace, hash, most steps, most nodes, whether upwards, whether downwards.
 */
export const TRACE_NODES: Statement = {
  text: `
    WITH RECURSIVE ${CLAIMS}, ${EVIDENCE},
    shown AS MATERIALIZED (
      SELECT *, count(*) FILTER (WHERE rank > 0) OVER ()::int AS evidence FROM nodes
      ORDER BY depth, rank, recorded_at, id LIMIT $4)
    SELECT n.type, encode(n.id, 'hex') AS id, n.depth, ${DATA} AS data, n.evidence FROM shown n
    ORDER BY n.depth, n.rank, n.recorded_at, n.id`,
};

/**
 * How many claims a whole trace would hold, however far away they are.
 * Values: namespace, hash, whether upwards, whether downwards.
 */
export const COUNT_TRACEABLE: Statement = {
  text: `
    WITH RECURSIVE up AS (
      SELECT ${LINK} FROM assertion WHERE namespace = $1 AND hash = $2 AND recorded_at <= ${AS_OF} AND $3::boolean
      UNION
      SELECT parent.* FROM up CROSS JOIN LATERAL (${parentOf('up')} OFFSET 0) parent),
    down AS (
      SELECT ${LINK} FROM assertion WHERE namespace = $1 AND hash = $2 AND recorded_at <= ${AS_OF} AND $4::boolean
      UNION ALL
      SELECT child.* FROM down CROSS JOIN LATERAL (${childrenOf('down')} OFFSET 0) child)
    SELECT (SELECT count(*) FROM (SELECT FROM (
      SELECT hash, subject_key FROM up UNION SELECT hash, subject_key FROM (SELECT hash, subject_key FROM down LIMIT ${MOST_COUNTED}) met
    ) claim WHERE NOT ${heldBack('claim')}) counted)::int AS claims`,
};
