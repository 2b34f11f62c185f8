import { Injectable } from '@nestjs/common';
import { AuditLog } from '@stemedb/access/audit';
import { Database, type Statement } from '@stemedb/platform/database';
import { AgentQuotaEntity } from './agent-quota.entity';

const FIND_FIGURES: Statement = {
  name: 'find_agent_quotas',
  text: `
    SELECT encode(agent_id, 'hex') AS agent_id, tokens_per_hour FROM agent_quota
    WHERE namespace = $1 AND agent_id = ANY ($2::bytea[])`,
};

interface FigureRow {
  readonly agent_id: string;
  readonly tokens_per_hour: number;
}

/** What an administrator decides on an agent's quota. */
export interface QuotaDecision {
  readonly agentId: string;
  /** null takes the figure of its own away. */
  readonly tokensPerHour: number | null;
  readonly reason: string;
  /** The API key of the administrator. */
  readonly keyId: string;
}

@Injectable()
export class QuotaRepository {
  constructor(
    private readonly database: Database,
    private readonly audits: AuditLog,
  ) {}

  /** The figures of those agents that have one of their own. */
  async findFigures(namespace: string, agentIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const values = [namespace, agentIds.map((agentId) => Buffer.from(agentId, 'hex'))];
    const rows = await this.database.query<FigureRow>('agent_quotas', namespace, { statement: FIND_FIGURES, values });
    return new Map(rows.map(({ agent_id, tokens_per_hour }) => [agent_id, tokens_per_hour]));
  }

  /** Sets a figure and leaves its audit; resolves with the figure before. */
  setFigure(namespace: string, { agentId, tokensPerHour, reason, keyId }: QuotaDecision): Promise<number | null> {
    const place = { namespace, agentId: Buffer.from(agentId, 'hex') };
    return this.database.manage('agent_quota', namespace, async (manager) => {
      const figures = manager.getRepository(AgentQuotaEntity);
      const previous = (await figures.findOne({ where: place, lock: { mode: 'pessimistic_write' } }))?.tokensPerHour ?? null;
      if (tokensPerHour === null) await figures.delete(place);
      else await figures.upsert({ ...place, tokensPerHour, reason, keyId, setAt: () => 'now()' }, ['namespace', 'agentId']);
      const detail = { tokens_per_hour: tokensPerHour, previous, reason };
      await this.audits.appendAdminWithin(manager, namespace, { act: 'agent.quota', keyId, agentId, detail });
      return previous;
    });
  }
}
