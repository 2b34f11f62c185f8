import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What a person must look at, from the commit that opened it until somebody decides or its reason goes away. */
@Entity('escalation')
@Check('escalation_type_check', "type IN ('conflict', 'anecdotal_cluster', 'gold_standard_failure', 'source_retracted')")
@Check('escalation_level_check', "level IN ('info', 'investigate', 'urgent')")
@Check('escalation_state_check', "state IN ('open', 'resolved', 'closed')")
@Check('escalation_ended_check', "(state = 'open') = (ended_at IS NULL)")
@Index('escalation_open_index', ['namespace', 'type', 'subjectKey', 'predicateKey'], { unique: true, where: "state = 'open'" })
@Index('escalation_question_index', ['namespace', 'type', 'subjectKey', 'predicateKey', 'openedAt'])
@Index('escalation_list_index', ['namespace', 'type', 'level', 'state', 'openedAt', 'id'])
export class EscalationEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'escalation_pkey' })
  namespace!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'escalation_pkey' })
  id!: string;

  @Column('text')
  type!: string;

  @Column('text')
  level!: string;

  @Column('bigint', { name: 'subject_key' })
  subjectKey!: string;

  @Column('bigint', { name: 'predicate_key' })
  predicateKey!: string;

  @Column({ type: 'text', collation: 'C' })
  subject!: string;

  @Column({ type: 'text', collation: 'C' })
  predicate!: string;

  @Column('integer')
  count!: number;

  @Column('text')
  state!: string;

  @Column('timestamptz', { name: 'opened_at' })
  openedAt!: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;
}
