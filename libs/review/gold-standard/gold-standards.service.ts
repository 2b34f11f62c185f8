import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Principal } from '@stemedb/access/api-keys';
import { UUID_PATTERN } from '@stemedb/access/audit';
import { DomainError } from '@stemedb/platform/errors';
import { CURSOR_PART, decodeCursor, encodeCursor } from '@stemedb/platform/http';
import type {
  CreateGoldStandard,
  GoldStandardList,
  GoldStandardView,
  ListGoldStandardsQuery,
  RemoveGoldStandard,
  RemoveGoldStandardResponse,
} from './gold-standard.dto';
import { GOLD_STANDARD_ERRORS } from './gold-standard.errors';
import { GoldStandardRepository } from './gold-standard.repository';

/** The moment of the first page, then the place of the last row. */
const SORT_KEY = [CURSOR_PART.moment, CURSOR_PART.moment, (part: string) => UUID_PATTERN.test(part)];

@Injectable()
export class GoldStandardsService {
  constructor(private readonly golds: GoldStandardRepository) {}

  /**
   * Fixes the right answer of a pair; resolves when it is durable.
   *
   * @throws DomainError gold_standard_exists (409)
   */
  create(request: CreateGoldStandard, { namespace, keyId }: Principal): Promise<GoldStandardView> {
    const { subject, predicate, object, tolerance = null, note } = request;
    const gold = { id: randomUUID(), subject, predicate, object, tolerance, note };
    return this.golds.commit(namespace, async (commit) => {
      const standing = await commit.findCurrent(subject, predicate);
      if (standing) throw new DomainError(GOLD_STANDARD_ERRORS.gold_standard_exists, `It stands since ${standing.recorded_at}; remove that first`);
      await commit.insert(gold, keyId);
      return { ...gold, recorded_at: commit.recordedAt };
    });
  }

  /**
   * Ends a gold standard; what was counted by it stays.
   *
   * @throws DomainError gold_standard_not_found (404)
   */
  remove({ subject, predicate }: RemoveGoldStandard, { namespace, keyId }: Principal): Promise<RemoveGoldStandardResponse> {
    return this.golds.commit(namespace, async (commit) => {
      const standing = await commit.findCurrent(subject, predicate);
      if (!standing) throw new DomainError(GOLD_STANDARD_ERRORS.gold_standard_not_found, 'This pair has no gold standard');
      return { ...standing, status: 'removed', removed_at: await commit.remove(standing, keyId) };
    });
  }

  /**
   * Newest first, all pages as of the moment of the first.
   *
   * @throws DomainError validation_failed for a cursor of another list (400), as_of_in_future (422)
   */
  async list(namespace: string, query: ListGoldStandardsQuery): Promise<GoldStandardList> {
    const fingerprint = JSON.stringify(['gold_standards', namespace, query.as_of]);
    const [moment, recordedAt = '', id = ''] = query.cursor === undefined ? [] : decodeCursor(query.cursor, fingerprint, SORT_KEY);
    const after = moment === undefined ? undefined : { recordedAt, id };
    const { asOf, rows } = await this.golds.list(namespace, moment ?? query.as_of, after, query.limit + 1);
    const items = rows.slice(0, query.limit);
    const last = items.at(-1);
    const more = rows.length > query.limit && last;
    return { as_of: asOf, items, next_cursor: more ? encodeCursor(fingerprint, [asOf, last.recorded_at, last.id]) : null };
  }
}
