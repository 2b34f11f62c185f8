import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** TypeORM writes into the options that it is given, so each column gets a copy. */
const PRIMARY_KEY = { primaryKeyConstraintName: 'search_document_pkey' };

/** The words of a claim. Readers see only what matches the query of their transaction; see the migration. */
@Entity('search_document')
@Check('search_document_hash_check', 'length(hash) = 32')
@Index('search_document_index', { synchronize: false })
export class SearchDocumentEntity {
  @PrimaryColumn('text', { ...PRIMARY_KEY })
  namespace!: string;

  @PrimaryColumn('bigint', { ...PRIMARY_KEY, name: 'subject_key' })
  subjectKey!: string;

  @PrimaryColumn('bigint', { ...PRIMARY_KEY, name: 'predicate_key' })
  predicateKey!: string;

  @PrimaryColumn('bytea', { ...PRIMARY_KEY })
  hash!: Buffer;

  @Column('timestamptz', { name: 'recorded_at' })
  recordedAt!: Date;

  @Column('tsvector')
  document!: string;
}
