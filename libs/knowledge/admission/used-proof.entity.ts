import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** TypeORM writes into the options that it is given, so each column gets a copy. */
const PRIMARY_KEY = { primaryKeyConstraintName: 'used_proof_pkey' };

/** A proof of work that has been used, until it is too old to be used anyway. */
@Entity('used_proof')
@Check('used_proof_agent_check', 'length(agent_id) = 32')
@Index('used_proof_solved_index', ['namespace', 'solvedAt'])
export class UsedProofEntity {
  @PrimaryColumn('text', { ...PRIMARY_KEY })
  namespace!: string;

  @PrimaryColumn('bytea', { ...PRIMARY_KEY, name: 'agent_id' })
  agentId!: Buffer;

  /** The 64 bits of the nonce as a signed number. */
  @PrimaryColumn('bigint', { ...PRIMARY_KEY })
  nonce!: string;

  @Column('bigint', { name: 'solved_at' })
  solvedAt!: string;

  @Column('uuid', { name: 'request_id' })
  requestId!: string;
}
