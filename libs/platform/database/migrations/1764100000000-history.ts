import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What happens to claims and their evidence after they were written. All of it is appended, with the commit's moment, so
 * that the state at any time follows from the records up to then. Only an alias is ended, by a second moment.
 */
const RECORDS = `
CREATE TABLE supersession (
  namespace text NOT NULL,
  subject_key bigint NOT NULL,
  target_hash bytea NOT NULL,
  hash bytea NOT NULL,
  superseding_hash bytea,
  type text NOT NULL,
  reason text NOT NULL,
  agent_id bytea,
  signature bytea,
  signed_at bigint NOT NULL,
  key_id uuid NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT stemedb_recorded_at(),
  CONSTRAINT supersession_pkey PRIMARY KEY (namespace, subject_key, target_hash, hash),
  CONSTRAINT supersession_length_check CHECK (length(target_hash) = 32 AND length(hash) = 32
    AND length(superseding_hash) = 32 AND length(agent_id) = 32 AND length(signature) = 64),
  CONSTRAINT supersession_type_check CHECK (type IN ('Invalidate', 'Temporal', 'Refinement', 'Retraction')),
  CONSTRAINT supersession_successor_check CHECK (CASE type
    WHEN 'Retraction' THEN superseding_hash IS NULL WHEN 'Invalidate' THEN true ELSE superseding_hash IS NOT NULL END),
  CONSTRAINT supersession_reason_check CHECK (reason <> ''),
  CONSTRAINT supersession_signed_check CHECK ((agent_id IS NULL) = (signature IS NULL))
);
CREATE INDEX supersession_recorded_index ON supersession (namespace, recorded_at, hash);
CREATE INDEX supersession_successor_index ON supersession (namespace, superseding_hash) WHERE superseding_hash IS NOT NULL;

CREATE TABLE lifecycle_transition (
  namespace text NOT NULL,
  subject_key bigint NOT NULL,
  target_hash bytea NOT NULL,
  hash bytea NOT NULL,
  from_state text NOT NULL,
  to_state text NOT NULL,
  reason text NOT NULL,
  agent_id bytea,
  signature bytea,
  signed_at bigint NOT NULL,
  key_id uuid NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT stemedb_recorded_at(),
  CONSTRAINT lifecycle_transition_pkey PRIMARY KEY (namespace, subject_key, target_hash, recorded_at),
  CONSTRAINT lifecycle_transition_length_check CHECK (length(target_hash) = 32 AND length(hash) = 32
    AND length(agent_id) = 32 AND length(signature) = 64),
  CONSTRAINT lifecycle_transition_state_check
    CHECK (to_state IN ('Proposed', 'UnderReview', 'Approved', 'Deprecated', 'Rejected')),
  CONSTRAINT lifecycle_transition_signed_check CHECK ((agent_id IS NULL) = (signature IS NULL))
);
CREATE INDEX lifecycle_transition_recorded_index ON lifecycle_transition (namespace, recorded_at, hash);

CREATE TABLE source_status (
  namespace text NOT NULL,
  source_hash bytea NOT NULL,
  status text NOT NULL,
  reason text NOT NULL,
  key_id uuid NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT stemedb_recorded_at(),
  CONSTRAINT source_status_pkey PRIMARY KEY (namespace, source_hash, recorded_at),
  CONSTRAINT source_status_hash_check CHECK (length(source_hash) = 32),
  CONSTRAINT source_status_check CHECK (status IN ('active', 'deprecated', 'retracted')),
  CONSTRAINT source_status_reason_check CHECK (reason <> '')
);

CREATE TABLE epoch (
  namespace text NOT NULL,
  id text COLLATE "C" NOT NULL,
  name text NOT NULL,
  description text,
  supersedes text COLLATE "C",
  supersession_type text,
  starts_at bigint NOT NULL,
  ends_at bigint,
  hash bytea NOT NULL,
  agent_id bytea,
  signature bytea,
  signed_at bigint,
  key_id uuid NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT stemedb_recorded_at(),
  CONSTRAINT epoch_pkey PRIMARY KEY (namespace, id),
  CONSTRAINT epoch_length_check CHECK (length(hash) = 32 AND length(agent_id) = 32 AND length(signature) = 64),
  CONSTRAINT epoch_type_check CHECK (supersession_type IN ('Invalidate', 'Temporal', 'Refinement', 'Retraction')),
  CONSTRAINT epoch_supersedes_check CHECK ((supersedes IS NULL) = (supersession_type IS NULL)),
  CONSTRAINT epoch_time_check CHECK (starts_at < ends_at),
  CONSTRAINT epoch_signed_check CHECK ((agent_id IS NULL) = (signature IS NULL))
);
CREATE INDEX epoch_recorded_index ON epoch (namespace, recorded_at, id);

CREATE TABLE alias (
  namespace text NOT NULL,
  alias text COLLATE "C" NOT NULL,
  canonical text COLLATE "C" NOT NULL,
  alias_key bigint NOT NULL,
  canonical_key bigint NOT NULL,
  confidence double precision NOT NULL,
  reason text NOT NULL,
  created_by text NOT NULL,
  key_id uuid NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT stemedb_recorded_at(),
  removed_at timestamptz,
  CONSTRAINT alias_pkey PRIMARY KEY (namespace, alias, recorded_at),
  CONSTRAINT alias_confidence_check CHECK (confidence >= 0 AND confidence <= 1),
  CONSTRAINT alias_self_check CHECK (alias <> canonical),
  CONSTRAINT alias_removed_check CHECK (removed_at > recorded_at)
);
CREATE UNIQUE INDEX alias_current_index ON alias (namespace, alias) WHERE removed_at IS NULL;
CREATE INDEX alias_canonical_index ON alias (namespace, canonical);

CREATE TABLE trust_event (
  namespace text NOT NULL,
  agent_id bytea NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT stemedb_recorded_at(),
  trust double precision NOT NULL,
  cause text NOT NULL,
  detail text NOT NULL,
  CONSTRAINT trust_event_pkey PRIMARY KEY (namespace, agent_id, recorded_at),
  CONSTRAINT trust_event_agent_check CHECK (length(agent_id) = 32),
  CONSTRAINT trust_event_trust_check CHECK (trust >= 0 AND trust <= 1)
);

CREATE INDEX assertion_source_index ON assertion (namespace, source_hash, recorded_at, hash)
  WHERE source_hash <> '\\x0000000000000000000000000000000000000000000000000000000000000000';
CREATE INDEX assertion_parent_index ON assertion (namespace, parent_hash, recorded_at, hash) WHERE parent_hash IS NOT NULL;
`;

const APPENDED = ['supersession', 'lifecycle_transition', 'source_status', 'epoch', 'trust_event'];
const NAMESPACED = [...APPENDED, 'alias'];

const rowSecurity = (table: string): string => `
ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
CREATE POLICY ${table}_namespace ON ${table}
  USING (namespace = (SELECT stemedb_namespace())) WITH CHECK (namespace = (SELECT stemedb_namespace()));
`;

const immutable = (table: string): string => `
CREATE TRIGGER ${table}_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
  FOR EACH STATEMENT EXECUTE FUNCTION stemedb_refuse_change();
`;

export class History1764100000000 implements MigrationInterface {
  readonly name = 'History1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(RECORDS);
    for (const table of NAMESPACED) await runner.query(rowSecurity(table));
    for (const table of APPENDED) await runner.query(immutable(table));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ${NAMESPACED.join(', ')}`);
    await runner.query('DROP INDEX assertion_source_index, assertion_parent_index');
  }
}
