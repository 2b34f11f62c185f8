import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Tables that are derived from the records and can be made anew from them. How far each has come is the moment of the
 * last commit that it has taken in: commits of a namespace are totally ordered.
 */
const CHECKPOINT = `
CREATE TABLE projection_checkpoint (
  namespace text NOT NULL,
  name text NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT projection_checkpoint_pkey PRIMARY KEY (namespace, name)
);
`;

/**
 * The words of each claim. Row security keeps PostgreSQL from using an index for an operator that it does not know to be
 * leakproof, as @@ is not, unless the operator stands in the policy itself. So a search is part of the policy: a reader
 * sees the documents that match the query of its transaction, which begins with the word of its namespace, and none
 * without a query. The index has no list of pending entries, through which every search would have to go.
 */
const SEARCH = `
CREATE FUNCTION stemedb_search() RETURNS tsquery
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('stemedb.search', true), '')::tsquery $$;

CREATE TABLE search_document (
  namespace text NOT NULL,
  subject_key bigint NOT NULL,
  predicate_key bigint NOT NULL,
  hash bytea NOT NULL,
  recorded_at timestamptz NOT NULL,
  document tsvector NOT NULL,
  CONSTRAINT search_document_pkey PRIMARY KEY (namespace, subject_key, predicate_key, hash),
  CONSTRAINT search_document_hash_check CHECK (length(hash) = 32)
);
CREATE INDEX search_document_index ON search_document USING gin (document) WITH (fastupdate = off);

ALTER TABLE search_document ENABLE ROW LEVEL SECURITY;
ALTER TABLE search_document FORCE ROW LEVEL SECURITY;
CREATE POLICY search_document_read ON search_document FOR SELECT
  USING (namespace = (SELECT stemedb_namespace()) AND document @@ (SELECT stemedb_search()));
CREATE POLICY search_document_write ON search_document FOR INSERT
  WITH CHECK (namespace = (SELECT stemedb_namespace()));
CREATE POLICY search_document_remove ON search_document FOR DELETE
  USING (namespace = (SELECT stemedb_namespace()));
`;

/**
 * What each commit that touched a pair of several claims made of their disagreement; a row holds from `recorded_at` until
 * the next one of its pair.
 */
const STANDINGS = `
CREATE TABLE pair_standing (
  namespace text NOT NULL,
  subject_key bigint NOT NULL,
  predicate_key bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  until timestamptz,
  subject text COLLATE "C" NOT NULL,
  predicate text COLLATE "C" NOT NULL,
  class text NOT NULL,
  status text,
  conflict_score double precision NOT NULL,
  claims integer NOT NULL,
  distinct_objects integer NOT NULL,
  evidenced_objects integer NOT NULL,
  evidence_claims integer NOT NULL,
  anecdotal_claims integer NOT NULL,
  populated_tiers integer NOT NULL,
  ruleset_version integer NOT NULL,
  CONSTRAINT pair_standing_pkey PRIMARY KEY (namespace, subject_key, predicate_key, recorded_at),
  CONSTRAINT pair_standing_until_check CHECK (until > recorded_at),
  CONSTRAINT pair_standing_class_check
    CHECK (class IN ('active_disagreement', 'emerging_signal', 'resolved', 'low_priority'))
);
CREATE INDEX pair_standing_class_index ON pair_standing (namespace, class, conflict_score);
`;

const OWN = 'namespace = (SELECT stemedb_namespace())';

const rowSecurity = (table: string): string => `
ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
CREATE POLICY ${table}_namespace ON ${table} USING (${OWN}) WITH CHECK (${OWN});
`;

export class Projections1764500000000 implements MigrationInterface {
  readonly name = 'Projections1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CHECKPOINT);
    await runner.query(rowSecurity('projection_checkpoint'));
    await runner.query(SEARCH);
    await runner.query(STANDINGS);
    await runner.query(rowSecurity('pair_standing'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE pair_standing, search_document, projection_checkpoint');
    await runner.query('DROP FUNCTION stemedb_search');
  }
}
