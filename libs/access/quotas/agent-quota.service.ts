import { Injectable } from '@nestjs/common';
import type { Principal } from '@stemedb/access/api-keys';
import type { SetQuota, SetQuotaResponse } from './quota.dto';
import { QuotaFigures } from './quota.figures';
import { QuotaRepository } from './quota.repository';
import { Quotas } from './quotas.service';

/** Gives agents a quota of their own. An agent may have one before it has written anything, as an importer must. */
@Injectable()
export class AgentQuotaService {
  constructor(
    private readonly repository: QuotaRepository,
    private readonly figures: QuotaFigures,
    private readonly quotas: Quotas,
  ) {}

  /** Resolves once it is durable. */
  async set(agentId: string, { tokens_per_hour, reason }: SetQuota, { namespace, keyId }: Principal): Promise<SetQuotaResponse> {
    const previous = await this.repository.setFigure(namespace, { agentId, tokensPerHour: tokens_per_hour, reason, keyId });
    this.figures.forget(namespace, agentId);
    return { agent_id: agentId, tokens_per_hour, previous, quota: await this.quotas.standingOf(namespace, agentId) };
  }
}
