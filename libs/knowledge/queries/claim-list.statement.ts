import { subjectFamily } from '@stemedb/knowledge/aliases';
import { CLAIM_COLUMNS, hex, subjectKey } from '@stemedb/knowledge/assertions';
import { AS_OF, type Call } from '@stemedb/platform/database';
import { hammingDistance } from './candidate.statements';
import { addClaimFilters, Conditions, holdAt, STATE_COLUMNS } from './claim-conditions';
import { canonicalSpelling } from './family';
import type { Moment } from '@stemedb/platform/time';
import type { QueryParameters } from './query.schema';

/** Where a page begins: behind this row. */
export interface ListPosition {
  readonly subject: string;
  readonly recordedAt: Moment;
  readonly hash: string;
}

/**
 * Lists claims: below a prefix in the order of their subjects, else newest first, both orders that an index delivers
 * and that concurrent writes cannot disturb, because nothing is ever recorded before the moment of the read. Those of one
 * subject are looked up by it and then sorted: in the order of the index they may lie behind all others.
 */
export function listClaims(
  namespace: string,
  query: QueryParameters,
  after: ListPosition | undefined,
  limit: number,
): Call {
  const where = new Conditions();
  where.add('a.namespace = ?', namespace);
  where.add(`a.recorded_at <= ${AS_OF}`);
  addPlace(where, namespace, query);
  addClaimFilters(where, query);
  addPicture(where, query);
  const byPrefix = query.subject_prefix !== undefined;
  if (after) addPosition(where, byPrefix, after);
  const family = addFamily(where, namespace, query);
  where.values.push(limit);
  // OFFSET keeps the hold a look-up for each claim of the page: as a join it was taken to leave so few claims that everything
  // was read and sorted for every page.
  const wanted = `assertion a WHERE ${where.texts.join(' AND ')} AND NOT EXISTS (${holdAt(AS_OF)} OFFSET 0)`;
  const text = `
    ${family}SELECT ${CLAIM_COLUMNS}, ${STATE_COLUMNS}
    FROM ${query.subject === undefined ? wanted : `(SELECT a.* FROM ${wanted} OFFSET 0) a`}
    ORDER BY ${byPrefix ? 'a.subject, a.recorded_at, a.hash' : 'a.recorded_at DESC, a.hash DESC'}
    LIMIT $${where.values.length}`;
  return { statement: { text }, values: where.values };
}

/** The subject with all that mean the same, for the conditions to look into; empty where nobody asks for it. */
function addFamily(where: Conditions, namespace: string, { subject, resolve_aliases }: QueryParameters): string {
  if (subject === undefined || !resolve_aliases) return '';
  const asked = [subjectKey(namespace, subject), subject];
  const canonical = canonicalSpelling(namespace, { subject, resolve_aliases });
  const spellings = canonical[1] === subject ? [asked] : [asked, canonical];
  const placed = spellings.map(([key, text]) => ({ key: where.place(key), subject: where.place(text) }));
  return `WITH family AS (${subjectFamily('$1', 'true', ...placed)}) `;
}

function addPlace(where: Conditions, namespace: string, query: QueryParameters): void {
  if (query.subject !== undefined && query.resolve_aliases) {
    where.add('a.subject_key = ANY(ARRAY(SELECT f.subject_key FROM family f)) AND a.subject = ANY(ARRAY(SELECT f.subject FROM family f))');
  } else if (query.subject !== undefined) {
    where.add('a.subject_key = ? AND a.subject = ?', subjectKey(namespace, query.subject), query.subject);
  }
  if (query.subject_prefix !== undefined) {
    // The column is collated bytewise, so a prefix is a range.
    where.add('a.subject >= ?', query.subject_prefix);
    const end = endOfPrefix(query.subject_prefix);
    if (end !== undefined) where.add('a.subject < ?', end);
  }
  if (query.predicate !== undefined) where.add('a.predicate = ?', query.predicate);
}

const LAST_CHARACTER = 0x10_ff_ff;
const LAST_BEFORE_SURROGATES = 0xd7_ff;
const FIRST_BEHIND_SURROGATES = 0xe0_00;

/** The first text behind all that begin with the prefix, undefined where there is none: UTF-8 sorts like code points. */
function endOfPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === LAST_CHARACTER) points.pop();
  const last = points.pop();
  if (last === undefined) return undefined;
  const next = last === LAST_BEFORE_SURROGATES ? FIRST_BEHIND_SURROGATES : last + 1;
  return String.fromCodePoint(...points, next);
}

function addPicture(where: Conditions, { visual_near, visual_threshold }: QueryParameters): void {
  if (visual_near === undefined) return;
  where.add(`${hammingDistance('a.visual_hash', '?::text')} <= ?`, visual_near, visual_threshold);
}

function addPosition(where: Conditions, byPrefix: boolean, after: ListPosition): void {
  if (byPrefix) {
    where.add('(a.subject, a.recorded_at, a.hash) > (?, ?::timestamptz, ?)', after.subject, after.recordedAt, hex(after.hash));
  } else {
    where.add('(a.recorded_at, a.hash) < (?::timestamptz, ?)', after.recordedAt, hex(after.hash));
  }
}
