import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '@stemedb/platform/database';
import { CURSOR_PART, decodeCursor, encodeCursor } from '@stemedb/platform/http';
import { listClaims, type ListPosition } from './claim-list.statement';
import { type ClaimFields, claimOf, type ClaimRow, type ClaimState, stateOf, type StateRow } from './claim-row.rules';
import { familyCalls } from './family';
import type { Moment } from '@stemedb/platform/time';
import type { QueryParameters } from './query.schema';

const DEFAULT_LIMIT = 50;
/** The moment of the first page, then the place of the last row. */
const SORT_KEY = [CURSOR_PART.moment, CURSOR_PART.text, CURSOR_PART.moment, CURSOR_PART.hash];

export interface ListedClaim extends ClaimFields {
  readonly state: ClaimState;
}

export interface ClaimPage {
  readonly as_of: Moment;
  /** Other subjects that mean the same and were asked as well. */
  readonly aliases_used: readonly string[];
  readonly items: readonly ListedClaim[];
  readonly next_cursor: string | null;
}

/** Lists the claims that match a query, page by page as of one moment. */
@Injectable()
export class ClaimListService {
  constructor(private readonly database: Database) {}

  /** @throws DomainError validation_failed for a cursor of another query, as_of_in_future */
  async list(namespace: string, query: QueryParameters): Promise<ClaimPage> {
    const fingerprint = fingerprintOf(namespace, query);
    const position = query.cursor === undefined ? undefined : decodeCursor(query.cursor, fingerprint, SORT_KEY);
    const limit = query.limit ?? DEFAULT_LIMIT;
    // Later pages stay in the moment of the first, so that what is written meanwhile neither shifts nor repeats rows.
    const call = listClaims(namespace, query, position && positionOf(position), limit + 1);
    const calls = [call, ...familyCalls(namespace, query)];
    const { asOf, rows: answers } = await this.database.readAt('claims', namespace, position?.[0] ?? query.as_of, calls);
    const [rows = [], family = []] = answers as unknown as [(ClaimRow & StateRow)[], { subject: string }[]];
    const items = rows.slice(0, limit).map((row): ListedClaim => ({ ...claimOf(row), state: stateOf(row) }));
    const last = items.at(-1);
    const more = rows.length > limit && last;
    return {
      as_of: asOf,
      aliases_used: family.map(({ subject }) => subject),
      items,
      next_cursor: more ? encodeCursor(fingerprint, [asOf, last.subject, last.recorded_at, last.hash]) : null,
    };
  }
}

function positionOf(parts: readonly string[]): ListPosition {
  const [, subject = '', recordedAt = '', hash = ''] = parts;
  return { subject, recordedAt, hash };
}

/** Everything that decides which rows a list holds, and in which order. */
function fingerprintOf(namespace: string, query: QueryParameters): string {
  const { limit: _limit, cursor: _cursor, ...rest } = query;
  return createHash('sha256').update(JSON.stringify([namespace, rest])).digest('base64url').slice(0, 16);
}
