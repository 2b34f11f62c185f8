import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What claims say, in a form in which near-duplicates are found: the key of a statement by an agent, and the sketch of its
 * text. Derived from the claims and their signatures; can be made anew from them. A look-up compares keys alone, so that
 * an index serves it behind row security.
 */
const LIKENESS = `
CREATE TABLE claim_likeness (
  namespace text NOT NULL,
  subject_key bigint NOT NULL,
  statement_key bigint NOT NULL,
  assertion_hash bytea NOT NULL,
  sketch bytea,
  CONSTRAINT claim_likeness_pkey PRIMARY KEY (namespace, subject_key, statement_key, assertion_hash),
  CONSTRAINT claim_likeness_hash_check CHECK (length(assertion_hash) = 32),
  CONSTRAINT claim_likeness_sketch_check CHECK (length(sketch) BETWEEN 4 AND 512)
);

ALTER TABLE claim_likeness ENABLE ROW LEVEL SECURITY;
ALTER TABLE claim_likeness FORCE ROW LEVEL SECURITY;
CREATE POLICY claim_likeness_namespace ON claim_likeness
  USING (namespace = (SELECT stemedb_namespace())) WITH CHECK (namespace = (SELECT stemedb_namespace()));
`;

/**
 * The lists of what waits and of what was decided, in their order, also where one commit held back very much. A claim is
 * decided on by its hash. The gauge of what waits counts every namespace at once: a transaction that sets `stemedb.survey`
 * may read the rows that wait.
 */
const LISTS = `
DROP INDEX quarantine_pending_index;
CREATE INDEX quarantine_pending_index ON quarantine (namespace, recorded_at, assertion_hash) WHERE decision IS NULL;
CREATE INDEX quarantine_reason_index ON quarantine (namespace, reason, recorded_at, assertion_hash) WHERE decision IS NULL;
CREATE INDEX quarantine_decided_index ON quarantine (namespace, decision, recorded_at, assertion_hash) WHERE decision IS NOT NULL;
CREATE INDEX quarantine_decided_reason_index ON quarantine (namespace, decision, reason, recorded_at, assertion_hash)
  WHERE decision IS NOT NULL;
CREATE INDEX quarantine_hash_index ON quarantine (namespace, assertion_hash);
CREATE POLICY quarantine_survey ON quarantine FOR SELECT
  USING ((SELECT current_setting('stemedb.survey', true)) = 'on' AND decision IS NULL);
`;

const BEFORE = `
DROP POLICY quarantine_survey ON quarantine;
DROP INDEX quarantine_pending_index, quarantine_reason_index, quarantine_decided_index, quarantine_decided_reason_index,
  quarantine_hash_index;
CREATE INDEX quarantine_pending_index ON quarantine (namespace, recorded_at) WHERE decision IS NULL;
`;

export class Quarantine1765300000000 implements MigrationInterface {
  readonly name = 'Quarantine1765300000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LIKENESS);
    await runner.query(LISTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(BEFORE);
    await runner.query('DROP TABLE claim_likeness');
  }
}
