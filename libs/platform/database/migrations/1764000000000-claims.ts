import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The first schema. Every large table carries its namespace and its distribution column `subject_key` (64 bits derived
 * from namespace and subject) at the head of its primary key, so that the store can be distributed without a change;
 * nothing depends on a sequence or on a foreign key across them. Row-level security is the second lock behind the
 * queries' own `namespace` condition.
 */
const FUNCTIONS = `
CREATE FUNCTION stemedb_namespace() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT current_setting('stemedb.namespace', true) $$;

CREATE FUNCTION stemedb_recorded_at() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT current_setting('stemedb.recorded_at')::timestamptz $$;

CREATE FUNCTION stemedb_refuse_change() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are immutable', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
`;

/**
 * Commits of one namespace take turns, each with a later `recorded_at` than every commit before it, even where the
 * clock steps back: what a reader has seen up to a moment can never grow afterwards.
 *
 * `stemedb_settle` fixes the moment that a reading transaction stands for, `asked` or else the present, and answers with
 * the present where `asked` lies behind it. No commit can still reach a moment that is not later than the last commit's,
 * or than one that was settled before (`floor`). While a commit is on its way, that is the present, at most a second
 * old, and nobody waits; otherwise it is the clock's, read while no commit can begin.
 */
const COMMIT_CLOCK = `
CREATE TABLE commit_log (
  namespace text NOT NULL,
  recorded_at timestamptz NOT NULL,
  instance_id uuid NOT NULL,
  CONSTRAINT commit_log_pkey PRIMARY KEY (namespace, recorded_at),
  CONSTRAINT commit_log_namespace_check CHECK (namespace ~ '^[a-z0-9-]{1,64}$')
);

CREATE FUNCTION stemedb_begin_commit(writer uuid) RETURNS timestamptz
LANGUAGE plpgsql
AS $$
DECLARE
  ns text := stemedb_namespace();
  moment timestamptz;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('stemedb.commit:' || ns, 0));
  SELECT greatest(clock_timestamp(), max(recorded_at) + interval '1 microsecond')
    INTO moment FROM commit_log WHERE namespace = ns;
  INSERT INTO commit_log (namespace, recorded_at, instance_id) VALUES (ns, moment, writer);
  PERFORM set_config('stemedb.recorded_at', moment::text, true);
  RETURN moment;
END
$$;

CREATE FUNCTION stemedb_as_of() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT current_setting('stemedb.as_of')::timestamptz $$;

CREATE FUNCTION stemedb_settle(asked timestamptz, floor timestamptz) RETURNS timestamptz
LANGUAGE plpgsql
AS $$
DECLARE
  ns text := stemedb_namespace();
  lock_key bigint := hashtextextended('stemedb.commit:' || ns, 0);
  settled timestamptz;
  alone boolean;
BEGIN
  SELECT greatest(max(recorded_at), floor) INTO settled FROM commit_log WHERE namespace = ns;
  IF asked IS NULL OR settled IS NULL OR asked > settled THEN
    alone := pg_try_advisory_lock_shared(lock_key);
    IF NOT alone AND (asked IS NOT NULL OR settled IS NULL OR settled < clock_timestamp() - interval '1 second') THEN
      PERFORM pg_advisory_lock_shared(lock_key);
      alone := true;
    END IF;
    IF alone THEN
      SELECT greatest(clock_timestamp() - interval '1 microsecond', max(recorded_at), floor)
        INTO settled FROM commit_log WHERE namespace = ns;
      PERFORM pg_advisory_unlock_shared(lock_key);
    END IF;
  END IF;
  settled := least(asked, settled);
  PERFORM set_config('stemedb.as_of', settled::text, true);
  RETURN settled;
END
$$;
`;

const CLAIMS = `
CREATE TABLE assertion (
  namespace text NOT NULL,
  subject_key bigint NOT NULL,
  predicate_key bigint NOT NULL,
  hash bytea NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT stemedb_recorded_at(),
  subject text COLLATE "C" NOT NULL,
  predicate text NOT NULL,
  object text NOT NULL,
  confidence double precision NOT NULL,
  source_hash bytea NOT NULL,
  source_class smallint NOT NULL,
  declared_class boolean NOT NULL,
  lifecycle text NOT NULL,
  valid_from bigint,
  valid_to bigint,
  epoch text,
  parent_hash bytea,
  source_metadata text,
  narrative text,
  visual_hash bytea,
  vector double precision[],
  CONSTRAINT assertion_pkey PRIMARY KEY (namespace, subject_key, predicate_key, hash),
  CONSTRAINT assertion_hash_check CHECK (length(hash) = 32 AND length(source_hash) = 32),
  CONSTRAINT assertion_parent_hash_check CHECK (length(parent_hash) = 32),
  CONSTRAINT assertion_visual_hash_check CHECK (length(visual_hash) = 8),
  CONSTRAINT assertion_confidence_check CHECK (confidence >= 0 AND confidence <= 1),
  CONSTRAINT assertion_source_class_check CHECK (source_class BETWEEN 0 AND 5),
  CONSTRAINT assertion_valid_check CHECK (valid_from < valid_to),
  CONSTRAINT assertion_lifecycle_check
    CHECK (lifecycle IN ('Proposed', 'UnderReview', 'Approved', 'Deprecated', 'Rejected'))
);
CREATE INDEX assertion_hash_index ON assertion (namespace, hash);
CREATE INDEX assertion_recorded_index ON assertion (namespace, recorded_at, hash);
CREATE INDEX assertion_subject_index ON assertion (namespace, subject, recorded_at, hash);

CREATE TABLE assertion_signature (
  namespace text NOT NULL,
  subject_key bigint NOT NULL,
  assertion_hash bytea NOT NULL,
  agent_id bytea NOT NULL,
  signature bytea NOT NULL,
  signed_at bigint NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT stemedb_recorded_at(),
  CONSTRAINT assertion_signature_pkey PRIMARY KEY (namespace, subject_key, assertion_hash, agent_id),
  CONSTRAINT assertion_signature_length_check CHECK (length(agent_id) = 32 AND length(signature) = 64)
);
CREATE INDEX assertion_signature_agent_index ON assertion_signature (namespace, agent_id, recorded_at);

CREATE TABLE vote (
  namespace text NOT NULL,
  subject_key bigint NOT NULL,
  assertion_hash bytea NOT NULL,
  agent_id bytea NOT NULL,
  hash bytea NOT NULL,
  weight double precision NOT NULL,
  voted_at bigint NOT NULL,
  signature bytea NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT stemedb_recorded_at(),
  CONSTRAINT vote_pkey PRIMARY KEY (namespace, subject_key, assertion_hash, agent_id, hash),
  CONSTRAINT vote_length_check CHECK (length(agent_id) = 32 AND length(signature) = 64 AND length(hash) = 32),
  CONSTRAINT vote_weight_check CHECK (weight >= -1 AND weight <= 1)
);
CREATE INDEX vote_agent_index ON vote (namespace, agent_id, recorded_at);

CREATE TABLE agent (
  namespace text NOT NULL,
  agent_id bytea NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT stemedb_recorded_at(),
  CONSTRAINT agent_pkey PRIMARY KEY (namespace, agent_id)
);

CREATE TABLE source (
  namespace text NOT NULL,
  hash bytea NOT NULL,
  content bytea,
  title text,
  uri text,
  author text,
  published_at text,
  source_class smallint,
  media_type text,
  agent_id bytea,
  signature bytea,
  signed_at bigint,
  recorded_at timestamptz NOT NULL DEFAULT stemedb_recorded_at(),
  CONSTRAINT source_pkey PRIMARY KEY (namespace, hash),
  CONSTRAINT source_hash_check CHECK (length(hash) = 32),
  CONSTRAINT source_content_check CHECK (length(content) <= 1048576),
  CONSTRAINT source_class_check CHECK (source_class BETWEEN 0 AND 5)
);
CREATE INDEX source_recorded_index ON source (namespace, recorded_at, hash);

CREATE TABLE quarantine (
  namespace text NOT NULL,
  subject_key bigint NOT NULL,
  assertion_hash bytea NOT NULL,
  reason text NOT NULL,
  detail text NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT stemedb_recorded_at(),
  decision text,
  decided_at timestamptz,
  decided_by text,
  CONSTRAINT quarantine_pkey PRIMARY KEY (namespace, subject_key, assertion_hash),
  CONSTRAINT quarantine_decision_check CHECK (decision IN ('approved', 'rejected')),
  CONSTRAINT quarantine_decided_check CHECK ((decision IS NULL) = (decided_at IS NULL))
);
CREATE INDEX quarantine_pending_index ON quarantine (namespace, recorded_at) WHERE decision IS NULL;
`;

const ACCESS = `
CREATE TABLE api_key (
  namespace text NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  role text NOT NULL,
  prefix text NOT NULL,
  secret_hash bytea NOT NULL,
  agent_ids text[] NOT NULL DEFAULT '{}',
  allowed_networks text[] NOT NULL DEFAULT '{}',
  rate_class text NOT NULL DEFAULT 'standard',
  quota_tokens_per_hour integer,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  disabled_at timestamptz,
  revoked_at timestamptz,
  replaced_by uuid,
  grace_until timestamptz,
  last_used_at timestamptz,
  CONSTRAINT api_key_pkey PRIMARY KEY (namespace, id),
  CONSTRAINT api_key_namespace_check CHECK (namespace = '*' OR namespace ~ '^[a-z0-9-]{1,64}$'),
  CONSTRAINT api_key_role_check CHECK (role IN ('read_only', 'write_agent', 'admin')),
  CONSTRAINT api_key_scope_check CHECK (namespace <> '*' OR role = 'admin'),
  CONSTRAINT api_key_secret_hash_check CHECK (length(secret_hash) = 32)
);
CREATE INDEX api_key_prefix_index ON api_key (prefix);
`;

const NAMESPACED = ['commit_log', 'assertion', 'assertion_signature', 'vote', 'agent', 'source', 'quarantine'];
const IMMUTABLE = ['commit_log', 'assertion', 'assertion_signature', 'vote', 'source'];

/** The setting is read once a statement, not once a row. Only the access layer works under the scope '*'. */
const rowSecurity = (table: string, condition: string): string => `
ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
CREATE POLICY ${table}_namespace ON ${table} USING (${condition}) WITH CHECK (${condition});
`;

const immutable = (table: string): string => `
CREATE TRIGGER ${table}_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
  FOR EACH STATEMENT EXECUTE FUNCTION stemedb_refuse_change();
`;

export class Claims1764000000000 implements MigrationInterface {
  readonly name = 'Claims1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [FUNCTIONS, COMMIT_CLOCK, CLAIMS, ACCESS]) await runner.query(part);
    for (const table of NAMESPACED) await runner.query(rowSecurity(table, 'namespace = (SELECT stemedb_namespace())'));
    const own = "(SELECT stemedb_namespace()) IN (namespace, '*')";
    await runner.query(rowSecurity('api_key', own));
    for (const table of IMMUTABLE) await runner.query(immutable(table));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ${[...NAMESPACED, 'api_key'].join(', ')}`);
    await runner.query(
      'DROP FUNCTION stemedb_begin_commit, stemedb_settle, stemedb_as_of, stemedb_refuse_change, stemedb_recorded_at, stemedb_namespace',
    );
  }
}
