import { Injectable } from '@nestjs/common';
import { AgentRegister, insertAgents } from '@stemedb/knowledge/agents';
import { type Call, Database, rfc3339, type Statement } from '@stemedb/platform/database';

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

const COLUMNS = `encode(hash, 'hex') AS hash, title, uri, author, published_at, source_class, media_type,
  encode(agent_id, 'hex') AS agent_id, length(content) AS content_bytes, ${rfc3339('recorded_at')} AS recorded_at`;

const FIND_SOURCE: Statement = {
  name: 'find_source',
  text: `SELECT ${COLUMNS}, content FROM source WHERE namespace = $1 AND hash = $2`,
};

/** Newest first; the sort key of the last row continues the list. */
const LIST_SOURCES: Statement = {
  name: 'list_sources',
  text: `
    SELECT ${COLUMNS} FROM source
    WHERE namespace = $1 AND ($2::timestamptz IS NULL OR (recorded_at, hash) < ($2::timestamptz, $3::bytea))
    ORDER BY recorded_at DESC, hash DESC LIMIT $4`,
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
  readonly recorded_at: string;
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

  async find(namespace: string, hash: string): Promise<(SourceRow & { content: Buffer | null }) | undefined> {
    const values = [namespace, Buffer.from(hash, 'hex')];
    const call: Call = { statement: FIND_SOURCE, values };
    const [row] = await this.database.query<SourceRow & { content: Buffer | null }>('source_read', namespace, call);
    return row;
  }

  list(namespace: string, after: { recordedAt: string; hash: string } | undefined, limit: number): Promise<SourceRow[]> {
    const values = [namespace, after?.recordedAt ?? null, after ? Buffer.from(after.hash, 'hex') : null, limit];
    return this.database.query<SourceRow>('sources', namespace, { statement: LIST_SOURCES, values });
  }
}
