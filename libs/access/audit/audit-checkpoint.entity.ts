import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** Where the chain of a namespace stood after one write. */
@Entity('audit_checkpoint')
@Check('audit_checkpoint_hash_check', 'length(hash) = 32')
export class AuditCheckpointEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'audit_checkpoint_pkey' })
  namespace!: string;

  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'audit_checkpoint_pkey' })
  sequence!: string;

  @Column('timestamptz', { name: 'recorded_at' })
  recordedAt!: Date;

  @Column('bytea')
  hash!: Buffer;
}
