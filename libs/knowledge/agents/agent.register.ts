import { Injectable } from '@nestjs/common';
import type { Call, Statement } from '@stemedb/platform/database';

const INSERT_AGENTS: Statement = {
  name: 'insert_agents',
  text: `INSERT INTO agent (namespace, agent_id) SELECT $1, unnest($2::bytea[]) ON CONFLICT (namespace, agent_id) DO NOTHING`,
};

/** Known agents are remembered up to this many, so that most commits need not mention them. */
const MAX_REMEMBERED = 100_000;

/** The statements that make agents known, to be part of the commit in which they first act. */
export interface Newcomers {
  readonly calls: readonly Call[];
  /** To be called once the commit is durable. */
  remember(): void;
}

/** Makes agents known in the commit in which they first act. */
@Injectable()
export class AgentRegister {
  private readonly known = new Set<string>();

  newcomers(namespace: string, agentIds: readonly string[]): Newcomers {
    const unknown = [...new Set(agentIds)].filter((agentId) => !this.known.has(`${namespace}/${agentId}`));
    const ids = unknown.map((agentId) => Buffer.from(agentId, 'hex'));
    return {
      calls: unknown.length > 0 ? [{ statement: INSERT_AGENTS, values: [namespace, ids] }] : [],
      remember: () => this.remember(namespace, unknown),
    };
  }

  private remember(namespace: string, agentIds: readonly string[]): void {
    if (this.known.size + agentIds.length > MAX_REMEMBERED) this.known.clear();
    for (const agentId of agentIds) this.known.add(`${namespace}/${agentId}`);
  }
}
