import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** The quota of an agent that has one of its own. */
@Entity('agent_quota')
@Check('agent_quota_agent_check', 'length(agent_id) = 32')
@Check('agent_quota_tokens_check', 'tokens_per_hour >= 0')
export class AgentQuotaEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'agent_quota_pkey' })
  namespace!: string;

  @PrimaryColumn('bytea', { name: 'agent_id', primaryKeyConstraintName: 'agent_quota_pkey' })
  agentId!: Buffer;

  @Column('integer', { name: 'tokens_per_hour' })
  tokensPerHour!: number;

  @Column('text')
  reason!: string;

  @Column('uuid', { name: 'key_id' })
  keyId!: string;

  @Column('timestamptz', { name: 'set_at', default: () => 'now()' })
  setAt!: Date;
}
