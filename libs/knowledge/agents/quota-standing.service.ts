import { Injectable, type OnModuleInit } from '@nestjs/common';
import { QuotaStandings } from '@stemedb/access/quotas';
import { Database, type Statement } from '@stemedb/platform/database';
import { trustAt } from './trust.statements';
import { quotaMultiplier } from './trust-tier.rules';

const FIND_TRUST: Statement = {
  name: 'find_trust_of_agents',
  text: `
    SELECT ${trustAt('$1', 'given.agent_id', "'infinity'")} AS trust
    FROM unnest($2::bytea[]) WITH ORDINALITY AS given (agent_id, place) ORDER BY given.place`,
};

/** Lets the tier of an agent's trust multiply its quota. */
@Injectable()
export class QuotaStandingService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly standings: QuotaStandings,
  ) {}

  onModuleInit(): void {
    this.standings.register((namespace, agentIds) => this.multipliers(namespace, agentIds));
  }

  private async multipliers(namespace: string, agentIds: readonly string[]): Promise<number[]> {
    const values = [namespace, agentIds.map((agentId) => Buffer.from(agentId, 'hex'))];
    const rows = await this.database.query<{ trust: number }>('quota_standings', namespace, { statement: FIND_TRUST, values });
    return rows.map(({ trust }) => quotaMultiplier(trust));
  }
}
