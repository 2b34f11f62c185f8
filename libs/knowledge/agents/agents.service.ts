import { Injectable } from '@nestjs/common';
import { DomainError } from '@stemedb/platform/errors';
import { CURSOR_PART, decodeCursor, encodeCursor } from '@stemedb/platform/http';
import { AGENT_ERRORS } from './agent.errors';
import { AgentRepository } from './agent.repository';
import type { AgentList, AgentView, ListAgentsQuery } from './agent.dto';

const FINGERPRINT = 'agents';
const SORT_KEY = [CURSOR_PART.hash];

@Injectable()
export class AgentsService {
  constructor(private readonly agents: AgentRepository) {}

  /** @throws DomainError agent_not_found (404) */
  async find(namespace: string, agentId: string): Promise<AgentView> {
    const agent = await this.agents.find(namespace, agentId);
    if (!agent) throw new DomainError(AGENT_ERRORS.agent_not_found, 'No agent with this id has written here');
    return agent;
  }

  /** In the order of their ids. */
  async list(namespace: string, query: ListAgentsQuery): Promise<AgentList> {
    const after = query.cursor === undefined ? '' : (decodeCursor(query.cursor, FINGERPRINT, SORT_KEY)[0] ?? '');
    const rows = await this.agents.list(namespace, after, query.limit + 1);
    const items = rows.slice(0, query.limit);
    const last = items.at(-1);
    return { items, next_cursor: rows.length > query.limit && last ? encodeCursor(FINGERPRINT, [last.agent_id]) : null };
  }
}
