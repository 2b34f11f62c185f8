import { Injectable } from '@nestjs/common';
import type { Call, Statement } from '@stemedb/platform/database';

/**
 * The statement that makes agents known; values: namespace, agent ids.
 *
 * @param condition SQL that holds for an agent (`given.agent_id`) who has acted in this commit
 */
export function insertAgents(name: string, condition: string): Statement {
  return {
    name,
    text: `
      INSERT INTO agent (namespace, agent_id)
      SELECT $1, given.agent_id FROM unnest($2::bytea[]) AS given (agent_id) WHERE ${condition}
      ON CONFLICT (namespace, agent_id) DO NOTHING`,
  };
}

const INSERT_SIGNERS = insertAgents('insert_signers', 'true');

/** Known agents are remembered up to this many, so that most commits need not mention them. */
const MAX_REMEMBERED = 100_000;

/** The statements that make agents known, to be part of the commit in which they first act. */
export interface Newcomers {
  readonly calls: readonly Call[];
  /** To be called once the commit is durable, with the agents that have acted in it; all are meant where none is named. */
  remember(acted?: readonly string[]): void;
}

/** Makes agents known in the commit in which they first act. */
@Injectable()
export class AgentRegister {
  private readonly known = new Set<string>();

  newcomers(namespace: string, agentIds: readonly string[], statement: Statement = INSERT_SIGNERS): Newcomers {
    const unknown = [...new Set(agentIds)].filter((agentId) => !this.known.has(`${namespace}/${agentId}`));
    const ids = unknown.map((agentId) => Buffer.from(agentId, 'hex'));
    return {
      calls: unknown.length > 0 ? [{ statement, values: [namespace, ids] }] : [],
      remember: (acted = unknown) => this.remember(namespace, acted),
    };
  }

  private remember(namespace: string, agentIds: readonly string[]): void {
    if (this.known.size + agentIds.length > MAX_REMEMBERED) this.known.clear();
    for (const agentId of agentIds) this.known.add(`${namespace}/${agentId}`);
  }
}
