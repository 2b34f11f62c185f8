import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What an admin has erased, why and when. `fields` names what was there and is gone. The row of the assertion or source
 * stays, as its own tombstone, with the moment of its redaction.
 */
const TABLE = `
CREATE TABLE redaction (
  namespace text NOT NULL,
  kind text NOT NULL,
  hash bytea NOT NULL,
  subject_key bigint,
  fields text[] NOT NULL,
  reason text NOT NULL,
  key_id uuid NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT stemedb_recorded_at(),
  CONSTRAINT redaction_pkey PRIMARY KEY (namespace, kind, hash),
  CONSTRAINT redaction_hash_check CHECK (length(hash) = 32),
  CONSTRAINT redaction_kind_check CHECK (kind IN ('assertion', 'source')),
  CONSTRAINT redaction_reason_check CHECK (reason <> ''),
  CONSTRAINT redaction_subject_key_check CHECK ((kind = 'assertion') = (subject_key IS NOT NULL))
);
CREATE INDEX redaction_recorded_index ON redaction (namespace, recorded_at, hash);

ALTER TABLE redaction ENABLE ROW LEVEL SECURITY;
ALTER TABLE redaction FORCE ROW LEVEL SECURITY;
CREATE POLICY redaction_namespace ON redaction
  USING (namespace = (SELECT stemedb_namespace())) WITH CHECK (namespace = (SELECT stemedb_namespace()));
CREATE TRIGGER redaction_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON redaction
  FOR EACH STATEMENT EXECUTE FUNCTION stemedb_refuse_change();
`;

/** Whatever says that it is redacted holds nothing any more. */
const TOMBSTONES = `
ALTER TABLE assertion ADD COLUMN redacted_at timestamptz;
ALTER TABLE assertion ADD CONSTRAINT assertion_redacted_check CHECK (redacted_at IS NULL OR (object = 'null'
  AND source_metadata IS NULL AND narrative IS NULL AND visual_hash IS NULL AND vector IS NULL));
ALTER TABLE source ADD COLUMN redacted_at timestamptz;
ALTER TABLE source ADD CONSTRAINT source_redacted_check
  CHECK (redacted_at IS NULL OR (content IS NULL AND title IS NULL AND uri IS NULL AND author IS NULL));
`;

/**
 * Rows of claims and sources stay immutable but for one act: in the very commit that records its redaction, a row may
 * become its tombstone, once and in no other column. A statement that is no part of such a commit is refused whether it
 * meets a row or not, for the owner of the tables and for superusers as well.
 */
const FUNCTIONS = `
CREATE FUNCTION stemedb_refuse_change_but_redaction() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM redaction WHERE namespace = stemedb_namespace() AND kind = TG_TABLE_NAME
      AND recorded_at = nullif(current_setting('stemedb.recorded_at', true), '')::timestamptz) THEN
    RAISE EXCEPTION 'rows of % are immutable', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END
$$;

CREATE FUNCTION stemedb_redact_assertion() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
  tombstone assertion;
BEGIN
  tombstone := OLD;
  tombstone.object := 'null';
  tombstone.source_metadata := NULL;
  tombstone.narrative := NULL;
  tombstone.visual_hash := NULL;
  tombstone.vector := NULL;
  SELECT recorded_at INTO tombstone.redacted_at FROM redaction
    WHERE namespace = OLD.namespace AND kind = 'assertion' AND hash = OLD.hash AND recorded_at = stemedb_recorded_at();
  IF OLD.redacted_at IS NOT NULL OR tombstone.redacted_at IS NULL OR NEW IS DISTINCT FROM tombstone THEN
    RAISE EXCEPTION 'rows of assertion are immutable' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;

CREATE FUNCTION stemedb_redact_source() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
  tombstone source;
BEGIN
  tombstone := OLD;
  tombstone.content := NULL;
  tombstone.title := NULL;
  tombstone.uri := NULL;
  tombstone.author := NULL;
  SELECT recorded_at INTO tombstone.redacted_at FROM redaction
    WHERE namespace = OLD.namespace AND kind = 'source' AND hash = OLD.hash AND recorded_at = stemedb_recorded_at();
  IF OLD.redacted_at IS NOT NULL OR tombstone.redacted_at IS NULL OR NEW IS DISTINCT FROM tombstone THEN
    RAISE EXCEPTION 'rows of source are immutable' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
`;

const REDACTED = ['assertion', 'source'];

const guardedBut = (table: string): string => `
DROP TRIGGER ${table}_immutable ON ${table};
CREATE TRIGGER ${table}_immutable BEFORE DELETE OR TRUNCATE ON ${table}
  FOR EACH STATEMENT EXECUTE FUNCTION stemedb_refuse_change();
CREATE TRIGGER ${table}_immutable_but_redacted BEFORE UPDATE ON ${table}
  FOR EACH STATEMENT EXECUTE FUNCTION stemedb_refuse_change_but_redaction();
CREATE TRIGGER ${table}_redacted BEFORE UPDATE ON ${table}
  FOR EACH ROW EXECUTE FUNCTION stemedb_redact_${table}();
`;

const guardedWholly = (table: string): string => `
DROP TRIGGER ${table}_redacted ON ${table};
DROP TRIGGER ${table}_immutable_but_redacted ON ${table};
DROP TRIGGER ${table}_immutable ON ${table};
CREATE TRIGGER ${table}_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
  FOR EACH STATEMENT EXECUTE FUNCTION stemedb_refuse_change();
DROP FUNCTION stemedb_redact_${table};
ALTER TABLE ${table} DROP COLUMN redacted_at;
`;

export class Redactions1765400000000 implements MigrationInterface {
  readonly name = 'Redactions1765400000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [TABLE, TOMBSTONES, FUNCTIONS, ...REDACTED.map(guardedBut)]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of REDACTED) await runner.query(guardedWholly(table));
    await runner.query('DROP FUNCTION stemedb_refuse_change_but_redaction');
    await runner.query('DROP TABLE redaction');
  }
}
