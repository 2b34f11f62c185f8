import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A named paradigm that claims may belong to. It never changes; what supersedes it names it. */
@Entity('epoch')
@Check('epoch_length_check', 'length(hash) = 32 AND length(agent_id) = 32 AND length(signature) = 64')
@Check('epoch_type_check', `supersession_type IN ('Invalidate', 'Temporal', 'Refinement', 'Retraction')`)
@Check('epoch_supersedes_check', '(supersedes IS NULL) = (supersession_type IS NULL)')
@Check('epoch_time_check', 'starts_at < ends_at')
@Check('epoch_signed_check', '(agent_id IS NULL) = (signature IS NULL)')
@Index('epoch_recorded_index', ['namespace', 'recordedAt', 'id'])
export class EpochEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'epoch_pkey' })
  namespace!: string;

  @PrimaryColumn({ type: 'text', collation: 'C', primaryKeyConstraintName: 'epoch_pkey' })
  id!: string;

  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column({ type: 'text', collation: 'C', nullable: true })
  supersedes!: string | null;

  @Column('text', { name: 'supersession_type', nullable: true })
  supersessionType!: string | null;

  /** Unix seconds, inclusive. */
  @Column('bigint', { name: 'starts_at' })
  startsAt!: string;

  /** Unix seconds, exclusive. */
  @Column('bigint', { name: 'ends_at', nullable: true })
  endsAt!: string | null;

  /** Its address. */
  @Column('bytea')
  hash!: Buffer;

  @Column('bytea', { name: 'agent_id', nullable: true })
  agentId!: Buffer | null;

  @Column('bytea', { nullable: true })
  signature!: Buffer | null;

  @Column('bigint', { name: 'signed_at', nullable: true })
  signedAt!: string | null;

  @Column('uuid', { name: 'key_id' })
  keyId!: string;

  @Column('timestamptz', { name: 'recorded_at', default: () => 'stemedb_recorded_at()' })
  recordedAt!: Date;
}
