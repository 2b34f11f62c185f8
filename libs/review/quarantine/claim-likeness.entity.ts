import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** TypeORM writes into the options that it is given, so each column gets a copy. */
const PRIMARY_KEY = { primaryKeyConstraintName: 'claim_likeness_pkey' };

/** What a claim says, in a form in which near-duplicates are found. */
@Entity('claim_likeness')
@Check('claim_likeness_hash_check', 'length(assertion_hash) = 32')
@Check('claim_likeness_sketch_check', 'length(sketch) BETWEEN 4 AND 512')
export class ClaimLikenessEntity {
  @PrimaryColumn('text', { ...PRIMARY_KEY })
  namespace!: string;

  @PrimaryColumn('bigint', { ...PRIMARY_KEY, name: 'subject_key' })
  subjectKey!: string;

  /** Of what is said, by whom, on which evidence. */
  @PrimaryColumn('bigint', { ...PRIMARY_KEY, name: 'statement_key' })
  statementKey!: string;

  @PrimaryColumn('bytea', { ...PRIMARY_KEY, name: 'assertion_hash' })
  assertionHash!: Buffer;

  /** Of a long text, up to 128 numbers of four bytes, the lowest first; null for a short one, which its claim holds itself. */
  @Column('bytea', { nullable: true })
  sketch!: Buffer | null;
}
