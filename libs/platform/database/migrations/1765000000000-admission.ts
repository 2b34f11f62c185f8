import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Several things can happen to an agent's trust in one commit, as in a verification against many gold standards: an
 * ordinal tells them apart. A decay reaches to a moment that may lie before its commit: from there the next one goes on.
 */
const TRUST_EVENTS = `
ALTER TABLE trust_event
  ADD COLUMN ordinal smallint NOT NULL DEFAULT 0,
  ADD COLUMN effective_at timestamptz,
  DROP CONSTRAINT trust_event_pkey,
  ADD CONSTRAINT trust_event_pkey PRIMARY KEY (namespace, agent_id, recorded_at, ordinal);
`;

/**
 * Proofs of work that have been used, until they are too old to be used anyway. The request stands beside them, because
 * the claims of one batch, which one proof admits, may be part of several commits.
 */
const PROOFS = `
CREATE TABLE used_proof (
  namespace text NOT NULL,
  agent_id bytea NOT NULL,
  nonce bigint NOT NULL,
  solved_at bigint NOT NULL,
  request_id uuid NOT NULL,
  CONSTRAINT used_proof_pkey PRIMARY KEY (namespace, agent_id, nonce),
  CONSTRAINT used_proof_agent_check CHECK (length(agent_id) = 32)
);
CREATE INDEX used_proof_solved_index ON used_proof (namespace, solved_at);

ALTER TABLE used_proof ENABLE ROW LEVEL SECURITY;
ALTER TABLE used_proof FORCE ROW LEVEL SECURITY;
CREATE POLICY used_proof_namespace ON used_proof
  USING (namespace = (SELECT stemedb_namespace())) WITH CHECK (namespace = (SELECT stemedb_namespace()));
`;

/** The last event of each commit keeps what the agent's score came to. */
const ONE_EVENT_A_COMMIT = `
ALTER TABLE trust_event DISABLE TRIGGER trust_event_immutable;
DELETE FROM trust_event event WHERE EXISTS (
  SELECT FROM trust_event later WHERE later.namespace = event.namespace AND later.agent_id = event.agent_id
    AND later.recorded_at = event.recorded_at AND later.ordinal > event.ordinal);
ALTER TABLE trust_event ENABLE TRIGGER trust_event_immutable;
ALTER TABLE trust_event
  DROP CONSTRAINT trust_event_pkey,
  DROP COLUMN ordinal,
  DROP COLUMN effective_at,
  ADD CONSTRAINT trust_event_pkey PRIMARY KEY (namespace, agent_id, recorded_at);
`;

export class Admission1765000000000 implements MigrationInterface {
  readonly name = 'Admission1765000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TRUST_EVENTS);
    await runner.query(PROOFS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE used_proof');
    await runner.query(ONE_EVENT_A_COMMIT);
  }
}
