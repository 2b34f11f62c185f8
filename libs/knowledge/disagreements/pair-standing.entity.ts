import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** TypeORM writes into the options that it is given, so each column gets a copy. */
const PRIMARY_KEY = { primaryKeyConstraintName: 'pair_standing_pkey' };

/** How a pair stood from one commit that touched it until the next. */
@Entity('pair_standing')
@Check('pair_standing_until_check', 'until > recorded_at')
@Check('pair_standing_class_check', "class IN ('active_disagreement', 'emerging_signal', 'resolved', 'low_priority')")
@Index('pair_standing_class_index', ['namespace', 'class', 'conflictScore'])
@Index('pair_standing_recorded_index', ['namespace', 'recordedAt'])
export class PairStandingEntity {
  @PrimaryColumn('text', { ...PRIMARY_KEY })
  namespace!: string;

  @PrimaryColumn('bigint', { ...PRIMARY_KEY, name: 'subject_key' })
  subjectKey!: string;

  @PrimaryColumn('bigint', { ...PRIMARY_KEY, name: 'predicate_key' })
  predicateKey!: string;

  @PrimaryColumn('timestamptz', { ...PRIMARY_KEY, name: 'recorded_at' })
  recordedAt!: Date;

  @Column('timestamptz', { nullable: true })
  until!: Date | null;

  @Column({ type: 'text', collation: 'C' })
  subject!: string;

  @Column({ type: 'text', collation: 'C' })
  predicate!: string;

  @Column('text')
  class!: string;

  @Column('text', { nullable: true })
  status!: string | null;

  @Column('double precision', { name: 'conflict_score' })
  conflictScore!: number;

  @Column('integer')
  claims!: number;

  @Column('integer', { name: 'distinct_objects' })
  distinctObjects!: number;

  @Column('integer', { name: 'evidenced_objects' })
  evidencedObjects!: number;

  @Column('integer', { name: 'evidence_claims' })
  evidenceClaims!: number;

  @Column('integer', { name: 'anecdotal_claims' })
  anecdotalClaims!: number;

  @Column('integer', { name: 'populated_tiers' })
  populatedTiers!: number;

  @Column('integer', { name: 'ruleset_version' })
  rulesetVersion!: number;
}
