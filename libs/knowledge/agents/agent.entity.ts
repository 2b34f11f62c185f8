import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An agent as one namespace knows it. */
@Entity('agent')
export class AgentEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'agent_pkey' })
  namespace!: string;

  @PrimaryColumn('bytea', { name: 'agent_id', primaryKeyConstraintName: 'agent_pkey' })
  agentId!: Buffer;

  @Column('timestamptz', { name: 'recorded_at', default: () => 'stemedb_recorded_at()' })
  recordedAt!: Date;
}
