import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** TypeORM writes into the options that it is given, so each column gets a copy. */
const PRIMARY_KEY = { primaryKeyConstraintName: 'quarantine_pkey' };

/** A claim that a gate held back: stored, but invisible until a person decides. */
@Entity('quarantine')
@Check('quarantine_decision_check', `decision IN ('approved', 'rejected')`)
@Check('quarantine_decided_check', '(decision IS NULL) = (decided_at IS NULL)')
@Index('quarantine_pending_index', ['namespace', 'recordedAt', 'assertionHash'], { where: 'decision IS NULL' })
@Index('quarantine_reason_index', ['namespace', 'reason', 'recordedAt', 'assertionHash'], { where: 'decision IS NULL' })
@Index('quarantine_decided_index', ['namespace', 'decision', 'recordedAt', 'assertionHash'], { where: 'decision IS NOT NULL' })
@Index('quarantine_decided_reason_index', ['namespace', 'decision', 'reason', 'recordedAt', 'assertionHash'], { where: 'decision IS NOT NULL' })
@Index('quarantine_hash_index', ['namespace', 'assertionHash'])
@Index('quarantine_approved_index', ['namespace', 'decidedAt'], { where: "decision = 'approved'" })
export class QuarantineEntity {
  @PrimaryColumn('text', { ...PRIMARY_KEY })
  namespace!: string;

  @PrimaryColumn('bigint', { ...PRIMARY_KEY, name: 'subject_key' })
  subjectKey!: string;

  @PrimaryColumn('bytea', { ...PRIMARY_KEY, name: 'assertion_hash' })
  assertionHash!: Buffer;

  @Column('text')
  reason!: string;

  @Column('text')
  detail!: string;

  @Column('timestamptz', { name: 'recorded_at', default: () => 'stemedb_recorded_at()' })
  recordedAt!: Date;

  @Column('text', { nullable: true })
  decision!: string | null;

  @Column('timestamptz', { name: 'decided_at', nullable: true })
  decidedAt!: Date | null;

  @Column('text', { name: 'decided_by', nullable: true })
  decidedBy!: string | null;
}
