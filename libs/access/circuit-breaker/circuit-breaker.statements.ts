import { rfc3339, type Statement } from '@stemedb/platform/database';
import { FORGOTTEN_AFTER_MS } from './circuit.rules';

const FORGOTTEN = `until < now() - interval '${FORGOTTEN_AFTER_MS} milliseconds'`;
const AGENT_ID = "nullif(encode(agent_id, 'hex'), '')";

export interface StoredCircuit {
  readonly namespace: string;
  readonly key_id: string;
  readonly agent_id: string | null;
  readonly opening: string;
  /** Milliseconds since it opened, and until it is half-open, by the clock of the store: those of two servers may differ. */
  readonly age_ms: number;
  readonly left_ms: number;
  readonly failures: number;
  readonly reason: string;
}

/** One circuit as an operator sees it. */
export interface ListedCircuit {
  readonly key_id: string;
  readonly agent_id: string | null;
  readonly state: 'open' | 'half_open';
  readonly failures: number;
  readonly opened_at: string;
  readonly until: string;
  readonly last_reason: string;
}

/** Row security shows every circuit to who says that he watches them. */
export const WATCH = "SET LOCAL stemedb.watch_circuits = 'on'";

export const READ_CIRCUITS = `
  SELECT namespace, key_id, ${AGENT_ID} AS agent_id, opening, failures, reason,
    (extract(epoch FROM now() - opened_at) * 1000)::float8 AS age_ms, (extract(epoch FROM until - now()) * 1000)::float8 AS left_ms
  FROM circuit_breaker WHERE NOT ${FORGOTTEN} ORDER BY until DESC LIMIT $1`;

export const FORGET_CIRCUITS = `DELETE FROM circuit_breaker WHERE namespace = $1 AND ${FORGOTTEN}`;

/** The last opening counts, whoever it is told by. */
export const OPEN_CIRCUIT = `
  INSERT INTO circuit_breaker (namespace, key_id, agent_id, opening, opened_at, until, failures, reason)
  VALUES ($1, $2, decode($3, 'hex'), $4, now() - $5::float8 * interval '1 millisecond', now() + $6::float8 * interval '1 millisecond', $7, $8)
  ON CONFLICT ON CONSTRAINT circuit_breaker_pkey DO UPDATE
    SET opening = excluded.opening, opened_at = excluded.opened_at, until = excluded.until, failures = excluded.failures, reason = excluded.reason`;

export const CLOSE_CIRCUIT =
  "DELETE FROM circuit_breaker WHERE namespace = $1 AND key_id = $2 AND agent_id = decode($3, 'hex') AND opening = $4";

/** Of a key and all its uses of agents, or of its use of one. */
export const RESET_CIRCUITS = `
  DELETE FROM circuit_breaker WHERE namespace = $1 AND key_id = $2::uuid AND ($3::text IS NULL OR agent_id = decode($3, 'hex'))
  RETURNING ${AGENT_ID} AS agent_id`;

export const LIST_CIRCUITS: Statement = {
  name: 'list_circuits',
  text: `
    SELECT key_id, ${AGENT_ID} AS agent_id, CASE WHEN until > now() THEN 'open' ELSE 'half_open' END AS state, failures,
      ${rfc3339('opened_at')} AS opened_at, ${rfc3339('until')} AS until, reason AS last_reason
    FROM circuit_breaker
    WHERE namespace = $1 AND (key_id, circuit_breaker.agent_id) > ($2::uuid, decode($3, 'hex')) AND NOT ${FORGOTTEN}
    ORDER BY key_id, circuit_breaker.agent_id LIMIT $4`,
};
