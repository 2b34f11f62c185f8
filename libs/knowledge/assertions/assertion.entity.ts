import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** TypeORM writes into the options that it is given, so each column gets a copy. */
const PRIMARY_KEY = { primaryKeyConstraintName: 'assertion_pkey' };

const CITES_A_SOURCE = `source_hash <> '\\x${'00'.repeat(32)}'`;

/**
 * One claim. The columns hold exactly what its address is computed from, each once, so that recomputing the address
 * proves what is served. `object` and `source_metadata` are canonical JSON texts. A row that was redacted is a tombstone.
 */
@Entity('assertion')
@Check('assertion_hash_check', 'length(hash) = 32 AND length(source_hash) = 32')
@Check('assertion_parent_hash_check', 'length(parent_hash) = 32')
@Check('assertion_visual_hash_check', 'length(visual_hash) = 8')
@Check('assertion_confidence_check', 'confidence >= 0 AND confidence <= 1')
@Check('assertion_source_class_check', 'source_class BETWEEN 0 AND 5')
@Check('assertion_valid_check', 'valid_from < valid_to')
@Check('assertion_lifecycle_check', `lifecycle IN ('Proposed', 'UnderReview', 'Approved', 'Deprecated', 'Rejected')`)
@Check(
  'assertion_redacted_check',
  `redacted_at IS NULL OR (object = 'null' AND source_metadata IS NULL AND narrative IS NULL AND visual_hash IS NULL AND vector IS NULL)`,
)
@Index('assertion_hash_index', ['namespace', 'hash'])
@Index('assertion_recorded_index', ['namespace', 'recordedAt', 'hash'])
@Index('assertion_subject_index', ['namespace', 'subject', 'recordedAt', 'hash'])
@Index('assertion_source_index', ['namespace', 'sourceHash', 'recordedAt', 'hash'], { where: CITES_A_SOURCE })
@Index('assertion_parent_index', ['namespace', 'parentHash', 'recordedAt', 'hash'], { where: 'parent_hash IS NOT NULL' })
export class AssertionEntity {
  @PrimaryColumn('text', { ...PRIMARY_KEY })
  namespace!: string;

  @PrimaryColumn('bigint', { ...PRIMARY_KEY, name: 'subject_key' })
  subjectKey!: string;

  @PrimaryColumn('bigint', { ...PRIMARY_KEY, name: 'predicate_key' })
  predicateKey!: string;

  @PrimaryColumn('bytea', { ...PRIMARY_KEY })
  hash!: Buffer;

  @Column('timestamptz', { name: 'recorded_at', default: () => 'stemedb_recorded_at()' })
  recordedAt!: Date;

  @Column({ type: 'text', collation: 'C' })
  subject!: string;

  @Column('text')
  predicate!: string;

  @Column('text')
  object!: string;

  @Column('double precision')
  confidence!: number;

  @Column('bytea', { name: 'source_hash' })
  sourceHash!: Buffer;

  /** The tier number: declared by the writer, or inferred. */
  @Column('smallint', { name: 'source_class' })
  sourceClass!: number;

  /** Whether the writer declared the class, which makes it part of the address. */
  @Column('boolean', { name: 'declared_class' })
  declaredClass!: boolean;

  @Column('text')
  lifecycle!: string;

  @Column('bigint', { name: 'valid_from', nullable: true })
  validFrom!: string | null;

  @Column('bigint', { name: 'valid_to', nullable: true })
  validTo!: string | null;

  @Column('text', { nullable: true })
  epoch!: string | null;

  @Column('bytea', { name: 'parent_hash', nullable: true })
  parentHash!: Buffer | null;

  @Column('text', { name: 'source_metadata', nullable: true })
  sourceMetadata!: string | null;

  @Column('text', { nullable: true })
  narrative!: string | null;

  @Column('bytea', { name: 'visual_hash', nullable: true })
  visualHash!: Buffer | null;

  @Column('double precision', { array: true, nullable: true })
  vector!: number[] | null;

  /** Since when the row is a tombstone: its object is the JSON null, and nothing else of its content is left. */
  @Column('timestamptz', { name: 'redacted_at', nullable: true })
  redactedAt!: Date | null;
}
