import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A question whose right answer an operator has fixed, from `recorded_at` until `removed_at`. */
@Entity('gold_standard')
@Check('gold_standard_tolerance_check', 'tolerance >= 0 AND tolerance <= 1')
@Check('gold_standard_note_check', "note <> ''")
@Check('gold_standard_removed_check', 'removed_at > recorded_at')
@Index('gold_standard_current_index', ['namespace', 'subjectKey', 'predicateKey'], { unique: true, where: 'removed_at IS NULL' })
@Index('gold_standard_recorded_index', ['namespace', 'recordedAt', 'id'])
export class GoldStandardEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'gold_standard_pkey' })
  namespace!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'gold_standard_pkey' })
  id!: string;

  @Column('bigint', { name: 'subject_key' })
  subjectKey!: string;

  @Column('bigint', { name: 'predicate_key' })
  predicateKey!: string;

  @Column({ type: 'text', collation: 'C' })
  subject!: string;

  @Column({ type: 'text', collation: 'C' })
  predicate!: string;

  /** Canonical JSON. */
  @Column('text')
  object!: string;

  @Column('double precision', { nullable: true })
  tolerance!: number | null;

  @Column('text')
  note!: string;

  @Column('uuid', { name: 'key_id' })
  keyId!: string;

  @Column('timestamptz', { name: 'recorded_at', default: () => 'stemedb_recorded_at()' })
  recordedAt!: Date;

  @Column('timestamptz', { name: 'removed_at', nullable: true })
  removedAt!: Date | null;
}
