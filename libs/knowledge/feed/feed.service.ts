import { Injectable } from '@nestjs/common';
import { BEGINNING_WORD, type FeedPage, type FeedQuery } from './feed.dto';
import { FeedRepository } from './feed.repository';
import { BEGINNING, decodeNewestFirst, decodePosition, encodeNewestFirst, encodePosition, endOf, later, type Position } from './position.rules';

/** Behind everything that can be recorded. */
const END_OF_TIME = endOf('9999-12-31T23:59:59.999999Z');

/** What was recorded, page by page. */
@Injectable()
export class FeedService {
  constructor(private readonly feed: FeedRepository) {}

  /** @throws DomainError validation_failed (400) for a cursor or id of something else, as_of_in_future (422) */
  list(namespace: string, query: FeedQuery): Promise<FeedPage> {
    return query.after === undefined ? this.newestFirst(namespace, query) : this.oldestFirst(namespace, query, readAfter(query.after));
  }

  /** Later pages stay in the moment of the first. */
  private async newestFirst(namespace: string, query: FeedQuery): Promise<FeedPage> {
    const place = query.cursor === undefined ? undefined : decodeNewestFirst(query.cursor, query.as_of);
    const from = place?.last ?? END_OF_TIME;
    const { asOf, events } = await this.feed.read(namespace, 'newest_first', from, place?.asOf ?? query.as_of, query.limit + 1);
    const items = events.slice(0, query.limit);
    const last = items.at(-1)?.position;
    const next = events.length > query.limit && last ? encodeNewestFirst(query.as_of, { asOf, last }) : null;
    return { as_of: asOf, items: items.map(({ event }) => event), next_cursor: next, position: encodePosition(endOf(asOf)) };
  }

  /** Each page stands for its own present, unless one moment is asked for: the list grows at the end that is read last. */
  private async oldestFirst(namespace: string, query: FeedQuery, after: Position): Promise<FeedPage> {
    const { asOf, events } = await this.feed.read(namespace, 'oldest_first', after, query.as_of, query.limit + 1);
    const items = events.slice(0, query.limit);
    const more = events.length > query.limit;
    const position = encodePosition(more ? (items.at(-1)?.position ?? after) : later(after, endOf(asOf)));
    return { as_of: asOf, items: items.map(({ event }) => event), next_cursor: more ? position : null, position };
  }
}

/** @throws DomainError validation_failed at `after` */
export function readAfter(text: string): Position {
  return text === BEGINNING_WORD ? BEGINNING : decodePosition(text, 'after');
}
