import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One API key. Only a hash of its secret is kept; `prefix` is the visible part by which it is found. */
@Entity('api_key')
@Check('api_key_namespace_check', `namespace = '*' OR namespace ~ '^[a-z0-9-]{1,64}$'`)
@Check('api_key_role_check', `role IN ('read_only', 'write_agent', 'admin')`)
@Check('api_key_scope_check', `namespace <> '*' OR role = 'admin'`)
@Check('api_key_secret_hash_check', 'length(secret_hash) = 32')
@Check('api_key_quota_check', 'quota_tokens_per_hour >= 0')
@Index('api_key_prefix_index', ['prefix'])
@Index('api_key_id_index', ['id'], { unique: true })
@Index('api_key_created_index', ['createdAt', 'id'])
export class ApiKeyEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'api_key_pkey' })
  namespace!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'api_key_pkey' })
  id!: string;

  @Column('text')
  name!: string;

  @Column('text')
  role!: string;

  @Column('text')
  prefix!: string;

  @Column('bytea', { name: 'secret_hash' })
  secretHash!: Buffer;

  @Column('text', { name: 'agent_ids', array: true, default: [] })
  agentIds!: string[];

  @Column('text', { name: 'allowed_networks', array: true, default: [] })
  allowedNetworks!: string[];

  @Column('text', { name: 'rate_class', default: 'standard' })
  rateClass!: string;

  @Column('integer', { name: 'quota_tokens_per_hour', nullable: true })
  quotaTokensPerHour!: number | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @Column('timestamptz', { name: 'disabled_at', nullable: true })
  disabledAt!: Date | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;

  @Column('uuid', { name: 'replaced_by', nullable: true })
  replacedBy!: string | null;

  @Column('timestamptz', { name: 'grace_until', nullable: true })
  graceUntil!: Date | null;

  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt!: Date | null;
}
