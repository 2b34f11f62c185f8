import { Injectable } from '@nestjs/common';
import { Database } from '@stemedb/platform/database';
import type { Moment } from '@stemedb/platform/time';
import type { FeedEvent } from './feed.dto';
import { FEED_KINDS } from './feed-kind.rules';
import { type FeedDirection, FEED_PAGES, LAST_COMMIT } from './feed.statements';
import { encodePosition, type Position } from './position.rules';

/** An event and its place, which its id says in an opaque form. */
export interface PlacedEvent {
  readonly position: Position;
  readonly event: FeedEvent;
}

export interface FeedRows {
  readonly asOf: Moment;
  readonly events: readonly PlacedEvent[];
}

interface Row {
  readonly moment: Moment;
  readonly rank: number;
  readonly key: string;
  readonly held_since: Moment | null;
  readonly hash: string | null;
  readonly subject: string | null;
  readonly predicate: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

@Injectable()
export class FeedRepository {
  constructor(private readonly database: Database) {}

  /**
   * The next events from a position on, in the order that is asked for.
   *
   * @param asked the moment that the answer stands for; undefined is the present
   * @throws DomainError as_of_in_future (422)
   */
  async read(namespace: string, direction: FeedDirection, from: Position, asked: Moment | undefined, limit: number): Promise<FeedRows> {
    const values = [namespace, from.moment, from.rank, from.key, limit];
    const { asOf, rows } = await this.database.readAt('feed', namespace, asked, [{ statement: FEED_PAGES[direction], values }]);
    return { asOf, events: ((rows[0] ?? []) as unknown as Row[]).map(placed) };
  }

  /** A moment behind which nothing will be recorded any more. */
  present(namespace: string): Promise<Moment> {
    return this.database.present(namespace);
  }

  /** Undefined where nothing was ever recorded. */
  async lastCommit(namespace: string): Promise<Moment | undefined> {
    const call = { statement: LAST_COMMIT, values: [namespace] };
    const [row] = await this.database.query<{ recorded_at: Moment | null }>('feed_poll', namespace, call);
    return row?.recorded_at ?? undefined;
  }
}

function placed(row: Row): PlacedEvent {
  const { moment, rank, key, held_since, hash, subject, predicate, detail } = row;
  const position = { moment, rank, key };
  const kind = FEED_KINDS[rank];
  if (kind === undefined) throw new Error(`No kind has the rank ${rank}`);
  return { position, event: { id: encodePosition(position), kind, recorded_at: moment, held_since, hash, subject, predicate, detail } };
}
