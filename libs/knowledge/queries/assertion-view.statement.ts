import { CLAIM_COLUMNS } from '@stemedb/knowledge/assertions';
import { AS_OF, rfc3339, type Statement } from '@stemedb/platform/database';
import { holdAt, STATE_COLUMNS } from './claim-conditions';

const SIGNATURES = `
  SELECT json_agg(json_build_object('agent_id', encode(s.agent_id, 'hex'), 'signature', encode(s.signature, 'hex'),
    'timestamp', s.signed_at, 'recorded_at', ${rfc3339('s.recorded_at')}) ORDER BY s.recorded_at, s.agent_id)
  FROM assertion_signature s
  WHERE s.namespace = a.namespace AND s.subject_key = a.subject_key AND s.assertion_hash = a.hash AND s.recorded_at <= ${AS_OF}`;

/** Of each agent's votes the latest timestamp counts. */
const VOTES = `
  SELECT json_agg(json_build_object('hash', encode(v.hash, 'hex'), 'agent_id', encode(v.agent_id, 'hex'),
    'weight', v.weight, 'timestamp', v.voted_at, 'signature', encode(v.signature, 'hex'),
    'recorded_at', ${rfc3339('v.recorded_at')}, 'current', v.current) ORDER BY v.voted_at DESC, v.hash)
  FROM (
    SELECT vote.*, row_number() OVER (PARTITION BY agent_id ORDER BY voted_at DESC, hash) = 1 AS current FROM vote
    WHERE vote.namespace = a.namespace AND vote.subject_key = a.subject_key AND vote.assertion_hash = a.hash
      AND vote.recorded_at <= ${AS_OF}) v`;

/** What both kinds of records about a claim hold: who decided it, and when. */
const DECIDED = (record: string): string => `'reason', ${record}.reason, 'agent_id', encode(${record}.agent_id, 'hex'),
  'signature', encode(${record}.signature, 'hex'), 'timestamp', ${record}.signed_at, 'recorded_at', ${rfc3339(`${record}.recorded_at`)}`;

const ofTarget = (record: string): string => `${record}.namespace = a.namespace AND ${record}.subject_key = a.subject_key
  AND ${record}.target_hash = a.hash AND ${record}.recorded_at <= ${AS_OF}`;

const SUPERSESSIONS = `
  SELECT json_agg(json_build_object('hash', encode(r.hash, 'hex'), 'type', r.type,
    'superseding_hash', encode(r.superseding_hash, 'hex'), ${DECIDED('r')}) ORDER BY r.recorded_at, r.hash)
  FROM supersession r WHERE ${ofTarget('r')}`;

const TRANSITIONS = `
  SELECT json_agg(json_build_object('hash', encode(t.hash, 'hex'), 'from', t.from_state, 'to', t.to_state,
    ${DECIDED('t')}) ORDER BY t.recorded_at, t.hash)
  FROM lifecycle_transition t WHERE ${ofTarget('t')}`;

/** One assertion as it stood at the moment of the read. Values: namespace, hash. */
export const FIND_ASSERTION: Statement = {
  name: 'find_assertion',
  text: `
    SELECT ${CLAIM_COLUMNS}, a.vector, (${SIGNATURES}) AS signatures, (${VOTES}) AS votes,
      (${SUPERSESSIONS}) AS supersessions, (${TRANSITIONS}) AS transitions,
      ${STATE_COLUMNS}
    FROM assertion a
    WHERE a.namespace = $1 AND a.hash = $2 AND a.recorded_at <= ${AS_OF} AND NOT EXISTS (${holdAt(AS_OF)})`,
};
