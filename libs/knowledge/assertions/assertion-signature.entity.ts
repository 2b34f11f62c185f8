import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** TypeORM writes into the options that it is given, so each column gets a copy. */
const PRIMARY_KEY = { primaryKeyConstraintName: 'assertion_signature_pkey' };

/** An agent's signature under a claim; one of each agent. */
@Entity('assertion_signature')
@Check('assertion_signature_length_check', 'length(agent_id) = 32 AND length(signature) = 64')
@Index('assertion_signature_agent_index', ['namespace', 'agentId', 'recordedAt'])
@Index('assertion_signature_recorded_index', ['namespace', 'recordedAt'])
export class AssertionSignatureEntity {
  @PrimaryColumn('text', { ...PRIMARY_KEY })
  namespace!: string;

  @PrimaryColumn('bigint', { ...PRIMARY_KEY, name: 'subject_key' })
  subjectKey!: string;

  @PrimaryColumn('bytea', { ...PRIMARY_KEY, name: 'assertion_hash' })
  assertionHash!: Buffer;

  @PrimaryColumn('bytea', { ...PRIMARY_KEY, name: 'agent_id' })
  agentId!: Buffer;

  @Column('bytea')
  signature!: Buffer;

  @Column('bigint', { name: 'signed_at' })
  signedAt!: string;

  @Column('timestamptz', { name: 'recorded_at', default: () => 'stemedb_recorded_at()' })
  recordedAt!: Date;
}
