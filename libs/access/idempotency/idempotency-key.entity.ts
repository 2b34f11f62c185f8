import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A request with an Idempotency-Key: a claim while it is under way, then its answer, sealed. */
@Entity('idempotency_key')
@Check('idempotency_key_length_check', 'length(idempotency_key) BETWEEN 1 AND 255 AND length(request_digest) = 32')
@Check('idempotency_key_answer_check', '(status IS NULL) = (sealed_answer IS NULL)')
@Index('idempotency_key_expiry_index', ['namespace', 'expiresAt'])
export class IdempotencyKeyEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'idempotency_key_pkey' })
  namespace!: string;

  /** The API key that asked. */
  @PrimaryColumn('uuid', { name: 'key_id', primaryKeyConstraintName: 'idempotency_key_pkey' })
  keyId!: string;

  @PrimaryColumn({ type: 'text', name: 'idempotency_key', collation: 'C', primaryKeyConstraintName: 'idempotency_key_pkey' })
  idempotencyKey!: string;

  @Column('text')
  route!: string;

  @Column('bytea', { name: 'request_digest' })
  requestDigest!: Buffer;

  /** Whose turn it is: a claim that lapsed and was taken over has another. */
  @Column('uuid', { name: 'claim_id' })
  claimId!: string;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  /** null while the request is under way. */
  @Column('smallint', { nullable: true })
  status!: number | null;

  @Column('bytea', { name: 'sealed_answer', nullable: true })
  sealedAnswer!: Buffer | null;
}
