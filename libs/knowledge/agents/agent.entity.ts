import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** An agent as one namespace knows it. */
@Entity('agent')
@Check('agent_trust_check', 'trust >= 0 AND trust <= 1')
export class AgentEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'agent_pkey' })
  namespace!: string;

  @PrimaryColumn('bytea', { name: 'agent_id', primaryKeyConstraintName: 'agent_pkey' })
  agentId!: Buffer;

  @Column('double precision', { default: () => '0.5' })
  trust!: number;

  @Column('timestamptz', { name: 'recorded_at', default: () => 'stemedb_recorded_at()' })
  recordedAt!: Date;
}
