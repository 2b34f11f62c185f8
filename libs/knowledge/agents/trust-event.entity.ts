import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A change of an agent's trust rank: what it was changed to, and why. */
@Entity('trust_event')
@Check('trust_event_agent_check', 'length(agent_id) = 32')
@Check('trust_event_trust_check', 'trust >= 0 AND trust <= 1')
@Index('trust_event_recorded_index', ['namespace', 'recordedAt', 'agentId'])
export class TrustEventEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'trust_event_pkey' })
  namespace!: string;

  @PrimaryColumn('bytea', { name: 'agent_id', primaryKeyConstraintName: 'trust_event_pkey' })
  agentId!: Buffer;

  @PrimaryColumn('timestamptz', {
    name: 'recorded_at',
    primaryKeyConstraintName: 'trust_event_pkey',
    default: () => 'stemedb_recorded_at()',
  })
  recordedAt!: Date;

  /** Tells several events of one commit apart. */
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'trust_event_pkey', default: 0 })
  ordinal!: number;

  @Column('double precision')
  trust!: number;

  @Column('text')
  cause!: string;

  @Column('text')
  detail!: string;

  /** The moment that a decay reaches to; null where that is the commit's. */
  @Column('timestamptz', { name: 'effective_at', nullable: true })
  effectiveAt!: Date | null;
}
