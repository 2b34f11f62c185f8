import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Subjects that a step of the projection found to have a feature. */
@Entity('concept_posting')
export class ConceptPostingEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'concept_posting_pkey' })
  namespace!: string;

  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'concept_posting_pkey' })
  feature!: string;

  /** The moment of the last claim of the step. */
  @PrimaryColumn('timestamptz', { name: 'recorded_at', primaryKeyConstraintName: 'concept_posting_pkey' })
  recordedAt!: Date;

  @Column('bigint', { name: 'subject_keys', array: true })
  subjectKeys!: string[];
}
