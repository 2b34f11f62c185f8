import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** What an admin decided about an escalation; once, and never changed. */
@Entity('escalation_decision')
@Check('escalation_decision_resolution_check', "resolution IN ('accepted', 'dismissed', 'duplicate')")
@Check('escalation_decision_hash_check', 'length(winning_hash) = 32')
@Check('escalation_decision_note_check', "note <> ''")
export class EscalationDecisionEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'escalation_decision_pkey' })
  namespace!: string;

  @PrimaryColumn('uuid', { name: 'escalation_id', primaryKeyConstraintName: 'escalation_decision_pkey' })
  escalationId!: string;

  @Column('text')
  type!: string;

  @Column({ type: 'text', collation: 'C' })
  subject!: string;

  @Column({ type: 'text', collation: 'C' })
  predicate!: string;

  @Column('text')
  resolution!: string;

  @Column('text')
  note!: string;

  @Column('bytea', { name: 'winning_hash', nullable: true })
  winningHash!: Buffer | null;

  @Column('uuid', { name: 'key_id' })
  keyId!: string;

  @Column('timestamptz', { name: 'recorded_at', default: () => 'stemedb_recorded_at()' })
  recordedAt!: Date;
}
