import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** TypeORM writes into the options that it is given, so each column gets a copy. */
const PRIMARY_KEY = { primaryKeyConstraintName: 'vote_pkey' };

/** A vote. All are kept; of one agent's votes on one assertion the one with the latest `voted_at` counts. */
@Entity('vote')
@Check('vote_length_check', 'length(agent_id) = 32 AND length(signature) = 64 AND length(hash) = 32')
@Check('vote_weight_check', 'weight >= -1 AND weight <= 1')
@Index('vote_agent_index', ['namespace', 'agentId', 'recordedAt'])
@Index('vote_recorded_index', ['namespace', 'recordedAt'])
export class VoteEntity {
  @PrimaryColumn('text', { ...PRIMARY_KEY })
  namespace!: string;

  @PrimaryColumn('bigint', { ...PRIMARY_KEY, name: 'subject_key' })
  subjectKey!: string;

  @PrimaryColumn('bytea', { ...PRIMARY_KEY, name: 'assertion_hash' })
  assertionHash!: Buffer;

  @PrimaryColumn('bytea', { ...PRIMARY_KEY, name: 'agent_id' })
  agentId!: Buffer;

  @PrimaryColumn('bytea', { ...PRIMARY_KEY })
  hash!: Buffer;

  @Column('double precision')
  weight!: number;

  @Column('bigint', { name: 'voted_at' })
  votedAt!: string;

  @Column('bytea')
  signature!: Buffer;

  @Column('timestamptz', { name: 'recorded_at', default: () => 'stemedb_recorded_at()' })
  recordedAt!: Date;
}
