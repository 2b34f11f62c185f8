import { Injectable } from '@nestjs/common';
import { Database } from '@stemedb/platform/database';
import { DomainError } from '@stemedb/platform/errors';
import type { Moment } from './moment.rules';
import { QUERY_ERRORS } from './query.errors';

const MAX_REMEMBERED = 10_000;

/**
 * Fixes the moment that an answer stands for. Whatever has been recorded by then is visible, and nothing will ever be
 * recorded before it, so the same question with the same as_of has the same answer for ever.
 */
@Injectable()
export class HorizonService {
  /** The latest moment known to be out of reach of every commit, by namespace. */
  private readonly settled = new Map<string, Moment>();

  constructor(private readonly database: Database) {}

  /**
   * @param asOf what the reader asked for; undefined is the present
   * @throws DomainError as_of_in_future (422)
   */
  async settle(namespace: string, asOf: Moment | undefined): Promise<Moment> {
    if (asOf !== undefined && asOf <= (this.settled.get(namespace) ?? '')) return asOf;
    const horizon = await this.database.horizon(namespace);
    this.remember(namespace, horizon);
    if (asOf === undefined) return horizon;
    if (asOf <= horizon) return asOf;
    throw new DomainError(QUERY_ERRORS.as_of_in_future, `as_of lies after ${horizon}, the present of the store`, {
      errors: [{ path: 'as_of', message: 'expected a moment that has passed' }],
    });
  }

  private remember(namespace: string, horizon: Moment): void {
    if (this.settled.size >= MAX_REMEMBERED) this.settled.clear();
    this.settled.set(namespace, horizon);
  }
}
