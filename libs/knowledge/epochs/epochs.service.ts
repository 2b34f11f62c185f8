import { Injectable } from '@nestjs/common';
import type { WriteContext } from '@stemedb/knowledge/assertions';
import { RecordProver, type RecordResponse } from '@stemedb/knowledge/signed-records';
import { CURSOR_PART, decodeCursor, encodeCursor } from '@stemedb/platform/http';
import type { Moment } from '@stemedb/platform/time';
import type { CreateEpoch, ListEpochsQuery } from './epoch.dto';
import { EpochRepository, type EpochRow } from './epoch.repository';
import { judgeEpoch, unknownEpoch } from './epoch.rules';
import type { EpochList, EpochSummary, EpochView } from './epoch-view.dto';

/** The moment of the first page, then the place of the last row. */
const SORT_KEY = [CURSOR_PART.moment, CURSOR_PART.moment, CURSOR_PART.text];

@Injectable()
export class EpochsService {
  constructor(
    private readonly epochs: EpochRepository,
    private readonly prover: RecordProver,
  ) {}

  /**
   * Makes an epoch once; resolves when it is durable.
   *
   * @throws DomainError epoch_not_found (404), epoch_exists, epoch_cycle (409), agent_not_permitted (403),
   * record_signature_invalid, record_timestamp_in_future (422), agent_header_mismatch (400)
   */
  async create(epoch: CreateEpoch, context: WriteContext): Promise<RecordResponse> {
    const { namespace, keyId } = context.principal;
    const hash = this.prover.prove('epoch', epoch, context);
    return this.epochs.create(namespace, { epoch, hash, keyId }, (facts) => judgeEpoch(epoch, hash, facts));
  }

  /** @throws DomainError epoch_not_found (404), as_of_in_future (422) */
  async find(namespace: string, id: string, asked: Moment | undefined): Promise<EpochView> {
    const { asOf, rows } = await this.epochs.find(namespace, id, asked);
    const [row] = rows;
    if (!row) throw unknownEpoch(id);
    return { as_of: asOf, ...summaryOf(row) };
  }

  /**
   * Newest first. Later pages stay in the moment of the first.
   *
   * @throws DomainError validation_failed (400) for a cursor of another list, as_of_in_future (422)
   */
  async list(namespace: string, query: ListEpochsQuery): Promise<EpochList> {
    const fingerprint = `epochs ${namespace} ${query.as_of ?? ''}`;
    const [moment, recordedAt = '', id = ''] = query.cursor === undefined ? [] : decodeCursor(query.cursor, fingerprint, SORT_KEY);
    const after = moment === undefined ? undefined : { recordedAt, id };
    const { asOf, rows } = await this.epochs.list(namespace, moment ?? query.as_of, after, query.limit + 1);
    const items = rows.slice(0, query.limit).map(summaryOf);
    const last = items.at(-1);
    const more = rows.length > query.limit && last;
    return { as_of: asOf, items, next_cursor: more ? encodeCursor(fingerprint, [asOf, last.recorded_at, last.id]) : null };
  }
}

function summaryOf(row: EpochRow): EpochSummary {
  const { starts_at, ends_at, timestamp } = row;
  return { ...row, starts_at: Number(starts_at), ends_at: numberOf(ends_at), timestamp: numberOf(timestamp) };
}

function numberOf(text: string | null): number | null {
  return text === null ? null : Number(text);
}
