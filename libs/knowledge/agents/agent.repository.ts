import { Injectable } from '@nestjs/common';
import { Database, rfc3339, type Statement } from '@stemedb/platform/database';
import { trustAt } from './trust.register';

const COLUMNS = `encode(agent.agent_id, 'hex') AS agent_id, ${trustAt('agent.namespace', 'agent.agent_id', "'infinity'")} AS trust, ${rfc3339('agent.recorded_at')} AS first_seen_at,
  (SELECT count(*)::int FROM assertion_signature s WHERE s.namespace = agent.namespace AND s.agent_id = agent.agent_id) AS assertions,
  (SELECT count(*)::int FROM vote v WHERE v.namespace = agent.namespace AND v.agent_id = agent.agent_id) AS votes`;

const FIND_AGENT: Statement = {
  name: 'find_agent',
  text: `SELECT ${COLUMNS} FROM agent WHERE namespace = $1 AND agent_id = $2`,
};

const LIST_AGENTS: Statement = {
  name: 'list_agents',
  text: `SELECT ${COLUMNS} FROM agent WHERE namespace = $1 AND agent_id > $2 ORDER BY agent_id LIMIT $3`,
};

export interface AgentRow {
  readonly agent_id: string;
  readonly trust: number;
  readonly first_seen_at: string;
  readonly assertions: number;
  readonly votes: number;
}

@Injectable()
export class AgentRepository {
  constructor(private readonly database: Database) {}

  async find(namespace: string, agentId: string): Promise<AgentRow | undefined> {
    const values = [namespace, Buffer.from(agentId, 'hex')];
    const [row] = await this.database.query<AgentRow>('agent', namespace, { statement: FIND_AGENT, values });
    return row;
  }

  list(namespace: string, after: string, limit: number): Promise<AgentRow[]> {
    const values = [namespace, Buffer.from(after, 'hex'), limit];
    return this.database.query<AgentRow>('agents', namespace, { statement: LIST_AGENTS, values });
  }
}
