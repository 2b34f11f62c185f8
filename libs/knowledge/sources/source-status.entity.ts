import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** TypeORM writes into the options that it is given, so each column gets a copy. */
const PRIMARY_KEY = { primaryKeyConstraintName: 'source_status_pkey' };

/** What an admin said of a source. The latest row counts; earlier ones stay, so that every moment keeps its status. */
@Entity('source_status')
@Check('source_status_hash_check', 'length(source_hash) = 32')
@Check('source_status_check', `status IN ('active', 'deprecated', 'retracted')`)
@Check('source_status_reason_check', `reason <> ''`)
@Index('source_status_recorded_index', ['namespace', 'recordedAt', 'sourceHash'])
export class SourceStatusEntity {
  @PrimaryColumn('text', { ...PRIMARY_KEY })
  namespace!: string;

  @PrimaryColumn('bytea', { ...PRIMARY_KEY, name: 'source_hash' })
  sourceHash!: Buffer;

  @PrimaryColumn('timestamptz', { ...PRIMARY_KEY, name: 'recorded_at', default: () => 'stemedb_recorded_at()' })
  recordedAt!: Date;

  @Column('text')
  status!: string;

  @Column('text')
  reason!: string;

  @Column('uuid', { name: 'key_id' })
  keyId!: string;
}
