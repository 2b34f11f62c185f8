import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The message about an escalation, until the operator's own system has taken it. */
@Entity('escalation_delivery')
@Index('escalation_delivery_due_index', ['namespace', 'dueAt'], { where: 'NOT dead' })
@Index('escalation_delivery_dead_index', ['namespace', 'createdAt', 'escalationId'], { where: 'dead' })
export class EscalationDeliveryEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'escalation_delivery_pkey' })
  namespace!: string;

  @PrimaryColumn('uuid', { name: 'escalation_id', primaryKeyConstraintName: 'escalation_delivery_pkey' })
  escalationId!: string;

  @Column('text')
  payload!: string;

  @Column('integer', { default: 0 })
  attempts!: number;

  @Column('timestamptz', { name: 'due_at', default: () => 'now()' })
  dueAt!: Date;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('boolean', { default: false })
  dead!: boolean;

  @Column('text', { nullable: true })
  failure!: string | null;
}
