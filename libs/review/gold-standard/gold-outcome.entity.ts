import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** TypeORM writes into the options that it is given, so each column gets a copy. */
const PRIMARY_KEY = { primaryKeyConstraintName: 'gold_outcome_pkey' };

/** That a claim was counted for or against one of its signers, by a gold standard. */
@Entity('gold_outcome')
@Check('gold_outcome_length_check', 'length(assertion_hash) = 32 AND length(agent_id) = 32')
@Index('gold_outcome_failed_index', ['namespace', 'recordedAt'], { where: 'NOT accurate' })
@Index('gold_outcome_agent_index', ['namespace', 'agentId'], { where: 'NOT accurate' })
export class GoldOutcomeEntity {
  @PrimaryColumn('text', { ...PRIMARY_KEY })
  namespace!: string;

  @PrimaryColumn('uuid', { ...PRIMARY_KEY, name: 'gold_id' })
  goldId!: string;

  @Column('bigint', { name: 'subject_key' })
  subjectKey!: string;

  @PrimaryColumn('bytea', { ...PRIMARY_KEY, name: 'assertion_hash' })
  assertionHash!: Buffer;

  @PrimaryColumn('bytea', { ...PRIMARY_KEY, name: 'agent_id' })
  agentId!: Buffer;

  @Column('boolean')
  accurate!: boolean;

  @Column('timestamptz', { name: 'recorded_at', default: () => 'stemedb_recorded_at()' })
  recordedAt!: Date;
}
