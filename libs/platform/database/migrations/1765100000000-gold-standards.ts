import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Questions whose right answer an operator has fixed, and which claims were counted for or against their signers. What
 * was counted stands under question, claim and agent, so that nothing is counted twice, whoever verifies at the same time.
 */
const GOLD_STANDARDS = `
CREATE TABLE gold_standard (
  namespace text NOT NULL,
  id uuid NOT NULL,
  subject_key bigint NOT NULL,
  predicate_key bigint NOT NULL,
  subject text COLLATE "C" NOT NULL,
  predicate text COLLATE "C" NOT NULL,
  object text NOT NULL,
  tolerance double precision,
  note text NOT NULL,
  key_id uuid NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT stemedb_recorded_at(),
  removed_at timestamptz,
  CONSTRAINT gold_standard_pkey PRIMARY KEY (namespace, id),
  CONSTRAINT gold_standard_tolerance_check CHECK (tolerance >= 0 AND tolerance <= 1),
  CONSTRAINT gold_standard_note_check CHECK (note <> ''),
  CONSTRAINT gold_standard_removed_check CHECK (removed_at > recorded_at)
);
CREATE UNIQUE INDEX gold_standard_current_index ON gold_standard (namespace, subject_key, predicate_key) WHERE removed_at IS NULL;
CREATE INDEX gold_standard_recorded_index ON gold_standard (namespace, recorded_at, id);

CREATE TABLE gold_outcome (
  namespace text NOT NULL,
  gold_id uuid NOT NULL,
  subject_key bigint NOT NULL,
  assertion_hash bytea NOT NULL,
  agent_id bytea NOT NULL,
  accurate boolean NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT stemedb_recorded_at(),
  CONSTRAINT gold_outcome_pkey PRIMARY KEY (namespace, gold_id, assertion_hash, agent_id),
  CONSTRAINT gold_outcome_length_check CHECK (length(assertion_hash) = 32 AND length(agent_id) = 32)
);
CREATE INDEX gold_outcome_failed_index ON gold_outcome (namespace, recorded_at) WHERE NOT accurate;
CREATE INDEX gold_outcome_agent_index ON gold_outcome (namespace, agent_id) WHERE NOT accurate;
`;

const OWN = 'namespace = (SELECT stemedb_namespace())';

const rowSecurity = (table: string): string => `
ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
CREATE POLICY ${table}_namespace ON ${table} USING (${OWN}) WITH CHECK (${OWN});
`;

const IMMUTABLE = `
CREATE TRIGGER gold_outcome_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON gold_outcome
  FOR EACH STATEMENT EXECUTE FUNCTION stemedb_refuse_change();
`;

export class GoldStandards1765100000000 implements MigrationInterface {
  readonly name = 'GoldStandards1765100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(GOLD_STANDARDS);
    for (const table of ['gold_standard', 'gold_outcome']) await runner.query(rowSecurity(table));
    await runner.query(IMMUTABLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE gold_outcome, gold_standard');
  }
}
