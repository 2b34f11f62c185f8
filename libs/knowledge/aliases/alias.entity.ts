import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Says that one concept path means the same as another, from `recorded_at` until `removed_at`. */
@Entity('alias')
@Check('alias_confidence_check', 'confidence >= 0 AND confidence <= 1')
@Check('alias_self_check', 'alias <> canonical')
@Check('alias_removed_check', 'removed_at > recorded_at')
@Index('alias_current_index', ['namespace', 'alias'], { unique: true, where: 'removed_at IS NULL' })
@Index('alias_canonical_index', ['namespace', 'canonical'])
@Index('alias_recorded_index', ['namespace', 'recordedAt', 'alias'])
@Index('alias_removed_index', ['namespace', 'removedAt', 'alias'], { where: 'removed_at IS NOT NULL' })
export class AliasEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'alias_pkey' })
  namespace!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'alias_pkey', collation: 'C' })
  alias!: string;

  @Column({ type: 'text', collation: 'C' })
  canonical!: string;

  @Column('bigint', { name: 'alias_key' })
  aliasKey!: string;

  @Column('bigint', { name: 'canonical_key' })
  canonicalKey!: string;

  @Column('double precision')
  confidence!: number;

  @Column('text')
  reason!: string;

  @Column('text', { name: 'created_by' })
  createdBy!: string;

  @Column('uuid', { name: 'key_id' })
  keyId!: string;

  @PrimaryColumn('timestamptz', {
    name: 'recorded_at',
    primaryKeyConstraintName: 'alias_pkey',
    default: () => 'stemedb_recorded_at()',
  })
  recordedAt!: Date;

  @Column('timestamptz', { name: 'removed_at', nullable: true })
  removedAt!: Date | null;
}
