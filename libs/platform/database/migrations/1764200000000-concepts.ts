import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What subjects have in common, derived from the claims; can be made anew from them. A feature (64 bits of a hash) is a
 * trigram of a subject's name, its tail or a fact claimed of it, and a posting names the subjects that a step of the
 * projection found to have it. One row for many subjects keeps it small; comparing keys alone keeps it usable behind row
 * security, where PostgreSQL uses an index for operators only that it knows to be leakproof, which those of arrays and
 * of pg_trgm are not.
 */
const CONCEPTS = `
CREATE TABLE concept (
  namespace text NOT NULL,
  subject_key bigint NOT NULL,
  subject text COLLATE "C" NOT NULL,
  first_recorded_at timestamptz NOT NULL,
  CONSTRAINT concept_pkey PRIMARY KEY (namespace, subject_key, subject)
);

CREATE TABLE concept_posting (
  namespace text NOT NULL,
  feature bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  subject_keys bigint[] NOT NULL,
  CONSTRAINT concept_posting_pkey PRIMARY KEY (namespace, feature, recorded_at)
);
`;

const NAMESPACED = ['concept', 'concept_posting'];

const rowSecurity = (table: string): string => `
ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
CREATE POLICY ${table}_namespace ON ${table}
  USING (namespace = (SELECT stemedb_namespace())) WITH CHECK (namespace = (SELECT stemedb_namespace()));
`;

export class Concepts1764200000000 implements MigrationInterface {
  readonly name = 'Concepts1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CONCEPTS);
    for (const table of NAMESPACED) await runner.query(rowSecurity(table));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ${NAMESPACED.join(', ')}`);
  }
}
