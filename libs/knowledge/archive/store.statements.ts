import { rfc3339 } from '@stemedb/platform/database';
import { insertText, readList } from './column.rules';
import type { RecordKind, Reference } from './record-kind.rules';

/** Tables in which a namespace first shows. A survey shows these of every namespace, and nothing else. */
const SURVEYED = ['commit_log', 'audit_checkpoint'];

/** Finds the namespaces by leaping from one to the next along the primary key. */
const leapThrough = (table: string): string => `
  (WITH RECURSIVE found AS (
    (SELECT namespace FROM ${table} ORDER BY namespace LIMIT 1)
    UNION ALL
    SELECT (SELECT t.namespace FROM ${table} t WHERE t.namespace > found.namespace ORDER BY t.namespace LIMIT 1)
    FROM found WHERE found.namespace IS NOT NULL)
  SELECT namespace FROM found WHERE namespace IS NOT NULL)`;

export const NAMESPACES = SURVEYED.map(leapThrough).join(' UNION ');

/** The lock that a commit takes, shared: while it is held no commit of the namespace is on its way. */
export const LOCK_NAMESPACE = `SELECT pg_advisory_lock_shared(hashtextextended('stemedb.commit:' || $1, 0))`;

/** The moment of a snapshot that was taken while no commit was on its way: nothing will ever be recorded before it. */
export const SETTLED = `SELECT ${rfc3339(`greatest(clock_timestamp() - interval '1 microsecond', max(recorded_at))`)} AS as_of
  FROM commit_log WHERE namespace = ANY($1)`;

export const CURSOR = 'archived';

/** A cursor over the records of one kind in one namespace, in the order of an archive. The namespace is valid by its form. */
export function declareCursor({ table, columns, renamed, key }: RecordKind, namespace: string): string {
  const order = key.map((column) => `t.${column}`).join(', ');
  return `DECLARE ${CURSOR} NO SCROLL CURSOR FOR
    SELECT ${readList(columns, renamed)} FROM ${table} t WHERE t.namespace = '${namespace}' ORDER BY ${order}`;
}

/** A cursor over the names of the records of a kind whose counterpart is missing. */
export function declareLost(kind: RecordKind, reference: Reference, target: RecordKind, namespace: string): string {
  const named = kind.columns[kind.named];
  if (named === undefined) throw new Error(`${kind.kind} has no column ${kind.named}`);
  const columns = Object.entries(reference.columns);
  const refers = [...columns.map(([own]) => `t.${own} IS NOT NULL`), ...saying('t', reference.where)].join(' AND ');
  const matching = [...columns.map(([own, other]) => `o.${other} = t.${own}`), ...saying('o', reference.saying)];
  return `DECLARE ${CURSOR} NO SCROLL CURSOR FOR
    SELECT ${readList({ [kind.named]: named })} FROM ${kind.table} t WHERE t.namespace = '${namespace}' AND ${refers}
    AND NOT EXISTS (SELECT FROM ${target.table} o WHERE ${['o.namespace = t.namespace', ...matching].join(' AND ')})`;
}

const saying = (alias: string, words: Readonly<Record<string, string>> = {}): string[] =>
  Object.entries(words).map(([column, word]) => `${alias}.${column} = '${word}'`);

export const insertRecords = ({ table, columns, renamed, initial }: RecordKind): string => insertText(table, columns, renamed, initial);
