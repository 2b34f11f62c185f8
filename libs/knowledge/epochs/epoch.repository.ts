import { Injectable } from '@nestjs/common';
import { hex } from '@stemedb/knowledge/assertions';
import { type RecordResponse, type RecordVerdict, RecordWriter } from '@stemedb/knowledge/signed-records';
import { Database } from '@stemedb/platform/database';
import type { Moment } from '@stemedb/platform/time';
import type { CreateEpoch } from './epoch.dto';
import type { EpochFacts } from './epoch.rules';
import { EPOCH_FACTS, FIND_EPOCH, INSERT_EPOCH, LIST_EPOCHS } from './epoch.statements';
import type { EpochSummary } from './epoch-view.dto';

/** PostgreSQL's bigints arrive as texts. */
export type EpochRow = Omit<EpochSummary, 'starts_at' | 'ends_at' | 'timestamp'> & {
  readonly starts_at: string;
  readonly ends_at: string | null;
  readonly timestamp: string | null;
};

/** An epoch whose signature has been checked. */
export interface IncomingEpoch {
  readonly epoch: CreateEpoch;
  /** Its address, 64 lower-case hex digits. */
  readonly hash: string;
  readonly keyId: string;
}

/** Rows, and the moment that they stand for. */
export interface DatedEpochs {
  readonly asOf: Moment;
  readonly rows: readonly EpochRow[];
}

@Injectable()
export class EpochRepository {
  constructor(
    private readonly database: Database,
    private readonly writer: RecordWriter,
  ) {}

  /** Makes an epoch, should it be judged so by what stands when its turn comes. */
  create(namespace: string, incoming: IncomingEpoch, judge: (facts: EpochFacts | undefined) => RecordVerdict): Promise<RecordResponse> {
    const { epoch, hash } = incoming;
    return this.writer.write<EpochFacts>({
      operation: 'epoch',
      namespace,
      hash,
      agentId: epoch.agent_id,
      facts: { statement: EPOCH_FACTS, values: [namespace, epoch.id, epoch.supersedes ?? null] },
      judge,
      insert: INSERT_EPOCH,
      valuesOf: () => [namespace, ...valuesOf(incoming)],
    });
  }

  async find(namespace: string, id: string, asOf: Moment | undefined): Promise<DatedEpochs> {
    const answer = await this.database.readAt('epoch_read', namespace, asOf, [{ statement: FIND_EPOCH, values: [namespace, id] }]);
    return { asOf: answer.asOf, rows: answer.rows[0] as unknown as EpochRow[] };
  }

  async list(
    namespace: string,
    asOf: Moment | undefined,
    after: { recordedAt: Moment; id: string } | undefined,
    limit: number,
  ): Promise<DatedEpochs> {
    const values = [namespace, after?.recordedAt ?? null, after?.id ?? null, limit];
    const answer = await this.database.readAt('epochs', namespace, asOf, [{ statement: LIST_EPOCHS, values }]);
    return { asOf: answer.asOf, rows: answer.rows[0] as unknown as EpochRow[] };
  }
}

/** The columns of a new epoch, in the order of the insert statement after the namespace. */
function valuesOf({ epoch, hash, keyId }: IncomingEpoch): unknown[] {
  return [
    epoch.id,
    epoch.name,
    epoch.description ?? null,
    epoch.supersedes ?? null,
    epoch.supersession_type ?? null,
    epoch.starts_at,
    epoch.ends_at ?? null,
    hex(hash),
    epoch.agent_id === undefined ? null : hex(epoch.agent_id),
    epoch.signature === undefined ? null : hex(epoch.signature),
    epoch.timestamp ?? null,
    keyId,
  ];
}
