import { AS_OF, rfc3339, type Statement } from '@stemedb/platform/database';
import { FEED_KINDS, type FeedKind, keyFormOf, rankOf } from './feed-kind.rules';
import { hexText, RECORD_KINDS, type RecordKind } from './feed-record.statements';

type Direction = 'oldest_first' | 'newest_first';

const ORDER = { oldest_first: 'ASC', newest_first: 'DESC' } as const;
const BEYOND = { oldest_first: '>', newest_first: '<' } as const;

/**
 * A page of the feed from a position on, up to the moment of the read. Values: namespace, the position's moment, rank
 * and key, how many.
 *
 * Every kind gives its first rows from its own index, and the first of all of these are the page. Signatures come last:
 * most of them stand in their claim's event, so that only those of the span that the other kinds fill are looked
 * through.
 */
const page = (direction: Direction): Statement => {
  const others = FEED_KINDS.filter((kind) => kind !== 'signature');
  return {
    name: `feed_${direction}`,
    text: `
      WITH other AS MATERIALIZED (
        SELECT * FROM (${others.flatMap((kind) => branches(kind, direction)).join(' UNION ALL ')}) AS kinds
        ORDER BY ${sortKey(direction)} LIMIT $5),
      page AS MATERIALIZED (
        SELECT * FROM (SELECT * FROM other UNION ALL ${branches('signature', direction, withinSpan(direction)).join(' UNION ALL ')}) AS kinds
        ORDER BY ${sortKey(direction)} LIMIT $5)
      SELECT ${rfc3339('page.moment')} AS moment, page.rank, page.key, ${rfc3339('page.held_since')} AS held_since, page.hash,
        coalesce(page.subject, claim.subject) AS subject, claim.predicate, page.detail
      FROM page LEFT JOIN LATERAL (
        SELECT a.subject, a.predicate FROM assertion a WHERE a.namespace = $1 AND a.hash = page.claim LIMIT 1) AS claim ON true
      ORDER BY ${sortKey(direction, 'page.')}`,
  };
};

const sortKey = (direction: Direction, row = ''): string =>
  ['moment', 'rank', 'key COLLATE "C"'].map((part) => `${row}${part} ${ORDER[direction]}`).join(', ');

/** What the other kinds leave open: a full page ends with its last row, any other reaches to the end. */
function withinSpan(direction: Direction): string {
  const [past, step, comparison, end] = direction === 'oldest_first' ? ['<', '-', '<=', 'infinity'] : ['>', '+', '>=', '-infinity'];
  const behind = `other.rank ${past} ${rankOf('signature')}`;
  return `${comparison} coalesce((
    SELECT CASE WHEN ${behind} THEN other.moment ${step} interval '1 microsecond' ELSE other.moment END
    FROM other ORDER BY other.moment ${ORDER[direction]}, other.rank ${ORDER[direction]} OFFSET $5 - 1 LIMIT 1), '${end}')`;
}

/**
 * The rows of one kind. What hangs on a claim that was held back appears when the claim is approved, as if it had been
 * recorded then; nobody has seen a feed without it that went further.
 */
function branches(kind: FeedKind, direction: Direction, within?: string): string[] {
  const record = RECORD_KINDS[kind];
  const span = (moment: string): string[] => (within === undefined ? [] : [`${moment} ${within}`]);
  const own = { from: `${record.table} r`, moment: record.moment, heldSince: 'NULL::timestamptz' };
  if (record.claim === undefined) return [branch(kind, record, direction, { ...own, conditions: span(own.moment) })];
  const released = {
    from: `quarantine q JOIN ${record.table} r ON r.namespace = $1 AND r.subject_key = q.subject_key AND ${record.claim} = q.assertion_hash`,
    moment: 'q.decided_at',
    heldSince: record.moment,
  };
  return [
    branch(kind, record, direction, { ...own, conditions: [neverHeld(record.claim), ...span(own.moment)] }),
    branch(kind, record, direction, {
      ...released,
      conditions: [`q.namespace = $1 AND q.decision = 'approved' AND q.decided_at > r.recorded_at`, ...span(released.moment)],
    }),
  ];
}

/** Looked up row by row, so that the order of the index is kept. */
const neverHeld = (claim: string): string => `coalesce((
  SELECT coalesce(q.decision = 'approved' AND q.decided_at <= r.recorded_at, false) FROM quarantine q
  WHERE q.namespace = $1 AND q.subject_key = r.subject_key AND q.assertion_hash = ${claim}), true)`;

/** The first moment that can hold a row of the kind. */
const firstMoment = (rank: number, direction: Direction): string =>
  direction === 'oldest_first'
    ? `>= CASE WHEN ${rank} < $3::int THEN $2::timestamptz + interval '1 microsecond' ELSE $2::timestamptz END`
    : `<= CASE WHEN ${rank} <= $3::int THEN $2::timestamptz ELSE $2::timestamptz - interval '1 microsecond' END`;

interface Place {
  readonly from: string;
  readonly moment: string;
  readonly heldSince: string;
  readonly conditions: readonly string[];
}

function branch(kind: FeedKind, record: RecordKind, direction: Direction, place: Place): string {
  const rank = rankOf(kind);
  const isText = keyFormOf(kind) === 'text';
  // One moment stands for all kinds: those before the position's kind begin behind it, those after it with it. No key is
  // empty, so that an empty one stands before every row of its moment.
  const startMoment = `CASE WHEN ${rank} < $3::int THEN $2::timestamptz + interval '1 microsecond' ELSE $2::timestamptz END`;
  const startKey = `CASE WHEN ${rank} = $3::int THEN ${isText ? '$4::text' : `decode($4::text, 'hex')`} ELSE '' END`;
  const conditions = [
    'r.namespace = $1',
    `(${place.moment}, ${record.key}) ${BEYOND[direction]} (${startMoment}, ${startKey})`,
    // Of a key that is put together an index knows nothing; of the moment it does.
    `${place.moment} ${firstMoment(rank, direction)}`,
    `${place.moment} <= ${AS_OF}`,
    ...place.conditions,
    ...(record.condition === undefined ? [] : [record.condition]),
  ];
  return `(
    SELECT ${place.moment} AS moment, ${rank} AS rank, ${isText ? record.key : hexText(record.key)} AS key,
      ${place.heldSince} AS held_since, ${record.hash} AS hash, ${record.claim ?? 'NULL::bytea'} AS claim,
      ${record.subject ?? 'NULL::text'} AS subject, ${record.detail} AS detail
    FROM ${place.from} WHERE ${conditions.join(' AND ')}
    ORDER BY ${place.moment} ${ORDER[direction]}, ${record.key} ${ORDER[direction]} LIMIT $5)`;
}

export const FEED_PAGES: Readonly<Record<Direction, Statement>> = { oldest_first: page('oldest_first'), newest_first: page('newest_first') };

export type FeedDirection = Direction;

/** The moment of the last commit. */
export const LAST_COMMIT: Statement = {
  name: 'feed_last_commit',
  text: `SELECT ${rfc3339('max(recorded_at)')} AS recorded_at FROM commit_log WHERE namespace = $1`,
};
