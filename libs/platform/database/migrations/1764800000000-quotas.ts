import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Agents whose quota is not that of everybody. What was set before is in the audit. */
const AGENT_QUOTA = `
CREATE TABLE agent_quota (
  namespace text NOT NULL,
  agent_id bytea NOT NULL,
  tokens_per_hour integer NOT NULL,
  reason text NOT NULL,
  key_id uuid NOT NULL,
  set_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT agent_quota_pkey PRIMARY KEY (namespace, agent_id),
  CONSTRAINT agent_quota_agent_check CHECK (length(agent_id) = 32),
  CONSTRAINT agent_quota_tokens_check CHECK (tokens_per_hour >= 0)
);
ALTER TABLE agent_quota ENABLE ROW LEVEL SECURITY;
ALTER TABLE agent_quota FORCE ROW LEVEL SECURITY;
CREATE POLICY agent_quota_namespace ON agent_quota
  USING (namespace = (SELECT stemedb_namespace())) WITH CHECK (namespace = (SELECT stemedb_namespace()));
`;

export class Quotas1764800000000 implements MigrationInterface {
  readonly name = 'Quotas1764800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(AGENT_QUOTA);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE agent_quota');
  }
}
