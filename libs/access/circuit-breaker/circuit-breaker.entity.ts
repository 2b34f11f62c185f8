import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A circuit that is not closed. Not knowledge: it is in no archive, and its row goes when it closes. */
@Entity('circuit_breaker')
@Check('circuit_breaker_agent_id_check', 'length(agent_id) IN (0, 32)')
@Check('circuit_breaker_until_check', 'until > opened_at')
export class CircuitBreakerEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'circuit_breaker_pkey' })
  namespace!: string;

  @PrimaryColumn('uuid', { name: 'key_id', primaryKeyConstraintName: 'circuit_breaker_pkey' })
  keyId!: string;

  /** Empty for the circuit of the key itself. */
  @PrimaryColumn('bytea', { name: 'agent_id', primaryKeyConstraintName: 'circuit_breaker_pkey' })
  agentId!: Buffer;

  /** Of its last opening. */
  @Column('uuid')
  opening!: string;

  @Column('timestamptz', { name: 'opened_at' })
  openedAt!: Date;

  @Column('timestamptz')
  until!: Date;

  @Column('integer')
  failures!: number;

  @Column('text')
  reason!: string;
}
