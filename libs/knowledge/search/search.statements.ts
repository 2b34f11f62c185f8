import { CLAIM_COLUMNS, hex } from '@stemedb/knowledge/assertions';
import { addClaimFilters, Conditions, holdAt, STATE_COLUMNS } from '@stemedb/knowledge/queries';
import { AS_OF, type Call, type Statement } from '@stemedb/platform/database';
import type { Moment } from '@stemedb/platform/time';
import { namespaceWord } from './search-document.rules';
import type { SearchQuery } from './search-query.rules';
import type { SearchParameters } from './search.schema';

/** Values: namespace, then arrays of subject keys, predicate keys, hashes, moments and documents. */
export const INSERT_DOCUMENTS: Statement = {
  text: `
    INSERT INTO search_document (namespace, subject_key, predicate_key, hash, recorded_at, document)
    SELECT $1, subject_key, predicate_key, hash, recorded_at, document::tsvector
    FROM unnest($2::bigint[], $3::bigint[], $4::bytea[], $5::timestamptz[], $6::text[])
      AS given (subject_key, predicate_key, hash, recorded_at, document)`,
};

/** Lets the rest of a transaction see the documents that match a query. Its value is the query. */
export const OPEN_DOCUMENTS: Statement = { name: 'open_documents', text: `SELECT set_config('stemedb.search', $1, true)` };

/** A row can be removed by who may see it. Values: namespace, subject key, predicate key, hash. */
export const DELETE_DOCUMENT: Statement = {
  text: 'DELETE FROM search_document WHERE namespace = $1 AND subject_key = $2 AND predicate_key = $3 AND hash = $4',
};

/** Where a page begins: behind this claim. */
export interface SearchPosition {
  /** As PostgreSQL writes a real number, so that it compares like the one it came from. */
  readonly rank: string;
  readonly recordedAt: Moment;
  readonly hash: string;
}

/** Hands the query to the policy of the documents: without one there are none. */
function openDocuments(namespace: string, query: SearchQuery): Call {
  return { statement: OPEN_DOCUMENTS, values: [`${namespaceWord(namespace)} & (${query.text})`] };
}

/** The calls of a search, of which the last one has the claims: best first, then newest, then by address. */
export function findClaims(
  namespace: string,
  query: SearchQuery,
  parameters: SearchParameters,
  after: SearchPosition | undefined,
): Call[] {
  const where = new Conditions();
  where.add('d.namespace = ?', namespace);
  const rank = `ts_rank(d.document, ${where.place(query.text)}::tsquery)`;
  const { subject_prefix: prefix, predicate } = parameters;
  if (prefix !== undefined) where.add('starts_with(a.subject, ?)', prefix);
  if (predicate !== undefined) where.add('a.predicate = ?', predicate);
  addClaimFilters(where, parameters);
  const behind = after ? `WHERE ${positionBehind(where, after)}` : '';
  const limit = where.place(parameters.limit + 1);
  const text = `
    WITH matching AS (
      SELECT a.namespace, a.subject_key, a.predicate_key, a.hash, a.recorded_at, ${rank} AS rank
      FROM search_document d
      JOIN assertion a ON a.namespace = d.namespace AND a.subject_key = d.subject_key
        AND a.predicate_key = d.predicate_key AND a.hash = d.hash
      WHERE d.recorded_at <= ${AS_OF} AND ${where.texts.join(' AND ')} AND NOT EXISTS (${holdAt(AS_OF)})
    ), page AS (
      SELECT * FROM matching ${behind} ORDER BY rank DESC, recorded_at DESC, hash LIMIT ${limit}
    )
    SELECT ${CLAIM_COLUMNS}, ${STATE_COLUMNS}, page.rank::text AS rank
    FROM page
    JOIN assertion a ON a.namespace = page.namespace AND a.subject_key = page.subject_key
      AND a.predicate_key = page.predicate_key AND a.hash = page.hash
    ORDER BY page.rank DESC, page.recorded_at DESC, page.hash`;
  return [openDocuments(namespace, query), { statement: { text }, values: where.values }];
}

function positionBehind(where: Conditions, after: SearchPosition): string {
  const rank = `${where.place(after.rank)}::real`;
  const recordedAt = `${where.place(after.recordedAt)}::timestamptz`;
  const hash = where.place(hex(after.hash));
  return `(rank < ${rank} OR (rank = ${rank} AND (recorded_at < ${recordedAt} OR (recorded_at = ${recordedAt} AND hash > ${hash}))))`;
}
