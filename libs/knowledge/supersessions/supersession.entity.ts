import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** TypeORM writes into the options that it is given, so each column gets a copy. */
const PRIMARY_KEY = { primaryKeyConstraintName: 'supersession_pkey' };

/** A record that something stands in a claim's place, or that nothing does any more. The claim itself stays as it is. */
@Entity('supersession')
@Check(
  'supersession_length_check',
  `length(target_hash) = 32 AND length(hash) = 32
    AND length(superseding_hash) = 32 AND length(agent_id) = 32 AND length(signature) = 64`,
)
@Check('supersession_type_check', `type IN ('Invalidate', 'Temporal', 'Refinement', 'Retraction')`)
@Check(
  'supersession_successor_check',
  `CASE type
    WHEN 'Retraction' THEN superseding_hash IS NULL WHEN 'Invalidate' THEN true ELSE superseding_hash IS NOT NULL END`,
)
@Check('supersession_reason_check', `reason <> ''`)
@Check('supersession_signed_check', '(agent_id IS NULL) = (signature IS NULL)')
@Index('supersession_recorded_index', ['namespace', 'recordedAt', 'hash'])
@Index('supersession_successor_index', ['namespace', 'supersedingHash'], { where: 'superseding_hash IS NOT NULL' })
export class SupersessionEntity {
  @PrimaryColumn('text', { ...PRIMARY_KEY })
  namespace!: string;

  @PrimaryColumn('bigint', { ...PRIMARY_KEY, name: 'subject_key' })
  subjectKey!: string;

  @PrimaryColumn('bytea', { ...PRIMARY_KEY, name: 'target_hash' })
  targetHash!: Buffer;

  @PrimaryColumn('bytea', { ...PRIMARY_KEY })
  hash!: Buffer;

  @Column('bytea', { name: 'superseding_hash', nullable: true })
  supersedingHash!: Buffer | null;

  @Column('text')
  type!: string;

  @Column('text')
  reason!: string;

  @Column('bytea', { name: 'agent_id', nullable: true })
  agentId!: Buffer | null;

  @Column('bytea', { nullable: true })
  signature!: Buffer | null;

  @Column('bigint', { name: 'signed_at' })
  signedAt!: string;

  @Column('uuid', { name: 'key_id' })
  keyId!: string;

  @Column('timestamptz', { name: 'recorded_at', default: () => 'stemedb_recorded_at()' })
  recordedAt!: Date;
}
