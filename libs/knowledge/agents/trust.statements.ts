import { AS_OF, rfc3339, type Statement } from '@stemedb/platform/database';
import { NEUTRAL_TRUST } from './trust-score.rules';

/** The last event comes first; several of one commit are told apart by their ordinals. */
const LAST_FIRST = 'event.recorded_at DESC, event.ordinal DESC';

/**
 * SQL for an agent's trust rank at a moment.
 *
 * @param namespace, agentId, moment SQL expressions
 */
export const trustAt = (namespace: string, agentId: string, moment: string): string => `coalesce((
  SELECT event.trust FROM trust_event event
  WHERE event.namespace = ${namespace} AND event.agent_id = ${agentId} AND event.recorded_at <= ${moment}
  ORDER BY ${LAST_FIRST} LIMIT 1), ${NEUTRAL_TRUST})`;

/** Values: namespace, agent id. */
export const FIND_TRUST: Statement = {
  name: 'find_trust',
  text: `SELECT ${trustAt('$1', '$2', "'infinity'")} AS trust`,
};

const ORDINAL = `(SELECT coalesce(max(earlier.ordinal) + 1, 0) FROM trust_event earlier
  WHERE earlier.namespace = $1 AND earlier.agent_id = $2 AND earlier.recorded_at = stemedb_recorded_at())`;

/** Within a commit. Values: namespace, agent id, trust, cause, detail. */
export const INSERT_EVENT: Statement = {
  name: 'insert_trust_event',
  text: `INSERT INTO trust_event (namespace, agent_id, ordinal, trust, cause, detail) VALUES ($1, $2, ${ORDINAL}, $3, $4, $5)`,
};

/**
 * The next agents that have a history, each with his score and the seconds since his last event, by as many index
 * look-ups as there are agents. Values: namespace, the agent id behind which to begin, moment, how many.
 */
export const FIND_DECAYING: Statement = {
  name: 'find_decaying_trust',
  text: `
    WITH RECURSIVE agents (agent_id, position) AS (
      (SELECT agent_id, 1 FROM trust_event WHERE namespace = $1 AND agent_id > $2 ORDER BY agent_id LIMIT 1)
      UNION ALL
      SELECT (SELECT later.agent_id FROM trust_event later
        WHERE later.namespace = $1 AND later.agent_id > agents.agent_id ORDER BY later.agent_id LIMIT 1), position + 1
      FROM agents WHERE agents.agent_id IS NOT NULL AND position < $4::int
    )
    SELECT encode(agents.agent_id, 'hex') AS agent_id, last.trust,
      extract(epoch FROM $3::timestamptz - last.since)::float8 AS elapsed_seconds
    FROM agents CROSS JOIN LATERAL (
      SELECT event.trust, coalesce(event.effective_at, event.recorded_at) AS since FROM trust_event event
      WHERE event.namespace = $1 AND event.agent_id = agents.agent_id
      ORDER BY ${LAST_FIRST} LIMIT 1) last
    WHERE agents.agent_id IS NOT NULL
    ORDER BY agents.agent_id`,
};

/** Values: namespace, agent ids, scores, the moment that they stand for, cause, detail. One event an agent and commit. */
export const INSERT_DECAYS: Statement = {
  name: 'insert_trust_decays',
  text: `
    INSERT INTO trust_event (namespace, agent_id, trust, effective_at, cause, detail)
    SELECT $1, given.agent_id, given.trust, $4, $5, $6 FROM unnest($2::bytea[], $3::float8[]) AS given (agent_id, trust)`,
};

/** Events of an agent, the last first. Values: namespace, agent id, moment and ordinal behind which to begin, how many. */
export const LIST_EVENTS: Statement = {
  name: 'list_trust_events',
  text: `
    SELECT ${rfc3339('event.recorded_at')} AS recorded_at, event.ordinal, event.trust, event.cause, event.detail,
      ${rfc3339('coalesce(event.effective_at, event.recorded_at)')} AS effective_at
    FROM trust_event event
    WHERE event.namespace = $1 AND event.agent_id = $2 AND event.recorded_at <= ${AS_OF}
      AND (event.recorded_at, event.ordinal) < ($3::timestamptz, $4::int)
    ORDER BY ${LAST_FIRST} LIMIT $5`,
};
