import { AS_OF, rfc3339, type Statement } from '@stemedb/platform/database';

/** Most concept paths that may mean the same. Writing keeps to it, so that no reading has to cut a family short. */
export const MAX_FAMILY = 1_000;

/** Whether an alias stands at the moment of the read. */
const STANDS = `a.recorded_at <= ${AS_OF} AND (a.removed_at IS NULL OR a.removed_at > ${AS_OF})`;

/** Whether it stands within a commit, which nothing else can change before it ends. */
const STANDS_NOW = 'a.removed_at IS NULL';

/** SQL expressions for a subject and its key. */
export interface SubjectSql {
  readonly key: string;
  readonly subject: string;
}

/**
 * Every path has at most one alias of its own, and no chain is a cycle. So the aliases that hang together are a tree
 * with the canonical path at its root, and walking it both ways from any of its paths finds all of them. UNION visits
 * each path once, whatever the table holds. OFFSET keeps PostgreSQL from joining the whole table: each step is two
 * look-ups by index, also where the table was empty when the statement was planned.
 */
const familyWhere = (stands: string) => (namespace: string, resolve: string, ...subjects: readonly SubjectSql[]): string => `
  WITH RECURSIVE walk (subject_key, subject) AS (
    VALUES ${subjects.map(({ key, subject }) => `((${key})::bigint, (${subject})::text COLLATE "C")`).join(', ')}
    UNION
    SELECT next.subject_key, next.subject FROM walk CROSS JOIN LATERAL (
      SELECT a.canonical_key AS subject_key, a.canonical AS subject FROM alias a
      WHERE a.namespace = ${namespace} AND a.alias = walk.subject AND ${stands}
      UNION ALL
      SELECT a.alias_key, a.alias FROM alias a
      WHERE a.namespace = ${namespace} AND a.canonical = walk.subject AND ${stands}
      OFFSET 0) next
    WHERE ${resolve})
  SELECT subject_key, subject FROM walk LIMIT ${MAX_FAMILY}`;

/**
 * SQL for the subjects that mean the same as some at the moment of the read, these among them, to be used as
 * `WITH family AS (…)` (RECURSIVE does no harm) in a statement of `readAt`. Rows: subject_key bigint, subject text
 * COLLATE "C"; at most MAX_FAMILY, in no particular order.
 *
 * @param namespace SQL expression
 * @param resolve SQL expression for a boolean; false leaves the subjects alone
 * @param subjects at least one; several for one subject in several spellings
 */
export const subjectFamily = familyWhere(STANDS);

const currentFamily = familyWhere(STANDS_NOW);

const COLUMNS = `a.alias, a.canonical, a.confidence, a.reason, a.created_by, ${rfc3339('a.recorded_at')} AS recorded_at`;

/** Values: namespace, alias. */
export const FIND_STANDING = `SELECT ${COLUMNS} FROM alias a WHERE a.namespace = $1 AND a.alias = $2 AND ${STANDS_NOW}`;

/**
 * All paths that would mean the same, and whether the canonical one leads to the alias already. Values: namespace, alias
 * and its key, canonical path and its key.
 */
export const FIND_FAMILIES = `
  SELECT subject = $4 AS closes_cycle FROM (${currentFamily('$1', 'true', { key: '$3', subject: '$2' })}) of_alias
  UNION ALL
  SELECT false FROM (${currentFamily('$1', 'true', { key: '$5', subject: '$4' })}) of_canonical`;

/** Values: namespace, alias, canonical, their keys, confidence, reason, author, API key. */
export const INSERT_ALIAS = `
  INSERT INTO alias (namespace, alias, canonical, alias_key, canonical_key, confidence, reason, created_by, key_id)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

/** Values: namespace, alias. */
export const REMOVE_ALIAS = `
  WITH a AS (
    UPDATE alias SET removed_at = stemedb_recorded_at() WHERE namespace = $1 AND alias = $2 AND removed_at IS NULL RETURNING *)
  SELECT ${COLUMNS}, ${rfc3339('a.removed_at')} AS removed_at FROM a`;

/** The aliases from a path to its canonical end, in order. Values: namespace, path. */
export const FIND_CHAIN: Statement = {
  name: 'find_alias_chain',
  text: `
    WITH RECURSIVE chain (path, position) AS (
      SELECT $2::text COLLATE "C", 0
      UNION ALL
      SELECT next.canonical, chain.position + 1 FROM chain CROSS JOIN LATERAL (
        SELECT a.canonical FROM alias a WHERE a.namespace = $1 AND a.alias = chain.path AND ${STANDS} LIMIT 1) next
      WHERE chain.position < ${MAX_FAMILY})
    SELECT ${COLUMNS} FROM chain JOIN alias a ON a.namespace = $1 AND a.alias = chain.path AND ${STANDS}
    ORDER BY chain.position`,
};

/** Everything that means the same as a path, itself included. Values: namespace, path, its key. */
export const FIND_FAMILY: Statement = {
  name: 'find_alias_family',
  text: `SELECT subject FROM (${subjectFamily('$1', 'true', { key: '$3', subject: '$2' })}) family ORDER BY subject`,
};

/**
 * By alias, bytewise. Without a name, so that each filter gets the plan that suits it. Values: namespace, alias to begin
 * behind, then the first and the last text that the alias and the canonical path may be, and the most rows.
 */
export const LIST_ALIASES: Statement = {
  text: `
    SELECT ${COLUMNS} FROM alias a
    WHERE a.namespace = $1 AND a.alias > $2 AND a.alias BETWEEN $3 AND $4 AND a.canonical BETWEEN $5 AND $6 AND ${STANDS}
    ORDER BY a.alias LIMIT $7`,
};
