import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A piece of evidence, addressed by the BLAKE3 of its content; the content itself is optional. */
@Entity('source')
@Check('source_hash_check', 'length(hash) = 32')
@Check('source_content_check', 'length(content) <= 1048576')
@Check('source_class_check', 'source_class BETWEEN 0 AND 5')
@Check('source_redacted_check', 'redacted_at IS NULL OR (content IS NULL AND title IS NULL AND uri IS NULL AND author IS NULL)')
@Index('source_recorded_index', ['namespace', 'recordedAt', 'hash'])
export class SourceEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'source_pkey' })
  namespace!: string;

  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'source_pkey' })
  hash!: Buffer;

  @Column('bytea', { nullable: true })
  content!: Buffer | null;

  @Column('text', { nullable: true })
  title!: string | null;

  @Column('text', { nullable: true })
  uri!: string | null;

  @Column('text', { nullable: true })
  author!: string | null;

  @Column('text', { name: 'published_at', nullable: true })
  publishedAt!: string | null;

  @Column('smallint', { name: 'source_class', nullable: true })
  sourceClass!: number | null;

  @Column('text', { name: 'media_type', nullable: true })
  mediaType!: string | null;

  @Column('bytea', { name: 'agent_id', nullable: true })
  agentId!: Buffer | null;

  @Column('bytea', { nullable: true })
  signature!: Buffer | null;

  @Column('bigint', { name: 'signed_at', nullable: true })
  signedAt!: string | null;

  @Column('timestamptz', { name: 'recorded_at', default: () => 'stemedb_recorded_at()' })
  recordedAt!: Date;

  /** Since when the row is a tombstone, without content, title, uri and author. */
  @Column('timestamptz', { name: 'redacted_at', nullable: true })
  redactedAt!: Date | null;
}
