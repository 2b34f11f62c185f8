import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The circuits that are not closed, so that what opens on one instance refuses on all. `opening` names the last opening:
 * whoever closes a circuit closes the opening that he knows of, and none that another instance has begun since. Each
 * instance reads them once a second, of all namespaces, for which it says that it watches circuits; a transaction that
 * does not sees those of its own namespace.
 */
const CIRCUIT_BREAKER = `
CREATE TABLE circuit_breaker (
  namespace text NOT NULL,
  key_id uuid NOT NULL,
  agent_id bytea NOT NULL,
  opening uuid NOT NULL,
  opened_at timestamptz NOT NULL,
  until timestamptz NOT NULL,
  failures integer NOT NULL,
  reason text NOT NULL,
  CONSTRAINT circuit_breaker_pkey PRIMARY KEY (namespace, key_id, agent_id),
  CONSTRAINT circuit_breaker_agent_id_check CHECK (length(agent_id) IN (0, 32)),
  CONSTRAINT circuit_breaker_until_check CHECK (until > opened_at)
);
ALTER TABLE circuit_breaker ENABLE ROW LEVEL SECURITY;
ALTER TABLE circuit_breaker FORCE ROW LEVEL SECURITY;
CREATE POLICY circuit_breaker_namespace ON circuit_breaker
  USING (namespace = (SELECT stemedb_namespace())) WITH CHECK (namespace = (SELECT stemedb_namespace()));
CREATE POLICY circuit_breaker_watch ON circuit_breaker FOR SELECT
  USING ((SELECT current_setting('stemedb.watch_circuits', true)) = 'on');
`;

export class CircuitBreakers1764900000000 implements MigrationInterface {
  readonly name = 'CircuitBreakers1764900000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CIRCUIT_BREAKER);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE circuit_breaker');
  }
}
