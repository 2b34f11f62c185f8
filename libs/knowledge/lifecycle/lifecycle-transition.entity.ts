import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** TypeORM writes into the options that it is given, so each column gets a copy. */
const PRIMARY_KEY = { primaryKeyConstraintName: 'lifecycle_transition_pkey' };

/** A step of a claim's lifecycle. The state at any time follows from the steps up to then; the claim stays as it is. */
@Entity('lifecycle_transition')
@Check(
  'lifecycle_transition_length_check',
  `length(target_hash) = 32 AND length(hash) = 32
    AND length(agent_id) = 32 AND length(signature) = 64`,
)
@Check('lifecycle_transition_state_check', `to_state IN ('Proposed', 'UnderReview', 'Approved', 'Deprecated', 'Rejected')`)
@Check('lifecycle_transition_signed_check', '(agent_id IS NULL) = (signature IS NULL)')
@Index('lifecycle_transition_recorded_index', ['namespace', 'recordedAt', 'hash'])
export class LifecycleTransitionEntity {
  @PrimaryColumn('text', { ...PRIMARY_KEY })
  namespace!: string;

  @PrimaryColumn('bigint', { ...PRIMARY_KEY, name: 'subject_key' })
  subjectKey!: string;

  @PrimaryColumn('bytea', { ...PRIMARY_KEY, name: 'target_hash' })
  targetHash!: Buffer;

  /** Its address. */
  @Column('bytea')
  hash!: Buffer;

  @Column('text', { name: 'from_state' })
  fromState!: string;

  @Column('text', { name: 'to_state' })
  toState!: string;

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

  @PrimaryColumn('timestamptz', { ...PRIMARY_KEY, name: 'recorded_at', default: () => 'stemedb_recorded_at()' })
  recordedAt!: Date;
}
