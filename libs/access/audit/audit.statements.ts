import { type ColumnType, rfc3339, type Statement } from '@stemedb/platform/database';
import type { AuditRow } from './audit-chain.rules';

/** Takes the chain's turn and says where it stands. */
export const BEGIN_AUDIT: Statement = {
  name: 'begin_audit',
  text: `
    SELECT coalesce(last_sequence, 0) AS sequence, encode(last_hash, 'hex') AS hash, ${rfc3339('moment')} AS moment
    FROM stemedb_begin_audit()`,
};

export const AUDIT_TYPES = [
  'bigint', 'text', 'text', 'text', 'text', 'text', 'bytea', 'text', 'text', 'text', 'text', 'bytea', 'bytea',
] as const satisfies readonly ColumnType[];

/** The values of a row in the order of the insert statement, after the namespace and the moment. */
export function auditValues(row: AuditRow): unknown[] {
  const { sequence, id, kind, path, act, key_id, agent_id, subject, lens, as_of, payload, previous_hash, hash } = row;
  return [sequence, id, kind, path, act, key_id, agent_id, subject, lens, as_of, payload, previous_hash, hash];
}

export const INSERT_AUDITS: Statement = {
  name: 'insert_audits',
  text: `
    INSERT INTO audit (namespace, recorded_at, sequence, id, kind, path, act, key_id, agent_id, subject, lens, as_of,
      payload, previous_hash, hash)
    SELECT $1, $2::timestamptz, given.sequence, given.id::uuid, given.kind, given.path, given.act, given.key_id::uuid,
      given.agent_id, given.subject, given.lens, given.as_of::timestamptz, given.payload, given.previous_hash, given.hash
    FROM unnest($3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bytea[], $10::text[],
      $11::text[], $12::text[], $13::text[], $14::bytea[], $15::bytea[])
      AS given (sequence, id, kind, path, act, key_id, agent_id, subject, lens, as_of, payload, previous_hash, hash)`,
};

export const INSERT_CHECKPOINT: Statement = {
  name: 'insert_audit_checkpoint',
  text: 'INSERT INTO audit_checkpoint (namespace, recorded_at, sequence, hash) VALUES ($1, $2, $3, $4)',
};

/** Whoever sorts by a column names it with its table, or PostgreSQL sorts by the text that stands here. */
export const AUDIT_COLUMNS = `namespace, sequence, id, ${rfc3339('recorded_at')} AS recorded_at, kind, path, act, key_id, encode(agent_id, 'hex') AS agent_id,
  subject, lens, ${rfc3339('as_of')} AS as_of, payload, encode(previous_hash, 'hex') AS previous_hash, encode(hash, 'hex') AS hash`;

/** A row as the store gives it: its place is a text, because a bigint may be more than a number holds. */
export type StoredAudit = Omit<AuditRow, 'sequence'> & { readonly sequence: string };

export function auditOf(stored: StoredAudit): AuditRow {
  return { ...stored, sequence: Number(stored.sequence) };
}

export const FIND_AUDIT: Statement = {
  name: 'find_audit',
  text: `SELECT ${AUDIT_COLUMNS} FROM audit WHERE namespace = $1 AND id = $2`,
};

/** What narrows a list of audits down; each by itself optional. */
export interface AuditFilter {
  readonly from?: string;
  readonly to?: string;
  readonly kind?: string;
  readonly key_id?: string;
  readonly agent_id?: string;
  readonly subject?: string;
  readonly lens?: string;
}

export interface AuditPlace {
  readonly recordedAt: string;
  readonly sequence: string;
}

type Condition = (parameter: string) => string;

const CONDITIONS: { readonly [Name in keyof Required<AuditFilter>]: Condition } = {
  from: (parameter) => `recorded_at >= ${parameter}::timestamptz`,
  to: (parameter) => `recorded_at <= ${parameter}::timestamptz`,
  kind: (parameter) => `kind = ${parameter}`,
  key_id: (parameter) => `key_id = ${parameter}::uuid`,
  agent_id: (parameter) => `agent_id = decode(${parameter}, 'hex')`,
  subject: (parameter) => `subject = ${parameter}`,
  lens: (parameter) => `lens = ${parameter}`,
};

/**
 * The newest first, behind a place of the list. Only what is asked for stands in the statement, so that it is planned
 * for an index of its own.
 */
export function listAudits(namespace: string, filter: AuditFilter, after: AuditPlace | undefined, limit: number) {
  const values: unknown[] = [namespace];
  const add = (value: unknown): string => `$${values.push(value)}`;
  const conditions = Object.entries(CONDITIONS).flatMap(([name, condition]) => {
    const value = filter[name as keyof AuditFilter];
    return value === undefined ? [] : [condition(add(value))];
  });
  if (after) conditions.push(`(recorded_at, sequence) < (${add(after.recordedAt)}::timestamptz, ${add(after.sequence)}::bigint)`);
  const text = `SELECT ${AUDIT_COLUMNS} FROM audit WHERE ${['namespace = $1', ...conditions].join(' AND ')}
    ORDER BY audit.recorded_at DESC, audit.sequence DESC LIMIT ${add(limit)}`;
  return { statement: { text }, values };
}
