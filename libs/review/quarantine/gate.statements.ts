import { trustAt } from '@stemedb/knowledge/agents';
import type { Statement } from '@stemedb/platform/database';
import { EXPERIENCED } from './reason.rules';
import { MOST_COMPARED } from './recent-claims';

const TRUST = trustAt('$1', 'given.agent_id', "'infinity'");

/** Looked at for those alone whom it may concern. */
const EXPERIENCE = `(
  SELECT count(*) = ${EXPERIENCED} FROM (
    SELECT FROM assertion_signature s WHERE s.namespace = $1 AND s.agent_id = given.agent_id LIMIT ${EXPERIENCED}) few)`;

/** A gold-standard question that the agent answered wrong. */
const FAILURE = `EXISTS (
  SELECT FROM gold_outcome o WHERE o.namespace = $1 AND o.agent_id = given.agent_id AND NOT o.accurate)`;

/**
 * All that the gate has to know of a commit: what is known of the signers, and which earlier claims say the same as the
 * new ones. Values: namespace, agent ids, then arrays of subject keys and statement keys.
 */
export const GATE_QUESTION: Statement = {
  name: 'quarantine_gate',
  text: `
    SELECT
      (SELECT json_agg(json_build_object('agent_id', encode(given.agent_id, 'hex'), 'trust', known.trust,
          'experienced', known.trust < 0.5 AND ${EXPERIENCE}, 'failed', known.trust < 0.5 AND ${FAILURE}))
        FROM unnest($2::bytea[]) AS given (agent_id) CROSS JOIN LATERAL (SELECT ${TRUST} AS trust OFFSET 0) known) AS signers,
      (SELECT json_agg(json_build_object('key', given.statement_key::text, 'hash', encode(earlier.assertion_hash, 'hex'),
          'sketch', encode(earlier.sketch, 'hex'), 'text', (
            SELECT json_build_array(a.object, a.narrative) FROM assertion a
            WHERE earlier.sketch IS NULL AND a.namespace = $1 AND a.subject_key = given.subject_key AND a.hash = earlier.assertion_hash
              AND a.narrative IS NOT NULL)))
        FROM unnest($3::bigint[], $4::bigint[]) AS given (subject_key, statement_key) CROSS JOIN LATERAL (
          SELECT l.assertion_hash, l.sketch FROM claim_likeness l
          WHERE l.namespace = $1 AND l.subject_key = given.subject_key AND l.statement_key = given.statement_key
          ORDER BY l.assertion_hash LIMIT ${MOST_COMPARED}) earlier) AS earlier`,
};
