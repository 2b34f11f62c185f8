import { rfc3339, type Call, type Statement } from '@stemedb/platform/database';
import { hex } from '@stemedb/knowledge/assertions';
import { Conditions } from '@stemedb/knowledge/queries';
import type { ListQuarantineQuery } from './quarantine.dto';

/** Where a page begins: behind this item. */
export interface QuarantinePosition {
  readonly recordedAt: string;
  readonly hash: string;
}

/** With more signatures an agent is no longer looked up by them; the list is walked instead, and each item asked for him. */
const FEW_SIGNATURES = 10_000;

/** One page of what waits or was decided, in the order in which it was held back, which an index delivers. */
export function listQuarantine(namespace: string, query: ListQuarantineQuery, after: QuarantinePosition | undefined): Call {
  const where = new Conditions();
  where.add('q.namespace = ?', namespace);
  if (query.state === 'pending') where.add('q.decision IS NULL');
  else where.add('q.decision = ?', query.state);
  if (query.reason !== undefined) where.add('q.reason = ?', query.reason);
  const [beyond, direction] = query.order === 'oldest' ? ['>', 'ASC'] : ['<', 'DESC'];
  if (after) where.add(`(q.recorded_at, q.assertion_hash) ${beyond} (?::timestamptz, ?)`, after.recordedAt, hex(after.hash));
  const agent = query.agent_id === undefined ? undefined : where.place(hex(query.agent_id));
  const order = (row: string) => `${row}.recorded_at ${direction}, ${row}.assertion_hash ${direction}`;
  const page = { conditions: where.texts.join(' AND '), order, limit: where.place(query.limit + 1) };
  const text = `
    SELECT encode(page.assertion_hash, 'hex') AS hash, a.subject, a.predicate, a.object, a.confidence, a.narrative,
      (SELECT json_agg(encode(s.agent_id, 'hex') ORDER BY s.agent_id) FROM assertion_signature s
        WHERE s.namespace = page.namespace AND s.subject_key = page.subject_key AND s.assertion_hash = page.assertion_hash) AS agents,
      page.reason, page.detail, coalesce(page.decision, 'pending') AS state, ${rfc3339('page.recorded_at')} AS recorded_at,
      ${rfc3339('page.decided_at')} AS decided_at, page.decided_by
    FROM (${agent === undefined ? pageOf(page) : pageOfAgent(page, agent)}) page
    JOIN assertion a ON a.namespace = page.namespace AND a.hash = page.assertion_hash AND a.subject_key = page.subject_key
    ORDER BY ${order('page')}`;
  return { statement: { text }, values: where.values };
}

interface Page {
  /** On the row `q`. */
  readonly conditions: string;
  readonly order: (row: string) => string;
  readonly limit: string;
}

const pageOf = ({ conditions, order, limit }: Page): string =>
  `SELECT q.* FROM quarantine q WHERE ${conditions} ORDER BY ${order('q')} LIMIT ${limit}`;

/**
 * The same of one agent, by index whichever way: from the signatures of an agent who has few, else along the list. Which
 * way is shorter the planner would guess from figures that it does not have. OFFSET and the sub-selects keep it from making
 * either way a scan of whole tables.
 */
function pageOfAgent({ conditions, order, limit }: Page, agent: string): string {
  const count = '(SELECT count(*) FROM signed)';
  return `
    WITH signed AS MATERIALIZED (
      SELECT s.subject_key, s.assertion_hash FROM assertion_signature s WHERE s.namespace = $1 AND s.agent_id = ${agent}
      ORDER BY s.recorded_at LIMIT ${FEW_SIGNATURES + 1})
    SELECT either.* FROM (
      (SELECT held.* FROM signed CROSS JOIN LATERAL (
          SELECT q.* FROM quarantine q
          WHERE ${conditions} AND q.subject_key = signed.subject_key AND q.assertion_hash = signed.assertion_hash OFFSET 0) held
        WHERE ${count} <= ${FEW_SIGNATURES} ORDER BY ${order('held')} LIMIT ${limit})
      UNION ALL
      (SELECT q.* FROM quarantine q
        WHERE ${count} > ${FEW_SIGNATURES} AND ${conditions} AND (
          SELECT true FROM assertion_signature s WHERE s.namespace = q.namespace AND s.subject_key = q.subject_key
            AND s.assertion_hash = q.assertion_hash AND s.agent_id = ${agent})
        ORDER BY ${order('q')} LIMIT ${limit})) either
    ORDER BY ${order('either')} LIMIT ${limit}`;
}

/** Values: namespace, hashes. */
export const FIND_STATES: Statement = {
  name: 'find_quarantine_states',
  text: `
    SELECT encode(q.assertion_hash, 'hex') AS hash, coalesce(q.decision, 'pending') AS state, q.reason,
      (SELECT json_agg(encode(s.agent_id, 'hex') ORDER BY s.agent_id) FROM assertion_signature s
        WHERE s.namespace = q.namespace AND s.subject_key = q.subject_key AND s.assertion_hash = q.assertion_hash) AS agents
    FROM quarantine q WHERE q.namespace = $1 AND q.assertion_hash = ANY($2::bytea[])`,
};

/** Within a commit. Values: namespace, then arrays of hashes, decisions and keys. */
export const DECIDE = `
  UPDATE quarantine q SET decision = given.decision, decided_at = stemedb_recorded_at(), decided_by = given.decided_by
  FROM unnest($2::bytea[], $3::text[], $4::text[]) AS given (hash, decision, decided_by)
  WHERE q.namespace = $1 AND q.assertion_hash = given.hash AND q.decision IS NULL`;

/** In the scope of all namespaces, for a transaction that surveys. */
export const COUNT_PENDING = `SELECT count(*)::float8 AS pending FROM quarantine WHERE decision IS NULL`;
