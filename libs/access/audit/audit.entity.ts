import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A query or an administrator's act, in its place in the chain of its namespace. */
@Entity('audit')
@Check('audit_namespace_check', "namespace ~ '^[a-z0-9-]{1,64}$'")
@Check('audit_sequence_check', 'sequence > 0')
@Check(
  'audit_kind_check',
  `CASE kind WHEN 'query' THEN path IS NOT NULL AND act IS NULL AND as_of IS NOT NULL
    WHEN 'admin' THEN act IS NOT NULL AND path IS NULL ELSE false END`,
)
@Check('audit_length_check', 'length(agent_id) = 32 AND length(previous_hash) = 32 AND length(hash) = 32')
@Index('audit_id_index', ['namespace', 'id'], { unique: true })
@Index('audit_recorded_index', ['namespace', 'recordedAt', 'sequence'])
@Index('audit_subject_index', ['namespace', 'subject', 'recordedAt', 'sequence'], { where: 'subject IS NOT NULL' })
@Index('audit_agent_index', ['namespace', 'agentId', 'recordedAt', 'sequence'], { where: 'agent_id IS NOT NULL' })
export class AuditEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'audit_pkey' })
  namespace!: string;

  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'audit_pkey' })
  sequence!: string;

  @Column('uuid')
  id!: string;

  @Column('timestamptz', { name: 'recorded_at' })
  recordedAt!: Date;

  @Column('text')
  kind!: string;

  @Column('text', { nullable: true })
  path!: string | null;

  @Column('text', { nullable: true })
  act!: string | null;

  @Column('uuid', { name: 'key_id' })
  keyId!: string;

  @Column('bytea', { name: 'agent_id', nullable: true })
  agentId!: Buffer | null;

  @Column({ type: 'text', nullable: true, collation: 'C' })
  subject!: string | null;

  @Column('text', { nullable: true })
  lens!: string | null;

  @Column('timestamptz', { name: 'as_of', nullable: true })
  asOf!: Date | null;

  @Column('text')
  payload!: string;

  @Column('bytea', { name: 'previous_hash' })
  previousHash!: Buffer;

  @Column('bytea')
  hash!: Buffer;
}
