import { Injectable } from '@nestjs/common';
import { AgentRegister, insertAgents } from '@stemedb/knowledge/agents';
import { redactionOf } from '@stemedb/knowledge/assertions';
import { AS_OF, type Call, Database, rfc3339, type Statement } from '@stemedb/platform/database';
import type { Moment } from '@stemedb/platform/time';
import type { SourceStatus } from './source-status.dto';
import { sourceStatusAt } from './source-status.statements';

const INSERT_SOURCE: Statement = {
  name: 'insert_source',
  text: `
    INSERT INTO source (namespace, hash, content, title, uri, author, published_at, source_class, media_type, agent_id,
      signature, signed_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    ON CONFLICT (namespace, hash) DO NOTHING
    RETURNING hash`,
};

/** Whoever registers what stood already has not written here. */
const INSERT_REGISTRANT = insertAgents(
  'insert_registrant',
  `EXISTS (SELECT FROM source s WHERE s.namespace = $1 AND s.recorded_at = stemedb_recorded_at() AND s.agent_id = given.agent_id)`,
);

const COLUMNS = `encode(s.hash, 'hex') AS hash, s.title, s.uri, s.author, s.published_at, s.source_class, s.media_type,
  encode(s.agent_id, 'hex') AS agent_id, length(s.content) AS content_bytes, ${redactionOf('source', 's')} AS redaction`;

const RECORDED_AT = `${rfc3339('s.recorded_at')} AS recorded_at`;

const FIND_SOURCE: Statement = {
  name: 'find_source',
  text: `
    SELECT ${COLUMNS}, coalesce(judged.status, 'active') AS status, ${RECORDED_AT}, s.content,
      judged.reason AS status_reason, ${rfc3339('judged.recorded_at')} AS status_recorded_at
    FROM source s
    LEFT JOIN LATERAL (
      SELECT status, reason, recorded_at FROM source_status
      WHERE namespace = s.namespace AND source_hash = s.hash AND recorded_at <= ${AS_OF} ORDER BY recorded_at DESC LIMIT 1
    ) judged ON true
    WHERE s.namespace = $1 AND s.hash = $2 AND s.recorded_at <= ${AS_OF}`,
};

/** Newest first; the sort key of the last row continues the list. */
const LIST_SOURCES: Statement = {
  name: 'list_sources',
  text: `
    SELECT ${COLUMNS}, ${sourceStatusAt('s.namespace', 's.hash', AS_OF)} AS status, ${RECORDED_AT} FROM source s
    WHERE s.namespace = $1 AND s.recorded_at <= ${AS_OF}
      AND ($2::timestamptz IS NULL OR (s.recorded_at, s.hash) < ($2::timestamptz, $3::bytea))
    ORDER BY s.recorded_at DESC, s.hash DESC LIMIT $4`,
};

/** The columns of a new source, in the order of the insert statement after the namespace. */
export type SourceValues = readonly unknown[];

export interface SourceRow {
  readonly hash: string;
  readonly title: string | null;
  readonly uri: string | null;
  readonly author: string | null;
  readonly published_at: string | null;
  readonly source_class: number | null;
  readonly media_type: string | null;
  readonly agent_id: string | null;
  readonly content_bytes: number | null;
  readonly status: SourceStatus;
  readonly recorded_at: string;
  readonly redaction: { readonly reason: string; readonly recorded_at: string } | null;
}

export interface WholeSourceRow extends SourceRow {
  readonly content: Buffer | null;
  readonly status_reason: string | null;
  readonly status_recorded_at: string | null;
}

/** Where a page of the list begins. */
export interface SourcePosition {
  readonly recordedAt: Moment;
  readonly hash: string;
}

@Injectable()
export class SourceRepository {
  constructor(
    private readonly database: Database,
    private readonly agents: AgentRegister,
  ) {}

  /** Registers a source in one durable commit. Answers with its moment, undefined when it stood already. */
  async insert(namespace: string, values: SourceValues, agentId: string | undefined): Promise<string | undefined> {
    const newcomers = this.agents.newcomers(namespace, agentId ? [agentId] : [], INSERT_REGISTRANT);
    const insert: Call = { statement: INSERT_SOURCE, values: [namespace, ...values] };
    const commit = await this.database.commit('source', namespace, [insert, ...newcomers.calls]);
    if (commit.rows[0]?.length !== 1) return undefined;
    newcomers.remember();
    return commit.recordedAt;
  }

  /** @throws DomainError as_of_in_future */
  async find(namespace: string, hash: string, asOf: Moment | undefined): Promise<WholeSourceRow | undefined> {
    const call: Call = { statement: FIND_SOURCE, values: [namespace, Buffer.from(hash, 'hex')] };
    const { rows } = await this.database.readAt('source_read', namespace, asOf, [call]);
    return (rows[0] as unknown as WholeSourceRow[])[0];
  }

  /** @throws DomainError as_of_in_future */
  async list(namespace: string, asked: Moment | undefined, after: SourcePosition | undefined, limit: number): Promise<{ asOf: Moment; rows: SourceRow[] }> {
    const values = [namespace, after?.recordedAt ?? null, after ? Buffer.from(after.hash, 'hex') : null, limit];
    const { asOf, rows } = await this.database.readAt('sources', namespace, asked, [{ statement: LIST_SOURCES, values }]);
    return { asOf, rows: rows[0] as unknown as SourceRow[] };
  }
}
