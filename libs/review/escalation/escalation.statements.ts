import { VISIBLE } from '@stemedb/knowledge/assertions';
import { rfc3339, type Statement } from '@stemedb/platform/database';

/** The kind under which the tally counts deliveries that wait. */
export const DELIVERIES = 'delivery';

/**
 * The latest escalation of each question, kept from being decided until the transaction ends.
 * Values: namespace, then arrays of types, subject keys and predicate keys.
 */
export const LOCK_LATEST: Statement = {
  text: `
    SELECT latest.id, latest.type, latest.level, latest.subject, latest.predicate, latest.count, latest.state,
      ${rfc3339('latest.opened_at')} AS "openedAt", ${rfc3339('latest.updated_at')} AS "updatedAt", ${rfc3339('latest.ended_at')} AS "endedAt"
    FROM unnest($2::text[], $3::bigint[], $4::bigint[]) AS given (type, subject_key, predicate_key)
    CROSS JOIN LATERAL (
      SELECT * FROM escalation e
      WHERE e.namespace = $1 AND e.type = given.type AND e.subject_key = given.subject_key AND e.predicate_key = given.predicate_key
      ORDER BY e.opened_at DESC LIMIT 1 FOR UPDATE) latest`,
};

/** Values: namespace, ids. */
export const FIND_DECIDED: Statement = {
  text: `SELECT escalation_id AS id, ${rfc3339('recorded_at')} AS decided_at FROM escalation_decision WHERE namespace = $1 AND escalation_id = ANY($2::uuid[])`,
};

/** Values: namespace, then the escalations as a JSON array, an ended one before the one that follows it. */
export const WRITE_ESCALATIONS: Statement = {
  text: `
    INSERT INTO escalation (namespace, id, type, level, subject_key, predicate_key, subject, predicate, count, state, opened_at,
      updated_at, ended_at)
    SELECT $1, id, type, level, subject_key, predicate_key, subject, predicate, count, state, "openedAt", "updatedAt", "endedAt"
    FROM json_to_recordset($2::json) AS given (id uuid, type text, level text, subject_key bigint, predicate_key bigint,
      subject text, predicate text, count int, state text, "openedAt" timestamptz, "updatedAt" timestamptz, "endedAt" timestamptz)
    ON CONFLICT (namespace, id) DO UPDATE SET level = excluded.level, count = excluded.count, state = excluded.state,
      updated_at = excluded.updated_at, ended_at = excluded.ended_at`,
};

/**
 * Messages about escalations that were opened lately: whoever imports the history of years is not told of it.
 * Values: namespace, then arrays of ids, moments of opening and payloads.
 */
export const WRITE_DELIVERIES: Statement = {
  text: `
    INSERT INTO escalation_delivery (namespace, escalation_id, payload)
    SELECT $1, given.id, given.payload FROM unnest($2::uuid[], $3::timestamptz[], $4::text[]) AS given (id, opened_at, payload)
    WHERE given.opened_at > now() - interval '1 day'
    ON CONFLICT (namespace, escalation_id) DO NOTHING`,
};

const VIEW = `
  e.id, e.type, e.level, e.subject, e.predicate, e.count, e.state, ${rfc3339('e.opened_at')} AS opened_at,
  ${rfc3339('e.updated_at')} AS updated_at, ${rfc3339('e.ended_at')} AS ended_at, d.resolution, d.note,
  encode(d.winning_hash, 'hex') AS winning_hash, d.key_id AS resolved_by`;

const DECISION = 'LEFT JOIN escalation_decision d ON d.namespace = e.namespace AND d.escalation_id = e.id';

/**
 * Newest first: the newest of each type, level and state that is asked for, of which there are few, so that one index
 * serves every filter. Values: namespace, then arrays of types, levels and states, the last row's moment of opening (null
 * for the first page) and id, how many.
 */
export const LIST_ESCALATIONS: Statement = {
  text: `
    SELECT ${VIEW}
    FROM (
      SELECT newest.* FROM unnest($2::text[]) AS type (name) CROSS JOIN unnest($3::text[]) AS level (name) CROSS JOIN unnest($4::text[]) AS state (name)
      CROSS JOIN LATERAL (
        SELECT * FROM escalation e
        WHERE e.namespace = $1 AND e.type = type.name AND e.level = level.name AND e.state = state.name
          AND ($5::timestamptz IS NULL OR (e.opened_at, e.id) < ($5::timestamptz, $6::uuid))
        ORDER BY e.opened_at DESC, e.id DESC LIMIT $7) newest
      ORDER BY newest.opened_at DESC, newest.id DESC LIMIT $7) e
    ${DECISION}
    ORDER BY e.opened_at DESC, e.id DESC`,
};

/** Values: namespace. */
export const COUNT_OPEN: Statement = {
  text: `SELECT kind, open FROM escalation_tally WHERE namespace = $1 AND kind <> '${DELIVERIES}'`,
};

/** Values: namespace, id. */
export const FIND_ESCALATION = `SELECT ${VIEW} FROM escalation e ${DECISION} WHERE e.namespace = $1 AND e.id = $2 FOR UPDATE OF e`;

/** Values: namespace, subject key, predicate key, hash, subject, predicate. */
export const FIND_CLAIM_OF_PAIR = `
  SELECT FROM assertion a WHERE a.namespace = $1 AND a.subject_key = $2 AND a.predicate_key = $3 AND a.hash = $4
    AND a.subject = $5 AND a.predicate = $6 AND ${VISIBLE}`;

/** Values: namespace, id. */
export const RESOLVE_ESCALATION = `
  UPDATE escalation SET state = 'resolved', ended_at = stemedb_recorded_at()
  WHERE namespace = $1 AND id = $2 AND state = 'open'`;

/** Row security shows the figures of every namespace, and nothing else of it, to who says that he surveys. */
export const SURVEY = `SET LOCAL stemedb.survey = 'on'`;

/** How many are open of each type, over all namespaces. */
export const COUNT_OPEN_EVERYWHERE = `SELECT kind, sum(open)::int AS open FROM escalation_tally WHERE kind <> '${DELIVERIES}' GROUP BY kind`;

/** Namespaces in which deliveries wait. */
export const FIND_WAITING = `SELECT namespace FROM escalation_tally WHERE kind = '${DELIVERIES}' AND open > 0 ORDER BY namespace`;
