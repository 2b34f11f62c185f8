import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A key is named by its id alone where its namespace is not known yet, and keys are listed newest first. */
const INDEXES = `
CREATE UNIQUE INDEX api_key_id_index ON api_key (id);
CREATE INDEX api_key_created_index ON api_key (created_at, id);
ALTER TABLE api_key ADD CONSTRAINT api_key_quota_check CHECK (quota_tokens_per_hour >= 0);
`;

/** A revoked key is revoked for good, whoever writes to the store. */
const FINAL = `
CREATE FUNCTION stemedb_keep_revoked() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  RAISE EXCEPTION 'a revoked API key stays revoked' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER api_key_revoked BEFORE UPDATE ON api_key
  FOR EACH ROW WHEN (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)
  EXECUTE FUNCTION stemedb_keep_revoked();
`;

export class Keys1764700000000 implements MigrationInterface {
  readonly name = 'Keys1764700000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [INDEXES, FINAL]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER api_key_revoked ON api_key');
    await runner.query('DROP FUNCTION stemedb_keep_revoked');
    await runner.query('ALTER TABLE api_key DROP CONSTRAINT api_key_quota_check');
    await runner.query('DROP INDEX api_key_created_index, api_key_id_index');
  }
}
