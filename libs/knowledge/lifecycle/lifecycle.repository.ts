import { Injectable } from '@nestjs/common';
import { hex, VISIBLE } from '@stemedb/knowledge/assertions';
import { type RecordResponse, type RecordVerdict, RecordWriter } from '@stemedb/knowledge/signed-records';
import { rfc3339, type Statement } from '@stemedb/platform/database';
import type { TransitionRecord } from './lifecycle.dto';
import type { LifecycleFacts } from './lifecycle.rules';
import { lifecycleAt } from './lifecycle.statements';

/** Values: namespace, claim, agent or null, address of the record. */
const LIFECYCLE_FACTS: Statement = {
  name: 'lifecycle_facts',
  text: `
    SELECT a.subject_key, ${lifecycleAt('a', "'infinity'")} AS state,
      EXISTS (SELECT FROM assertion_signature s WHERE s.namespace = $1 AND s.subject_key = a.subject_key
        AND s.assertion_hash = a.hash AND s.agent_id = $3) AS signed_target,
      (SELECT ${rfc3339('same.recorded_at')} FROM lifecycle_transition same WHERE same.namespace = $1
        AND same.subject_key = a.subject_key AND same.target_hash = a.hash AND same.hash = $4 LIMIT 1) AS standing_since
    FROM assertion a WHERE a.namespace = $1 AND a.hash = $2 AND ${VISIBLE}`,
};

/** An unsigned record is as old as its commit. */
const INSERT_TRANSITION: Statement = {
  name: 'insert_transition',
  text: `
    INSERT INTO lifecycle_transition (namespace, subject_key, target_hash, hash, from_state, to_state, reason, agent_id,
      signature, signed_at, key_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, coalesce($10, floor(extract(epoch FROM stemedb_recorded_at()))::bigint), $11)`,
};

type FactsRow = LifecycleFacts & { readonly subject_key: string };

/** A step whose signature has been checked. */
export interface IncomingTransition {
  readonly record: TransitionRecord;
  /** Its address, 64 lower-case hex digits. */
  readonly hash: string;
  readonly keyId: string;
}

@Injectable()
export class LifecycleRepository {
  constructor(private readonly writer: RecordWriter) {}

  /** Writes one record, should it be judged so by what stands when its turn comes. */
  write(
    namespace: string,
    { record, hash, keyId }: IncomingTransition,
    judge: (facts: LifecycleFacts | undefined) => RecordVerdict,
  ): Promise<RecordResponse> {
    const target = hex(record.target_hash);
    const agentId = record.agent_id === undefined ? null : hex(record.agent_id);
    const signature = record.signature === undefined ? null : hex(record.signature);
    const { to, reason, timestamp = null } = record;
    return this.writer.write<FactsRow>({
      operation: 'lifecycle',
      namespace,
      hash,
      agentId: record.agent_id,
      facts: { statement: LIFECYCLE_FACTS, values: [namespace, target, agentId, hex(hash)] },
      judge,
      insert: INSERT_TRANSITION,
      valuesOf: ({ subject_key, state }) => [namespace, subject_key, target, hex(hash), state, to, reason, agentId, signature, timestamp, keyId],
    });
  }
}
