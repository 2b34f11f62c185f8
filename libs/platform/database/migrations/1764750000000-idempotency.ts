import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Requests that carry an Idempotency-Key: first as claims, which lapse when their server is gone, then with the answer,
 * sealed with the API key that asked.
 */
const TABLE = `
CREATE TABLE idempotency_key (
  namespace text NOT NULL,
  key_id uuid NOT NULL,
  idempotency_key text COLLATE "C" NOT NULL,
  route text NOT NULL,
  request_digest bytea NOT NULL,
  claim_id uuid NOT NULL,
  expires_at timestamptz NOT NULL,
  status smallint,
  sealed_answer bytea,
  CONSTRAINT idempotency_key_pkey PRIMARY KEY (namespace, key_id, idempotency_key),
  CONSTRAINT idempotency_key_length_check CHECK (length(idempotency_key) BETWEEN 1 AND 255 AND length(request_digest) = 32),
  CONSTRAINT idempotency_key_answer_check CHECK ((status IS NULL) = (sealed_answer IS NULL))
);
CREATE INDEX idempotency_key_expiry_index ON idempotency_key (namespace, expires_at);

ALTER TABLE idempotency_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotency_key FORCE ROW LEVEL SECURITY;
CREATE POLICY idempotency_key_namespace ON idempotency_key
  USING (namespace = (SELECT stemedb_namespace())) WITH CHECK (namespace = (SELECT stemedb_namespace()));
`;

export class Idempotency1764750000000 implements MigrationInterface {
  readonly name = 'Idempotency1764750000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE idempotency_key');
  }
}
