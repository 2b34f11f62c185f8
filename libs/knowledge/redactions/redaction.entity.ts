import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** TypeORM writes into the options that it is given, so each column gets a copy. */
const PRIMARY_KEY = { primaryKeyConstraintName: 'redaction_pkey' };

/** What an admin has erased, why and when. The erased row itself is the tombstone. */
@Entity('redaction')
@Check('redaction_hash_check', 'length(hash) = 32')
@Check('redaction_kind_check', `kind IN ('assertion', 'source')`)
@Check('redaction_reason_check', `reason <> ''`)
@Check('redaction_subject_key_check', `(kind = 'assertion') = (subject_key IS NOT NULL)`)
@Index('redaction_recorded_index', ['namespace', 'recordedAt', 'hash'])
export class RedactionEntity {
  @PrimaryColumn('text', { ...PRIMARY_KEY })
  namespace!: string;

  @PrimaryColumn('text', { ...PRIMARY_KEY })
  kind!: string;

  @PrimaryColumn('bytea', { ...PRIMARY_KEY })
  hash!: Buffer;

  /** Of the assertion; a source has none. */
  @Column('bigint', { name: 'subject_key', nullable: true })
  subjectKey!: string | null;

  /** What there was of its content. */
  @Column('text', { array: true })
  fields!: string[];

  @Column('text')
  reason!: string;

  @Column('uuid', { name: 'key_id' })
  keyId!: string;

  @Column('timestamptz', { name: 'recorded_at', default: () => 'stemedb_recorded_at()' })
  recordedAt!: Date;
}
