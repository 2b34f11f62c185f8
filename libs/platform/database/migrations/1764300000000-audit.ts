import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The audit trail: one chain a namespace, each row hashed with the hash of the row before it. `audit_checkpoint` keeps
 * where the chain stood after each write, so that rows missing at its end are missed as well.
 */
const TRAIL = `
CREATE TABLE audit (
  namespace text NOT NULL,
  sequence bigint NOT NULL,
  id uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  kind text NOT NULL,
  path text,
  act text,
  key_id uuid NOT NULL,
  agent_id bytea,
  subject text COLLATE "C",
  lens text,
  as_of timestamptz,
  payload text NOT NULL,
  previous_hash bytea NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT audit_pkey PRIMARY KEY (namespace, sequence),
  CONSTRAINT audit_namespace_check CHECK (namespace ~ '^[a-z0-9-]{1,64}$'),
  CONSTRAINT audit_sequence_check CHECK (sequence > 0),
  CONSTRAINT audit_kind_check CHECK (CASE kind WHEN 'query' THEN path IS NOT NULL AND act IS NULL AND as_of IS NOT NULL
    WHEN 'admin' THEN act IS NOT NULL AND path IS NULL ELSE false END),
  CONSTRAINT audit_length_check CHECK (length(agent_id) = 32 AND length(previous_hash) = 32 AND length(hash) = 32)
);
-- Hashes do not shrink: trying it took a third of the time that a row takes.
ALTER TABLE audit ALTER payload SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX audit_id_index ON audit (namespace, id);
CREATE INDEX audit_recorded_index ON audit (namespace, recorded_at, sequence);
CREATE INDEX audit_subject_index ON audit (namespace, subject, recorded_at, sequence) WHERE subject IS NOT NULL;
CREATE INDEX audit_agent_index ON audit (namespace, agent_id, recorded_at, sequence) WHERE agent_id IS NOT NULL;

CREATE TABLE audit_checkpoint (
  namespace text NOT NULL,
  sequence bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT audit_checkpoint_pkey PRIMARY KEY (namespace, sequence),
  CONSTRAINT audit_checkpoint_hash_check CHECK (length(hash) = 32)
);
`;

/**
 * Writers of one chain take turns, beside those of the commits: a claim never waits for an audit. Answers with where the
 * chain stands and with a moment later than that of its last row.
 */
const TURN = `
CREATE FUNCTION stemedb_begin_audit(OUT last_sequence bigint, OUT last_hash bytea, OUT moment timestamptz)
LANGUAGE plpgsql
AS $$
DECLARE
  ns text := stemedb_namespace();
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('stemedb.audit:' || ns, 0));
  SELECT sequence, hash, recorded_at INTO last_sequence, last_hash, moment
    FROM audit_checkpoint WHERE namespace = ns ORDER BY sequence DESC LIMIT 1;
  moment := greatest(clock_timestamp(), moment + interval '1 microsecond');
END
$$;
`;

const TABLES = ['audit', 'audit_checkpoint'];

const guarded = (table: string): string => `
ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
CREATE POLICY ${table}_namespace ON ${table}
  USING (namespace = (SELECT stemedb_namespace())) WITH CHECK (namespace = (SELECT stemedb_namespace()));
CREATE TRIGGER ${table}_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
  FOR EACH STATEMENT EXECUTE FUNCTION stemedb_refuse_change();
`;

export class Audit1764300000000 implements MigrationInterface {
  readonly name = 'Audit1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [TRAIL, TURN, ...TABLES.map(guarded)]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION stemedb_begin_audit');
    await runner.query(`DROP TABLE ${TABLES.join(', ')}`);
  }
}
