import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A subject that claims were made about. */
@Entity('concept')
export class ConceptEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'concept_pkey' })
  namespace!: string;

  @PrimaryColumn('bigint', { name: 'subject_key', primaryKeyConstraintName: 'concept_pkey' })
  subjectKey!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'concept_pkey', collation: 'C' })
  subject!: string;

  @Column('timestamptz', { name: 'first_recorded_at' })
  firstRecordedAt!: Date;
}
