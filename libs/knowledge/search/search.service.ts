import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Projector } from '@stemedb/knowledge/projections';
import { claimOf, type ClaimRow, type ListedClaim, stateOf, type StateRow } from '@stemedb/knowledge/queries';
import { Database } from '@stemedb/platform/database';
import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';
import { CURSOR_PART, decodeCursor, encodeCursor } from '@stemedb/platform/http';
import type { Moment } from '@stemedb/platform/time';
import { searchedTexts } from './search-document.rules';
import { parseSearch, type SearchQuery } from './search-query.rules';
import { SEARCH_PROJECTION } from './search.projection';
import type { SearchParameters } from './search.schema';
import { findClaims, type SearchPosition } from './search.statements';
import { type Snippet, snippetsOf } from './snippet.rules';

/** The moment of the first page, then the place of the last claim. */
const isRank = (part: string): boolean => /^\d(\.\d{1,12})?(e-\d{1,2})?$/.test(part);
const SORT_KEY = [CURSOR_PART.moment, isRank, CURSOR_PART.moment, CURSOR_PART.hash];

export interface FoundClaim extends ListedClaim {
  readonly rank: number;
  readonly snippets: readonly Snippet[];
}

export interface SearchPage {
  readonly as_of: Moment;
  readonly items: readonly FoundClaim[];
  readonly next_cursor: string | null;
}

type FoundRow = ClaimRow & StateRow & { readonly rank: string };

/** Finds claims by their words, page by page as of one moment. */
@Injectable()
export class SearchService {
  constructor(
    private readonly database: Database,
    private readonly projector: Projector,
  ) {}

  /** @throws DomainError validation_failed for a query without a word or a cursor of another one, as_of_in_future, projection_behind */
  async search(namespace: string, parameters: SearchParameters): Promise<SearchPage> {
    const fingerprint = fingerprintOf(namespace, parameters);
    const key = parameters.cursor === undefined ? undefined : decodeCursor(parameters.cursor, fingerprint, SORT_KEY);
    const query = wordsIn(parameters.q);
    const asOf = await this.projector.settle(namespace, SEARCH_PROJECTION, key?.[0] ?? parameters.as_of);
    const calls = findClaims(namespace, query, parameters, key && positionOf(key));
    const { rows: answers } = await this.database.readAt('search', namespace, asOf, calls);
    const rows = (answers[1] ?? []) as unknown as FoundRow[];
    const last = rows.length > parameters.limit ? rows[parameters.limit - 1] : undefined;
    return {
      as_of: asOf,
      items: rows.slice(0, parameters.limit).map((row) => foundClaim(row, query)),
      next_cursor: last ? encodeCursor(fingerprint, [asOf, last.rank, last.recorded_at, last.hash]) : null,
    };
  }
}

function wordsIn(q: string): SearchQuery {
  const query = parseSearch(q);
  if (query) return query;
  throw new DomainError(PLATFORM_ERRORS.validation_failed, 'q: there is no word to look for', {
    errors: [{ path: 'q', message: 'expected at least one word' }],
  });
}

function foundClaim(row: FoundRow, query: SearchQuery): FoundClaim {
  const snippets = snippetsOf(searchedTexts(row), query.wanted);
  return { ...claimOf(row), state: stateOf(row), rank: Number(row.rank), snippets };
}

function positionOf(parts: readonly string[]): SearchPosition {
  const [, rank = '', recordedAt = '', hash = ''] = parts;
  return { rank, recordedAt, hash };
}

/** Everything that decides which claims are found, and in which order. */
function fingerprintOf(namespace: string, parameters: SearchParameters): string {
  const { limit: _limit, cursor: _cursor, ...rest } = parameters;
  return createHash('sha256').update(JSON.stringify(['search', namespace, rest])).digest('base64url').slice(0, 16);
}
