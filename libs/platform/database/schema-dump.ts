import type { Client } from 'pg';
import { withClient } from './migrate';

/**
 * The schema of a store as SQL text, the same for the same schema on every supported PostgreSQL. It holds what a
 * comparison of entities does not notice: functions, triggers, policies, and whatever else stands in the schema.
 */
export function dumpSchema(url: string): Promise<string> {
  return withClient(url, async (client) => {
    const parts: string[] = [];
    for (const query of [FUNCTIONS, TABLES, INDEXES, TRIGGERS, ROW_SECURITY, POLICIES, OTHERS]) {
      parts.push(...(await linesOf(client, query)));
    }
    return `${parts.join('\n\n')}\n`;
  });
}

async function linesOf(client: Client, query: string): Promise<string[]> {
  const answer = await client.query<{ line: string }>(query);
  return answer.rows.map(({ line }) => line);
}

const OWN = `(SELECT oid FROM pg_namespace WHERE nspname = 'public')`;

const FUNCTIONS = `
  SELECT rtrim(pg_get_functiondef(oid)) || ';' AS line FROM pg_proc WHERE pronamespace = ${OWN} ORDER BY proname, oid::regprocedure::text`;

/** PostgreSQL 18 lists NOT NULL as constraints of their own; they are in the columns already. */
const TABLES = `
  SELECT format(E'CREATE TABLE %I (\\n  %s\\n);', c.relname, array_to_string(
    ARRAY(
      SELECT format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod))
        || CASE WHEN a.attcollation <> t.typcollation THEN format(' COLLATE %I', l.collname) ELSE '' END
        || CASE WHEN d.adbin IS NULL THEN '' ELSE ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) END
        || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
      FROM pg_attribute a
      JOIN pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_collation l ON l.oid = a.attcollation
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum)
    || ARRAY(
      SELECT format('CONSTRAINT %I %s', conname, pg_get_constraintdef(oid)) FROM pg_constraint
      WHERE conrelid = c.oid AND contype <> 'n' AND contype <> 't' ORDER BY contype DESC, conname COLLATE "C"), E',\\n  ')) AS line
  FROM pg_class c WHERE c.relnamespace = ${OWN} AND c.relkind IN ('r', 'p') ORDER BY c.relname COLLATE "C"`;

const INDEXES = `
  SELECT pg_get_indexdef(i.indexrelid) || ';' AS line FROM pg_index i
  JOIN pg_class c ON c.oid = i.indexrelid
  WHERE c.relnamespace = ${OWN} AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)
  ORDER BY c.relname COLLATE "C"`;

const TRIGGERS = `
  SELECT pg_get_triggerdef(t.oid) || ';' || CASE t.tgenabled WHEN 'O' THEN '' ELSE format(E'\\nALTER TABLE %I %s TRIGGER %I;', c.relname,
    CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, t.tgname) END AS line
  FROM pg_trigger t
  JOIN pg_class c ON c.oid = t.tgrelid
  WHERE c.relnamespace = ${OWN} AND NOT t.tgisinternal ORDER BY t.tgname COLLATE "C"`;

const ROW_SECURITY = `
  SELECT format('ALTER TABLE %I %s ROW LEVEL SECURITY;', relname, setting) AS line
  FROM pg_class, unnest(ARRAY['ENABLE', 'FORCE']) AS setting
  WHERE relnamespace = ${OWN} AND CASE setting WHEN 'ENABLE' THEN relrowsecurity ELSE relforcerowsecurity END
  ORDER BY relname COLLATE "C", setting`;

const POLICIES = `
  SELECT format('CREATE POLICY %I ON %I AS %s FOR %s%s USING (%s) WITH CHECK (%s);', policyname, tablename, permissive, cmd,
    CASE roles WHEN '{public}' THEN '' ELSE ' TO ' || array_to_string(roles, ', ') END, qual, with_check) AS line
  FROM pg_policies WHERE schemaname = 'public' ORDER BY policyname COLLATE "C"`;

/** Nothing of the kind is ours: views, rules, types, and sequences that no column owns. */
const OTHERS = `
  SELECT line FROM (
    SELECT format('CREATE VIEW %I AS %s', relname, pg_get_viewdef(oid)) FROM pg_class WHERE relnamespace = ${OWN} AND relkind IN ('v', 'm')
    UNION ALL SELECT definition FROM pg_rules WHERE schemaname = 'public'
    UNION ALL SELECT format('CREATE TYPE %I;', typname) FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid
      WHERE typnamespace = ${OWN} AND (typtype IN ('d', 'e', 'r') OR c.relkind = 'c')
    UNION ALL SELECT format('CREATE SEQUENCE %I;', relname) FROM pg_class c WHERE relnamespace = ${OWN} AND relkind = 'S'
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype IN ('a', 'i'))
  ) other (line) ORDER BY line COLLATE "C"`;
