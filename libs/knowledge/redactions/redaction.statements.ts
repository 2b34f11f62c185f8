import { rfc3339 } from '@stemedb/platform/database';

/** Members of a row that hold something, by name. */
const given = (columns: readonly string[]): string => `array_remove(ARRAY[${columns.map((column) => `CASE WHEN t.${column} IS NOT NULL THEN '${column}' END`).join(', ')}], NULL)`;

const ASSERTION_FIELDS = ['object', 'source_metadata', 'narrative', 'visual_hash', 'vector'];
const SOURCE_FIELDS = ['content', 'title', 'uri', 'author'];

const targets = (kind: string, keys: string, fields: readonly string[]): string => `
  SELECT '${kind}' AS kind, ${keys}, ${given(fields)} AS fields, r.fields AS redacted_fields, r.reason, ${rfc3339('r.recorded_at')} AS recorded_at
  FROM ${kind} t LEFT JOIN redaction r ON r.namespace = t.namespace AND r.kind = '${kind}' AND r.hash = t.hash
  WHERE t.namespace = $1 AND t.hash = $2 AND coalesce($3, '${kind}') = '${kind}'`;

/** What stands under an address, with its redaction where it has one. Values: namespace, hash, kind or null. */
export const FIND_TARGETS = `
  ${targets('assertion', 't.subject_key, t.predicate_key, t.predicate, t.object', ASSERTION_FIELDS)}
  UNION ALL
  ${targets('source', 'NULL, NULL, NULL, NULL', SOURCE_FIELDS)}`;

/** The trigger of the table lets a row become this, and nothing else, in the commit of its redaction. Values: namespace, hash. */
export const ERASE = {
  assertion: `
    UPDATE assertion SET object = 'null', source_metadata = NULL, narrative = NULL, visual_hash = NULL, vector = NULL,
      redacted_at = stemedb_recorded_at()
    WHERE namespace = $1 AND hash = $2`,
  source: `
    UPDATE source SET content = NULL, title = NULL, uri = NULL, author = NULL, redacted_at = stemedb_recorded_at()
    WHERE namespace = $1 AND hash = $2`,
} as const;

/** What a gate found in the claim may quote it. Values: namespace, subject key, hash. */
export const ERASE_QUARANTINE_DETAIL = `
  UPDATE quarantine SET detail = 'redacted' WHERE namespace = $1 AND subject_key = $2::bigint AND assertion_hash = $3`;
