import { Injectable } from '@nestjs/common';
import type { AdminAct } from '@stemedb/access/audit';
import { hex, VISIBLE } from '@stemedb/knowledge/assertions';
import { type RecordResponse, type RecordVerdict, RecordWriter } from '@stemedb/knowledge/signed-records';
import { rfc3339, type Statement } from '@stemedb/platform/database';
import type { Supersede } from './supersession.dto';
import { MAX_CHAIN, type SupersessionFacts } from './supersession.rules';

/**
 * What a supersession depends on. The chain begins at the superseding claim and goes on to whatever supersedes what was
 * reached; UNION keeps each claim once, so that the walk ends, and nobody asks for more than the limit. Each step is
 * looked up by key: what PostgreSQL could turn into a join, it would read whole once a step.
 * It has no name, so that it is planned for the store as it is: a plan from its first days would read whole tables.
 * Values: namespace, target, superseding claim or null, agent or null, address of the record, limit of the chain.
 */
const SUPERSESSION_FACTS: Statement = {
  text: `
    WITH RECURSIVE chain (hash) AS (
      SELECT $3::bytea
      UNION
      SELECT further.superseding_hash FROM chain
      CROSS JOIN LATERAL (
        SELECT subject_key, hash FROM assertion WHERE namespace = $1 AND assertion.hash = chain.hash LIMIT 1) reached
      CROSS JOIN LATERAL (
        SELECT superseding_hash FROM supersession WHERE namespace = $1 AND subject_key = reached.subject_key
          AND target_hash = reached.hash AND superseding_hash IS NOT NULL OFFSET 0) further)
    SELECT a.subject_key, walk.leads_back, walk.endless,
      EXISTS (SELECT FROM assertion_signature s WHERE s.namespace = $1 AND s.subject_key = a.subject_key
        AND s.assertion_hash = a.hash AND s.agent_id = $4) AS signed_target,
      $3::bytea IS NULL OR EXISTS (SELECT FROM assertion a WHERE a.namespace = $1 AND a.hash = $3 AND ${VISIBLE}) AS successor_visible,
      (SELECT ${rfc3339('same.recorded_at')} FROM supersession same WHERE same.namespace = $1
        AND same.subject_key = a.subject_key AND same.target_hash = a.hash AND same.hash = $5) AS standing_since
    FROM assertion a, (
      SELECT coalesce(bool_or(hash = $2), false) AS leads_back, count(*) > $6::int AS endless
      FROM (SELECT hash FROM chain LIMIT $6::int + 1) walked) walk
    WHERE a.namespace = $1 AND a.hash = $2 AND ${VISIBLE}`,
};

/** An unsigned record is as old as its commit. */
const INSERT_SUPERSESSION: Statement = {
  name: 'insert_supersession',
  text: `
    INSERT INTO supersession (namespace, subject_key, target_hash, hash, superseding_hash, type, reason, agent_id, signature,
      signed_at, key_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, coalesce($10, floor(extract(epoch FROM stemedb_recorded_at()))::bigint), $11)`,
};

type FactsRow = SupersessionFacts & { readonly subject_key: string };

/** A supersession whose signature has been checked. */
export interface IncomingSupersession {
  readonly record: Supersede;
  /** Its address, 64 lower-case hex digits. */
  readonly hash: string;
  readonly keyId: string;
  readonly act: AdminAct | undefined;
}

@Injectable()
export class SupersessionRepository {
  constructor(private readonly writer: RecordWriter) {}

  /** Writes one record, should it be judged so by what stands when its turn comes. */
  write(
    namespace: string,
    { record, hash, keyId, act }: IncomingSupersession,
    judge: (facts: SupersessionFacts | undefined) => RecordVerdict,
  ): Promise<RecordResponse> {
    const target = hex(record.target_hash);
    const successor = record.superseding_hash === undefined ? null : hex(record.superseding_hash);
    const agentId = record.agent_id === undefined ? null : hex(record.agent_id);
    const signature = record.signature === undefined ? null : hex(record.signature);
    const { type, reason, timestamp = null } = record;
    return this.writer.write<FactsRow>({
      operation: 'supersession',
      namespace,
      hash,
      agentId: record.agent_id,
      facts: { statement: SUPERSESSION_FACTS, values: [namespace, target, successor, agentId, hex(hash), MAX_CHAIN] },
      judge,
      insert: INSERT_SUPERSESSION,
      valuesOf: ({ subject_key }) => [namespace, subject_key, target, hex(hash), successor, type, reason, agentId, signature, timestamp, keyId],
      act,
    });
  }
}
