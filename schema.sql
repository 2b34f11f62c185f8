CREATE OR REPLACE FUNCTION public.stemedb_as_of()
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT current_setting('stemedb.as_of')::timestamptz $function$
;

CREATE OR REPLACE FUNCTION public.stemedb_begin_audit(OUT last_sequence bigint, OUT last_hash bytea, OUT moment timestamp with time zone)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
DECLARE
  ns text := stemedb_namespace();
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('stemedb.audit:' || ns, 0));
  SELECT sequence, hash, recorded_at INTO last_sequence, last_hash, moment
    FROM audit_checkpoint WHERE namespace = ns ORDER BY sequence DESC LIMIT 1;
  moment := greatest(clock_timestamp(), moment + interval '1 microsecond');
END
$function$
;

CREATE OR REPLACE FUNCTION public.stemedb_begin_commit(writer uuid)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.stemedb_keep_revoked()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION 'a revoked API key stays revoked' USING ERRCODE = 'restrict_violation';
END
$function$
;

CREATE OR REPLACE FUNCTION public.stemedb_namespace()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT current_setting('stemedb.namespace', true) $function$
;

CREATE OR REPLACE FUNCTION public.stemedb_recorded_at()
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT current_setting('stemedb.recorded_at')::timestamptz $function$
;

CREATE OR REPLACE FUNCTION public.stemedb_redact_assertion()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.stemedb_redact_source()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.stemedb_refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION 'rows of % are immutable', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$function$
;

CREATE OR REPLACE FUNCTION public.stemedb_refuse_change_but_redaction()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF NOT EXISTS (
    SELECT FROM redaction WHERE namespace = stemedb_namespace() AND kind = TG_TABLE_NAME
      AND recorded_at = nullif(current_setting('stemedb.recorded_at', true), '')::timestamptz) THEN
    RAISE EXCEPTION 'rows of % are immutable', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END
$function$
;

CREATE OR REPLACE FUNCTION public.stemedb_search()
 RETURNS tsquery
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT nullif(current_setting('stemedb.search', true), '')::tsquery $function$
;

CREATE OR REPLACE FUNCTION public.stemedb_settle(asked timestamp with time zone, floor timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.stemedb_tally_delivery()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO escalation_tally (namespace, kind, open)
    SELECT namespace, 'delivery', count(*) FROM made WHERE NOT dead GROUP BY namespace
    ON CONFLICT (namespace, kind) DO UPDATE SET open = escalation_tally.open + excluded.open;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO escalation_tally (namespace, kind, open)
    SELECT namespace, 'delivery', -count(*) FROM was WHERE NOT dead GROUP BY namespace
    ON CONFLICT (namespace, kind) DO UPDATE SET open = escalation_tally.open + excluded.open;
  ELSE
    INSERT INTO escalation_tally (namespace, kind, open)
    SELECT namespace, 'delivery', sum(difference) FROM (
      SELECT namespace, 1 AS difference FROM made WHERE NOT dead
      UNION ALL SELECT namespace, -1 FROM was WHERE NOT dead) changed
    GROUP BY namespace HAVING sum(difference) <> 0
    ON CONFLICT (namespace, kind) DO UPDATE SET open = escalation_tally.open + excluded.open;
  END IF;
  RETURN NULL;
END $function$
;

CREATE OR REPLACE FUNCTION public.stemedb_tally_escalation()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO escalation_tally (namespace, kind, open)
    SELECT namespace, type, count(*) FROM made WHERE state = 'open' GROUP BY namespace, type ORDER BY type
    ON CONFLICT (namespace, kind) DO UPDATE SET open = escalation_tally.open + excluded.open;
  ELSE
    INSERT INTO escalation_tally (namespace, kind, open)
    SELECT namespace, type, sum(difference) FROM (
      SELECT namespace, type, 1 AS difference FROM made WHERE state = 'open'
      UNION ALL SELECT namespace, type, -1 FROM was WHERE state = 'open') changed
    GROUP BY namespace, type HAVING sum(difference) <> 0 ORDER BY type
    ON CONFLICT (namespace, kind) DO UPDATE SET open = escalation_tally.open + excluded.open;
  END IF;
  RETURN NULL;
END $function$
;

CREATE TABLE agent (
  namespace text NOT NULL,
  agent_id bytea NOT NULL,
  recorded_at timestamp with time zone DEFAULT stemedb_recorded_at() NOT NULL,
  CONSTRAINT agent_pkey PRIMARY KEY (namespace, agent_id)
);

CREATE TABLE agent_quota (
  namespace text NOT NULL,
  agent_id bytea NOT NULL,
  tokens_per_hour integer NOT NULL,
  reason text NOT NULL,
  key_id uuid NOT NULL,
  set_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT agent_quota_pkey PRIMARY KEY (namespace, agent_id),
  CONSTRAINT agent_quota_agent_check CHECK ((length(agent_id) = 32)),
  CONSTRAINT agent_quota_tokens_check CHECK ((tokens_per_hour >= 0))
);

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
  recorded_at timestamp with time zone DEFAULT stemedb_recorded_at() NOT NULL,
  removed_at timestamp with time zone,
  CONSTRAINT alias_pkey PRIMARY KEY (namespace, alias, recorded_at),
  CONSTRAINT alias_confidence_check CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision))),
  CONSTRAINT alias_removed_check CHECK ((removed_at > recorded_at)),
  CONSTRAINT alias_self_check CHECK ((alias <> canonical))
);

CREATE TABLE api_key (
  namespace text NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  role text NOT NULL,
  prefix text NOT NULL,
  secret_hash bytea NOT NULL,
  agent_ids text[] DEFAULT '{}'::text[] NOT NULL,
  allowed_networks text[] DEFAULT '{}'::text[] NOT NULL,
  rate_class text DEFAULT 'standard'::text NOT NULL,
  quota_tokens_per_hour integer,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  expires_at timestamp with time zone,
  disabled_at timestamp with time zone,
  revoked_at timestamp with time zone,
  replaced_by uuid,
  grace_until timestamp with time zone,
  last_used_at timestamp with time zone,
  CONSTRAINT api_key_pkey PRIMARY KEY (namespace, id),
  CONSTRAINT api_key_namespace_check CHECK (((namespace = '*'::text) OR (namespace ~ '^[a-z0-9-]{1,64}$'::text))),
  CONSTRAINT api_key_quota_check CHECK ((quota_tokens_per_hour >= 0)),
  CONSTRAINT api_key_role_check CHECK ((role = ANY (ARRAY['read_only'::text, 'write_agent'::text, 'admin'::text]))),
  CONSTRAINT api_key_scope_check CHECK (((namespace <> '*'::text) OR (role = 'admin'::text))),
  CONSTRAINT api_key_secret_hash_check CHECK ((length(secret_hash) = 32))
);

CREATE TABLE assertion (
  namespace text NOT NULL,
  subject_key bigint NOT NULL,
  predicate_key bigint NOT NULL,
  hash bytea NOT NULL,
  recorded_at timestamp with time zone DEFAULT stemedb_recorded_at() NOT NULL,
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
  redacted_at timestamp with time zone,
  CONSTRAINT assertion_pkey PRIMARY KEY (namespace, subject_key, predicate_key, hash),
  CONSTRAINT assertion_confidence_check CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision))),
  CONSTRAINT assertion_hash_check CHECK (((length(hash) = 32) AND (length(source_hash) = 32))),
  CONSTRAINT assertion_lifecycle_check CHECK ((lifecycle = ANY (ARRAY['Proposed'::text, 'UnderReview'::text, 'Approved'::text, 'Deprecated'::text, 'Rejected'::text]))),
  CONSTRAINT assertion_parent_hash_check CHECK ((length(parent_hash) = 32)),
  CONSTRAINT assertion_redacted_check CHECK (((redacted_at IS NULL) OR ((object = 'null'::text) AND (source_metadata IS NULL) AND (narrative IS NULL) AND (visual_hash IS NULL) AND (vector IS NULL)))),
  CONSTRAINT assertion_source_class_check CHECK (((source_class >= 0) AND (source_class <= 5))),
  CONSTRAINT assertion_valid_check CHECK ((valid_from < valid_to)),
  CONSTRAINT assertion_visual_hash_check CHECK ((length(visual_hash) = 8))
);

CREATE TABLE assertion_signature (
  namespace text NOT NULL,
  subject_key bigint NOT NULL,
  assertion_hash bytea NOT NULL,
  agent_id bytea NOT NULL,
  signature bytea NOT NULL,
  signed_at bigint NOT NULL,
  recorded_at timestamp with time zone DEFAULT stemedb_recorded_at() NOT NULL,
  CONSTRAINT assertion_signature_pkey PRIMARY KEY (namespace, subject_key, assertion_hash, agent_id),
  CONSTRAINT assertion_signature_length_check CHECK (((length(agent_id) = 32) AND (length(signature) = 64)))
);

CREATE TABLE audit (
  namespace text NOT NULL,
  sequence bigint NOT NULL,
  id uuid NOT NULL,
  recorded_at timestamp with time zone NOT NULL,
  kind text NOT NULL,
  path text,
  act text,
  key_id uuid NOT NULL,
  agent_id bytea,
  subject text COLLATE "C",
  lens text,
  as_of timestamp with time zone,
  payload text NOT NULL,
  previous_hash bytea NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT audit_pkey PRIMARY KEY (namespace, sequence),
  CONSTRAINT audit_kind_check CHECK (
CASE kind
    WHEN 'query'::text THEN ((path IS NOT NULL) AND (act IS NULL) AND (as_of IS NOT NULL))
    WHEN 'admin'::text THEN ((act IS NOT NULL) AND (path IS NULL))
    ELSE false
END),
  CONSTRAINT audit_length_check CHECK (((length(agent_id) = 32) AND (length(previous_hash) = 32) AND (length(hash) = 32))),
  CONSTRAINT audit_namespace_check CHECK ((namespace ~ '^[a-z0-9-]{1,64}$'::text)),
  CONSTRAINT audit_sequence_check CHECK ((sequence > 0))
);

CREATE TABLE audit_checkpoint (
  namespace text NOT NULL,
  sequence bigint NOT NULL,
  recorded_at timestamp with time zone NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT audit_checkpoint_pkey PRIMARY KEY (namespace, sequence),
  CONSTRAINT audit_checkpoint_hash_check CHECK ((length(hash) = 32))
);

CREATE TABLE circuit_breaker (
  namespace text NOT NULL,
  key_id uuid NOT NULL,
  agent_id bytea NOT NULL,
  opening uuid NOT NULL,
  opened_at timestamp with time zone NOT NULL,
  until timestamp with time zone NOT NULL,
  failures integer NOT NULL,
  reason text NOT NULL,
  CONSTRAINT circuit_breaker_pkey PRIMARY KEY (namespace, key_id, agent_id),
  CONSTRAINT circuit_breaker_agent_id_check CHECK ((length(agent_id) = ANY (ARRAY[0, 32]))),
  CONSTRAINT circuit_breaker_until_check CHECK ((until > opened_at))
);

CREATE TABLE claim_likeness (
  namespace text NOT NULL,
  subject_key bigint NOT NULL,
  statement_key bigint NOT NULL,
  assertion_hash bytea NOT NULL,
  sketch bytea,
  CONSTRAINT claim_likeness_pkey PRIMARY KEY (namespace, subject_key, statement_key, assertion_hash),
  CONSTRAINT claim_likeness_hash_check CHECK ((length(assertion_hash) = 32)),
  CONSTRAINT claim_likeness_sketch_check CHECK (((length(sketch) >= 4) AND (length(sketch) <= 512)))
);

CREATE TABLE commit_log (
  namespace text NOT NULL,
  recorded_at timestamp with time zone NOT NULL,
  instance_id uuid NOT NULL,
  CONSTRAINT commit_log_pkey PRIMARY KEY (namespace, recorded_at),
  CONSTRAINT commit_log_namespace_check CHECK ((namespace ~ '^[a-z0-9-]{1,64}$'::text))
);

CREATE TABLE concept (
  namespace text NOT NULL,
  subject_key bigint NOT NULL,
  subject text COLLATE "C" NOT NULL,
  first_recorded_at timestamp with time zone NOT NULL,
  CONSTRAINT concept_pkey PRIMARY KEY (namespace, subject_key, subject)
);

CREATE TABLE concept_posting (
  namespace text NOT NULL,
  feature bigint NOT NULL,
  recorded_at timestamp with time zone NOT NULL,
  subject_keys bigint[] NOT NULL,
  CONSTRAINT concept_posting_pkey PRIMARY KEY (namespace, feature, recorded_at)
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
  recorded_at timestamp with time zone DEFAULT stemedb_recorded_at() NOT NULL,
  CONSTRAINT epoch_pkey PRIMARY KEY (namespace, id),
  CONSTRAINT epoch_length_check CHECK (((length(hash) = 32) AND (length(agent_id) = 32) AND (length(signature) = 64))),
  CONSTRAINT epoch_signed_check CHECK (((agent_id IS NULL) = (signature IS NULL))),
  CONSTRAINT epoch_supersedes_check CHECK (((supersedes IS NULL) = (supersession_type IS NULL))),
  CONSTRAINT epoch_time_check CHECK ((starts_at < ends_at)),
  CONSTRAINT epoch_type_check CHECK ((supersession_type = ANY (ARRAY['Invalidate'::text, 'Temporal'::text, 'Refinement'::text, 'Retraction'::text])))
);

CREATE TABLE escalation (
  namespace text NOT NULL,
  id uuid NOT NULL,
  type text NOT NULL,
  level text NOT NULL,
  subject_key bigint NOT NULL,
  predicate_key bigint NOT NULL,
  subject text COLLATE "C" NOT NULL,
  predicate text COLLATE "C" NOT NULL,
  count integer NOT NULL,
  state text NOT NULL,
  opened_at timestamp with time zone NOT NULL,
  updated_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  CONSTRAINT escalation_pkey PRIMARY KEY (namespace, id),
  CONSTRAINT escalation_ended_check CHECK (((state = 'open'::text) = (ended_at IS NULL))),
  CONSTRAINT escalation_level_check CHECK ((level = ANY (ARRAY['info'::text, 'investigate'::text, 'urgent'::text]))),
  CONSTRAINT escalation_state_check CHECK ((state = ANY (ARRAY['open'::text, 'resolved'::text, 'closed'::text]))),
  CONSTRAINT escalation_type_check CHECK ((type = ANY (ARRAY['conflict'::text, 'anecdotal_cluster'::text, 'gold_standard_failure'::text, 'source_retracted'::text])))
);

CREATE TABLE escalation_decision (
  namespace text NOT NULL,
  escalation_id uuid NOT NULL,
  type text NOT NULL,
  subject text COLLATE "C" NOT NULL,
  predicate text COLLATE "C" NOT NULL,
  resolution text NOT NULL,
  note text NOT NULL,
  winning_hash bytea,
  key_id uuid NOT NULL,
  recorded_at timestamp with time zone DEFAULT stemedb_recorded_at() NOT NULL,
  CONSTRAINT escalation_decision_pkey PRIMARY KEY (namespace, escalation_id),
  CONSTRAINT escalation_decision_hash_check CHECK ((length(winning_hash) = 32)),
  CONSTRAINT escalation_decision_note_check CHECK ((note <> ''::text)),
  CONSTRAINT escalation_decision_resolution_check CHECK ((resolution = ANY (ARRAY['accepted'::text, 'dismissed'::text, 'duplicate'::text])))
);

CREATE TABLE escalation_delivery (
  namespace text NOT NULL,
  escalation_id uuid NOT NULL,
  payload text NOT NULL,
  attempts integer DEFAULT 0 NOT NULL,
  due_at timestamp with time zone DEFAULT now() NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  dead boolean DEFAULT false NOT NULL,
  failure text,
  CONSTRAINT escalation_delivery_pkey PRIMARY KEY (namespace, escalation_id)
);

CREATE TABLE escalation_tally (
  namespace text NOT NULL,
  kind text NOT NULL,
  open integer NOT NULL,
  CONSTRAINT escalation_tally_pkey PRIMARY KEY (namespace, kind)
);

CREATE TABLE gold_outcome (
  namespace text NOT NULL,
  gold_id uuid NOT NULL,
  subject_key bigint NOT NULL,
  assertion_hash bytea NOT NULL,
  agent_id bytea NOT NULL,
  accurate boolean NOT NULL,
  recorded_at timestamp with time zone DEFAULT stemedb_recorded_at() NOT NULL,
  CONSTRAINT gold_outcome_pkey PRIMARY KEY (namespace, gold_id, assertion_hash, agent_id),
  CONSTRAINT gold_outcome_length_check CHECK (((length(assertion_hash) = 32) AND (length(agent_id) = 32)))
);

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
  recorded_at timestamp with time zone DEFAULT stemedb_recorded_at() NOT NULL,
  removed_at timestamp with time zone,
  CONSTRAINT gold_standard_pkey PRIMARY KEY (namespace, id),
  CONSTRAINT gold_standard_note_check CHECK ((note <> ''::text)),
  CONSTRAINT gold_standard_removed_check CHECK ((removed_at > recorded_at)),
  CONSTRAINT gold_standard_tolerance_check CHECK (((tolerance >= (0)::double precision) AND (tolerance <= (1)::double precision)))
);

CREATE TABLE idempotency_key (
  namespace text NOT NULL,
  key_id uuid NOT NULL,
  idempotency_key text COLLATE "C" NOT NULL,
  route text NOT NULL,
  request_digest bytea NOT NULL,
  claim_id uuid NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  status smallint,
  sealed_answer bytea,
  CONSTRAINT idempotency_key_pkey PRIMARY KEY (namespace, key_id, idempotency_key),
  CONSTRAINT idempotency_key_answer_check CHECK (((status IS NULL) = (sealed_answer IS NULL))),
  CONSTRAINT idempotency_key_length_check CHECK ((((length(idempotency_key) >= 1) AND (length(idempotency_key) <= 255)) AND (length(request_digest) = 32)))
);

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
  recorded_at timestamp with time zone DEFAULT stemedb_recorded_at() NOT NULL,
  CONSTRAINT lifecycle_transition_pkey PRIMARY KEY (namespace, subject_key, target_hash, recorded_at),
  CONSTRAINT lifecycle_transition_length_check CHECK (((length(target_hash) = 32) AND (length(hash) = 32) AND (length(agent_id) = 32) AND (length(signature) = 64))),
  CONSTRAINT lifecycle_transition_signed_check CHECK (((agent_id IS NULL) = (signature IS NULL))),
  CONSTRAINT lifecycle_transition_state_check CHECK ((to_state = ANY (ARRAY['Proposed'::text, 'UnderReview'::text, 'Approved'::text, 'Deprecated'::text, 'Rejected'::text])))
);

CREATE TABLE migration (
  id integer DEFAULT nextval('migration_id_seq'::regclass) NOT NULL,
  "timestamp" bigint NOT NULL,
  name character varying NOT NULL,
  CONSTRAINT "PK_3043fc6b8af7c99b8b98830094f" PRIMARY KEY (id)
);

CREATE TABLE pair_standing (
  namespace text NOT NULL,
  subject_key bigint NOT NULL,
  predicate_key bigint NOT NULL,
  recorded_at timestamp with time zone NOT NULL,
  until timestamp with time zone,
  subject text COLLATE "C" NOT NULL,
  predicate text COLLATE "C" NOT NULL,
  class text NOT NULL,
  status text,
  conflict_score double precision NOT NULL,
  claims integer NOT NULL,
  distinct_objects integer NOT NULL,
  evidenced_objects integer NOT NULL,
  evidence_claims integer NOT NULL,
  anecdotal_claims integer NOT NULL,
  populated_tiers integer NOT NULL,
  ruleset_version integer NOT NULL,
  CONSTRAINT pair_standing_pkey PRIMARY KEY (namespace, subject_key, predicate_key, recorded_at),
  CONSTRAINT pair_standing_class_check CHECK ((class = ANY (ARRAY['active_disagreement'::text, 'emerging_signal'::text, 'resolved'::text, 'low_priority'::text]))),
  CONSTRAINT pair_standing_until_check CHECK ((until > recorded_at))
);

CREATE TABLE projection_checkpoint (
  namespace text NOT NULL,
  name text NOT NULL,
  recorded_at timestamp with time zone NOT NULL,
  CONSTRAINT projection_checkpoint_pkey PRIMARY KEY (namespace, name)
);

CREATE TABLE quarantine (
  namespace text NOT NULL,
  subject_key bigint NOT NULL,
  assertion_hash bytea NOT NULL,
  reason text NOT NULL,
  detail text NOT NULL,
  recorded_at timestamp with time zone DEFAULT stemedb_recorded_at() NOT NULL,
  decision text,
  decided_at timestamp with time zone,
  decided_by text,
  CONSTRAINT quarantine_pkey PRIMARY KEY (namespace, subject_key, assertion_hash),
  CONSTRAINT quarantine_decided_check CHECK (((decision IS NULL) = (decided_at IS NULL))),
  CONSTRAINT quarantine_decision_check CHECK ((decision = ANY (ARRAY['approved'::text, 'rejected'::text])))
);

CREATE TABLE redaction (
  namespace text NOT NULL,
  kind text NOT NULL,
  hash bytea NOT NULL,
  subject_key bigint,
  fields text[] NOT NULL,
  reason text NOT NULL,
  key_id uuid NOT NULL,
  recorded_at timestamp with time zone DEFAULT stemedb_recorded_at() NOT NULL,
  CONSTRAINT redaction_pkey PRIMARY KEY (namespace, kind, hash),
  CONSTRAINT redaction_hash_check CHECK ((length(hash) = 32)),
  CONSTRAINT redaction_kind_check CHECK ((kind = ANY (ARRAY['assertion'::text, 'source'::text]))),
  CONSTRAINT redaction_reason_check CHECK ((reason <> ''::text)),
  CONSTRAINT redaction_subject_key_check CHECK (((kind = 'assertion'::text) = (subject_key IS NOT NULL)))
);

CREATE TABLE search_document (
  namespace text NOT NULL,
  subject_key bigint NOT NULL,
  predicate_key bigint NOT NULL,
  hash bytea NOT NULL,
  recorded_at timestamp with time zone NOT NULL,
  document tsvector NOT NULL,
  CONSTRAINT search_document_pkey PRIMARY KEY (namespace, subject_key, predicate_key, hash),
  CONSTRAINT search_document_hash_check CHECK ((length(hash) = 32))
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
  recorded_at timestamp with time zone DEFAULT stemedb_recorded_at() NOT NULL,
  redacted_at timestamp with time zone,
  CONSTRAINT source_pkey PRIMARY KEY (namespace, hash),
  CONSTRAINT source_class_check CHECK (((source_class >= 0) AND (source_class <= 5))),
  CONSTRAINT source_content_check CHECK ((length(content) <= 1048576)),
  CONSTRAINT source_hash_check CHECK ((length(hash) = 32)),
  CONSTRAINT source_redacted_check CHECK (((redacted_at IS NULL) OR ((content IS NULL) AND (title IS NULL) AND (uri IS NULL) AND (author IS NULL))))
);

CREATE TABLE source_status (
  namespace text NOT NULL,
  source_hash bytea NOT NULL,
  status text NOT NULL,
  reason text NOT NULL,
  key_id uuid NOT NULL,
  recorded_at timestamp with time zone DEFAULT stemedb_recorded_at() NOT NULL,
  CONSTRAINT source_status_pkey PRIMARY KEY (namespace, source_hash, recorded_at),
  CONSTRAINT source_status_check CHECK ((status = ANY (ARRAY['active'::text, 'deprecated'::text, 'retracted'::text]))),
  CONSTRAINT source_status_hash_check CHECK ((length(source_hash) = 32)),
  CONSTRAINT source_status_reason_check CHECK ((reason <> ''::text))
);

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
  recorded_at timestamp with time zone DEFAULT stemedb_recorded_at() NOT NULL,
  CONSTRAINT supersession_pkey PRIMARY KEY (namespace, subject_key, target_hash, hash),
  CONSTRAINT supersession_length_check CHECK (((length(target_hash) = 32) AND (length(hash) = 32) AND (length(superseding_hash) = 32) AND (length(agent_id) = 32) AND (length(signature) = 64))),
  CONSTRAINT supersession_reason_check CHECK ((reason <> ''::text)),
  CONSTRAINT supersession_signed_check CHECK (((agent_id IS NULL) = (signature IS NULL))),
  CONSTRAINT supersession_successor_check CHECK (
CASE type
    WHEN 'Retraction'::text THEN (superseding_hash IS NULL)
    WHEN 'Invalidate'::text THEN true
    ELSE (superseding_hash IS NOT NULL)
END),
  CONSTRAINT supersession_type_check CHECK ((type = ANY (ARRAY['Invalidate'::text, 'Temporal'::text, 'Refinement'::text, 'Retraction'::text])))
);

CREATE TABLE trust_event (
  namespace text NOT NULL,
  agent_id bytea NOT NULL,
  recorded_at timestamp with time zone DEFAULT stemedb_recorded_at() NOT NULL,
  trust double precision NOT NULL,
  cause text NOT NULL,
  detail text NOT NULL,
  ordinal smallint DEFAULT 0 NOT NULL,
  effective_at timestamp with time zone,
  CONSTRAINT trust_event_pkey PRIMARY KEY (namespace, agent_id, recorded_at, ordinal),
  CONSTRAINT trust_event_agent_check CHECK ((length(agent_id) = 32)),
  CONSTRAINT trust_event_trust_check CHECK (((trust >= (0)::double precision) AND (trust <= (1)::double precision)))
);

CREATE TABLE used_proof (
  namespace text NOT NULL,
  agent_id bytea NOT NULL,
  nonce bigint NOT NULL,
  solved_at bigint NOT NULL,
  request_id uuid NOT NULL,
  CONSTRAINT used_proof_pkey PRIMARY KEY (namespace, agent_id, nonce),
  CONSTRAINT used_proof_agent_check CHECK ((length(agent_id) = 32))
);

CREATE TABLE vote (
  namespace text NOT NULL,
  subject_key bigint NOT NULL,
  assertion_hash bytea NOT NULL,
  agent_id bytea NOT NULL,
  hash bytea NOT NULL,
  weight double precision NOT NULL,
  voted_at bigint NOT NULL,
  signature bytea NOT NULL,
  recorded_at timestamp with time zone DEFAULT stemedb_recorded_at() NOT NULL,
  CONSTRAINT vote_pkey PRIMARY KEY (namespace, subject_key, assertion_hash, agent_id, hash),
  CONSTRAINT vote_length_check CHECK (((length(agent_id) = 32) AND (length(signature) = 64) AND (length(hash) = 32))),
  CONSTRAINT vote_weight_check CHECK (((weight >= ('-1'::integer)::double precision) AND (weight <= (1)::double precision)))
);

CREATE INDEX alias_canonical_index ON public.alias USING btree (namespace, canonical);

CREATE UNIQUE INDEX alias_current_index ON public.alias USING btree (namespace, alias) WHERE (removed_at IS NULL);

CREATE INDEX alias_recorded_index ON public.alias USING btree (namespace, recorded_at, alias);

CREATE INDEX alias_removed_index ON public.alias USING btree (namespace, removed_at, alias) WHERE (removed_at IS NOT NULL);

CREATE INDEX api_key_created_index ON public.api_key USING btree (created_at, id);

CREATE UNIQUE INDEX api_key_id_index ON public.api_key USING btree (id);

CREATE INDEX api_key_prefix_index ON public.api_key USING btree (prefix);

CREATE INDEX assertion_hash_index ON public.assertion USING btree (namespace, hash);

CREATE INDEX assertion_parent_index ON public.assertion USING btree (namespace, parent_hash, recorded_at, hash) WHERE (parent_hash IS NOT NULL);

CREATE INDEX assertion_recorded_index ON public.assertion USING btree (namespace, recorded_at, hash);

CREATE INDEX assertion_signature_agent_index ON public.assertion_signature USING btree (namespace, agent_id, recorded_at);

CREATE INDEX assertion_signature_recorded_index ON public.assertion_signature USING btree (namespace, recorded_at);

CREATE INDEX assertion_source_index ON public.assertion USING btree (namespace, source_hash, recorded_at, hash) WHERE (source_hash <> '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea);

CREATE INDEX assertion_subject_index ON public.assertion USING btree (namespace, subject, recorded_at, hash);

CREATE INDEX audit_agent_index ON public.audit USING btree (namespace, agent_id, recorded_at, sequence) WHERE (agent_id IS NOT NULL);

CREATE UNIQUE INDEX audit_id_index ON public.audit USING btree (namespace, id);

CREATE INDEX audit_recorded_index ON public.audit USING btree (namespace, recorded_at, sequence);

CREATE INDEX audit_subject_index ON public.audit USING btree (namespace, subject, recorded_at, sequence) WHERE (subject IS NOT NULL);

CREATE INDEX epoch_recorded_index ON public.epoch USING btree (namespace, recorded_at, id);

CREATE INDEX escalation_delivery_dead_index ON public.escalation_delivery USING btree (namespace, created_at, escalation_id) WHERE dead;

CREATE INDEX escalation_delivery_due_index ON public.escalation_delivery USING btree (namespace, due_at) WHERE (NOT dead);

CREATE INDEX escalation_list_index ON public.escalation USING btree (namespace, type, level, state, opened_at, id);

CREATE UNIQUE INDEX escalation_open_index ON public.escalation USING btree (namespace, type, subject_key, predicate_key) WHERE (state = 'open'::text);

CREATE INDEX escalation_question_index ON public.escalation USING btree (namespace, type, subject_key, predicate_key, opened_at);

CREATE INDEX gold_outcome_agent_index ON public.gold_outcome USING btree (namespace, agent_id) WHERE (NOT accurate);

CREATE INDEX gold_outcome_failed_index ON public.gold_outcome USING btree (namespace, recorded_at) WHERE (NOT accurate);

CREATE UNIQUE INDEX gold_standard_current_index ON public.gold_standard USING btree (namespace, subject_key, predicate_key) WHERE (removed_at IS NULL);

CREATE INDEX gold_standard_recorded_index ON public.gold_standard USING btree (namespace, recorded_at, id);

CREATE INDEX idempotency_key_expiry_index ON public.idempotency_key USING btree (namespace, expires_at);

CREATE INDEX lifecycle_transition_recorded_index ON public.lifecycle_transition USING btree (namespace, recorded_at, hash);

CREATE INDEX pair_standing_class_index ON public.pair_standing USING btree (namespace, class, conflict_score);

CREATE INDEX pair_standing_recorded_index ON public.pair_standing USING btree (namespace, recorded_at);

CREATE INDEX quarantine_approved_index ON public.quarantine USING btree (namespace, decided_at) WHERE (decision = 'approved'::text);

CREATE INDEX quarantine_decided_index ON public.quarantine USING btree (namespace, decision, recorded_at, assertion_hash) WHERE (decision IS NOT NULL);

CREATE INDEX quarantine_decided_reason_index ON public.quarantine USING btree (namespace, decision, reason, recorded_at, assertion_hash) WHERE (decision IS NOT NULL);

CREATE INDEX quarantine_hash_index ON public.quarantine USING btree (namespace, assertion_hash);

CREATE INDEX quarantine_pending_index ON public.quarantine USING btree (namespace, recorded_at, assertion_hash) WHERE (decision IS NULL);

CREATE INDEX quarantine_reason_index ON public.quarantine USING btree (namespace, reason, recorded_at, assertion_hash) WHERE (decision IS NULL);

CREATE INDEX redaction_recorded_index ON public.redaction USING btree (namespace, recorded_at, hash);

CREATE INDEX search_document_index ON public.search_document USING gin (document) WITH (fastupdate=off);

CREATE INDEX source_recorded_index ON public.source USING btree (namespace, recorded_at, hash);

CREATE INDEX source_status_recorded_index ON public.source_status USING btree (namespace, recorded_at, source_hash);

CREATE INDEX supersession_recorded_index ON public.supersession USING btree (namespace, recorded_at, hash);

CREATE INDEX supersession_successor_index ON public.supersession USING btree (namespace, superseding_hash) WHERE (superseding_hash IS NOT NULL);

CREATE INDEX trust_event_recorded_index ON public.trust_event USING btree (namespace, recorded_at, agent_id);

CREATE INDEX used_proof_solved_index ON public.used_proof USING btree (namespace, solved_at);

CREATE INDEX vote_agent_index ON public.vote USING btree (namespace, agent_id, recorded_at);

CREATE INDEX vote_recorded_index ON public.vote USING btree (namespace, recorded_at);

CREATE TRIGGER api_key_revoked BEFORE UPDATE ON public.api_key FOR EACH ROW WHEN (((old.revoked_at IS NOT NULL) AND (new.revoked_at IS DISTINCT FROM old.revoked_at))) EXECUTE FUNCTION stemedb_keep_revoked();

CREATE TRIGGER assertion_immutable BEFORE DELETE OR TRUNCATE ON public.assertion FOR EACH STATEMENT EXECUTE FUNCTION stemedb_refuse_change();

CREATE TRIGGER assertion_immutable_but_redacted BEFORE UPDATE ON public.assertion FOR EACH STATEMENT EXECUTE FUNCTION stemedb_refuse_change_but_redaction();

CREATE TRIGGER assertion_redacted BEFORE UPDATE ON public.assertion FOR EACH ROW EXECUTE FUNCTION stemedb_redact_assertion();

CREATE TRIGGER assertion_signature_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON public.assertion_signature FOR EACH STATEMENT EXECUTE FUNCTION stemedb_refuse_change();

CREATE TRIGGER audit_checkpoint_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION stemedb_refuse_change();

CREATE TRIGGER audit_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit FOR EACH STATEMENT EXECUTE FUNCTION stemedb_refuse_change();

CREATE TRIGGER commit_log_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON public.commit_log FOR EACH STATEMENT EXECUTE FUNCTION stemedb_refuse_change();

CREATE TRIGGER epoch_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON public.epoch FOR EACH STATEMENT EXECUTE FUNCTION stemedb_refuse_change();

CREATE TRIGGER escalation_decision_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON public.escalation_decision FOR EACH STATEMENT EXECUTE FUNCTION stemedb_refuse_change();

CREATE TRIGGER escalation_delivery_tally_delete AFTER DELETE ON public.escalation_delivery REFERENCING OLD TABLE AS was FOR EACH STATEMENT EXECUTE FUNCTION stemedb_tally_delivery();

CREATE TRIGGER escalation_delivery_tally_insert AFTER INSERT ON public.escalation_delivery REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION stemedb_tally_delivery();

CREATE TRIGGER escalation_delivery_tally_update AFTER UPDATE ON public.escalation_delivery REFERENCING OLD TABLE AS was NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION stemedb_tally_delivery();

CREATE TRIGGER escalation_tally_insert AFTER INSERT ON public.escalation REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION stemedb_tally_escalation();

CREATE TRIGGER escalation_tally_update AFTER UPDATE ON public.escalation REFERENCING OLD TABLE AS was NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION stemedb_tally_escalation();

CREATE TRIGGER gold_outcome_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON public.gold_outcome FOR EACH STATEMENT EXECUTE FUNCTION stemedb_refuse_change();

CREATE TRIGGER lifecycle_transition_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON public.lifecycle_transition FOR EACH STATEMENT EXECUTE FUNCTION stemedb_refuse_change();

CREATE TRIGGER redaction_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON public.redaction FOR EACH STATEMENT EXECUTE FUNCTION stemedb_refuse_change();

CREATE TRIGGER source_immutable BEFORE DELETE OR TRUNCATE ON public.source FOR EACH STATEMENT EXECUTE FUNCTION stemedb_refuse_change();

CREATE TRIGGER source_immutable_but_redacted BEFORE UPDATE ON public.source FOR EACH STATEMENT EXECUTE FUNCTION stemedb_refuse_change_but_redaction();

CREATE TRIGGER source_redacted BEFORE UPDATE ON public.source FOR EACH ROW EXECUTE FUNCTION stemedb_redact_source();

CREATE TRIGGER source_status_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON public.source_status FOR EACH STATEMENT EXECUTE FUNCTION stemedb_refuse_change();

CREATE TRIGGER supersession_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON public.supersession FOR EACH STATEMENT EXECUTE FUNCTION stemedb_refuse_change();

CREATE TRIGGER trust_event_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON public.trust_event FOR EACH STATEMENT EXECUTE FUNCTION stemedb_refuse_change();

CREATE TRIGGER vote_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON public.vote FOR EACH STATEMENT EXECUTE FUNCTION stemedb_refuse_change();

ALTER TABLE agent ENABLE ROW LEVEL SECURITY;

ALTER TABLE agent FORCE ROW LEVEL SECURITY;

ALTER TABLE agent_quota ENABLE ROW LEVEL SECURITY;

ALTER TABLE agent_quota FORCE ROW LEVEL SECURITY;

ALTER TABLE alias ENABLE ROW LEVEL SECURITY;

ALTER TABLE alias FORCE ROW LEVEL SECURITY;

ALTER TABLE api_key ENABLE ROW LEVEL SECURITY;

ALTER TABLE api_key FORCE ROW LEVEL SECURITY;

ALTER TABLE assertion ENABLE ROW LEVEL SECURITY;

ALTER TABLE assertion FORCE ROW LEVEL SECURITY;

ALTER TABLE assertion_signature ENABLE ROW LEVEL SECURITY;

ALTER TABLE assertion_signature FORCE ROW LEVEL SECURITY;

ALTER TABLE audit ENABLE ROW LEVEL SECURITY;

ALTER TABLE audit FORCE ROW LEVEL SECURITY;

ALTER TABLE audit_checkpoint ENABLE ROW LEVEL SECURITY;

ALTER TABLE audit_checkpoint FORCE ROW LEVEL SECURITY;

ALTER TABLE circuit_breaker ENABLE ROW LEVEL SECURITY;

ALTER TABLE circuit_breaker FORCE ROW LEVEL SECURITY;

ALTER TABLE claim_likeness ENABLE ROW LEVEL SECURITY;

ALTER TABLE claim_likeness FORCE ROW LEVEL SECURITY;

ALTER TABLE commit_log ENABLE ROW LEVEL SECURITY;

ALTER TABLE commit_log FORCE ROW LEVEL SECURITY;

ALTER TABLE concept ENABLE ROW LEVEL SECURITY;

ALTER TABLE concept FORCE ROW LEVEL SECURITY;

ALTER TABLE concept_posting ENABLE ROW LEVEL SECURITY;

ALTER TABLE concept_posting FORCE ROW LEVEL SECURITY;

ALTER TABLE epoch ENABLE ROW LEVEL SECURITY;

ALTER TABLE epoch FORCE ROW LEVEL SECURITY;

ALTER TABLE escalation ENABLE ROW LEVEL SECURITY;

ALTER TABLE escalation FORCE ROW LEVEL SECURITY;

ALTER TABLE escalation_decision ENABLE ROW LEVEL SECURITY;

ALTER TABLE escalation_decision FORCE ROW LEVEL SECURITY;

ALTER TABLE escalation_delivery ENABLE ROW LEVEL SECURITY;

ALTER TABLE escalation_delivery FORCE ROW LEVEL SECURITY;

ALTER TABLE escalation_tally ENABLE ROW LEVEL SECURITY;

ALTER TABLE escalation_tally FORCE ROW LEVEL SECURITY;

ALTER TABLE gold_outcome ENABLE ROW LEVEL SECURITY;

ALTER TABLE gold_outcome FORCE ROW LEVEL SECURITY;

ALTER TABLE gold_standard ENABLE ROW LEVEL SECURITY;

ALTER TABLE gold_standard FORCE ROW LEVEL SECURITY;

ALTER TABLE idempotency_key ENABLE ROW LEVEL SECURITY;

ALTER TABLE idempotency_key FORCE ROW LEVEL SECURITY;

ALTER TABLE lifecycle_transition ENABLE ROW LEVEL SECURITY;

ALTER TABLE lifecycle_transition FORCE ROW LEVEL SECURITY;

ALTER TABLE pair_standing ENABLE ROW LEVEL SECURITY;

ALTER TABLE pair_standing FORCE ROW LEVEL SECURITY;

ALTER TABLE projection_checkpoint ENABLE ROW LEVEL SECURITY;

ALTER TABLE projection_checkpoint FORCE ROW LEVEL SECURITY;

ALTER TABLE quarantine ENABLE ROW LEVEL SECURITY;

ALTER TABLE quarantine FORCE ROW LEVEL SECURITY;

ALTER TABLE redaction ENABLE ROW LEVEL SECURITY;

ALTER TABLE redaction FORCE ROW LEVEL SECURITY;

ALTER TABLE search_document ENABLE ROW LEVEL SECURITY;

ALTER TABLE search_document FORCE ROW LEVEL SECURITY;

ALTER TABLE source ENABLE ROW LEVEL SECURITY;

ALTER TABLE source FORCE ROW LEVEL SECURITY;

ALTER TABLE source_status ENABLE ROW LEVEL SECURITY;

ALTER TABLE source_status FORCE ROW LEVEL SECURITY;

ALTER TABLE supersession ENABLE ROW LEVEL SECURITY;

ALTER TABLE supersession FORCE ROW LEVEL SECURITY;

ALTER TABLE trust_event ENABLE ROW LEVEL SECURITY;

ALTER TABLE trust_event FORCE ROW LEVEL SECURITY;

ALTER TABLE used_proof ENABLE ROW LEVEL SECURITY;

ALTER TABLE used_proof FORCE ROW LEVEL SECURITY;

ALTER TABLE vote ENABLE ROW LEVEL SECURITY;

ALTER TABLE vote FORCE ROW LEVEL SECURITY;

CREATE POLICY agent_namespace ON agent AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY agent_quota_namespace ON agent_quota AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY alias_namespace ON alias AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY api_key_namespace ON api_key AS PERMISSIVE FOR ALL USING (((( SELECT stemedb_namespace() AS stemedb_namespace) = namespace) OR (( SELECT stemedb_namespace() AS stemedb_namespace) = '*'::text))) WITH CHECK (((( SELECT stemedb_namespace() AS stemedb_namespace) = namespace) OR (( SELECT stemedb_namespace() AS stemedb_namespace) = '*'::text)));

CREATE POLICY assertion_namespace ON assertion AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY assertion_signature_namespace ON assertion_signature AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY audit_checkpoint_namespace ON audit_checkpoint AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY audit_checkpoint_survey ON audit_checkpoint AS PERMISSIVE FOR SELECT USING ((( SELECT current_setting('stemedb.survey'::text, true) AS current_setting) = 'on'::text)) WITH CHECK ();

CREATE POLICY audit_namespace ON audit AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY circuit_breaker_namespace ON circuit_breaker AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY circuit_breaker_watch ON circuit_breaker AS PERMISSIVE FOR SELECT USING ((( SELECT current_setting('stemedb.watch_circuits'::text, true) AS current_setting) = 'on'::text)) WITH CHECK ();

CREATE POLICY claim_likeness_namespace ON claim_likeness AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY commit_log_namespace ON commit_log AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY commit_log_survey ON commit_log AS PERMISSIVE FOR SELECT USING ((( SELECT current_setting('stemedb.survey'::text, true) AS current_setting) = 'on'::text)) WITH CHECK ();

CREATE POLICY concept_namespace ON concept AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY concept_posting_namespace ON concept_posting AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY epoch_namespace ON epoch AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY escalation_decision_namespace ON escalation_decision AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY escalation_delivery_namespace ON escalation_delivery AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY escalation_namespace ON escalation AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY escalation_tally_namespace ON escalation_tally AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY escalation_tally_survey ON escalation_tally AS PERMISSIVE FOR SELECT USING ((( SELECT current_setting('stemedb.survey'::text, true) AS current_setting) = 'on'::text)) WITH CHECK ();

CREATE POLICY gold_outcome_namespace ON gold_outcome AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY gold_standard_namespace ON gold_standard AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY idempotency_key_namespace ON idempotency_key AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY lifecycle_transition_namespace ON lifecycle_transition AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY pair_standing_namespace ON pair_standing AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY projection_checkpoint_namespace ON projection_checkpoint AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY quarantine_namespace ON quarantine AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY quarantine_survey ON quarantine AS PERMISSIVE FOR SELECT USING (((( SELECT current_setting('stemedb.survey'::text, true) AS current_setting) = 'on'::text) AND (decision IS NULL))) WITH CHECK ();

CREATE POLICY redaction_namespace ON redaction AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY search_document_read ON search_document AS PERMISSIVE FOR SELECT USING (((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)) AND (document @@ ( SELECT stemedb_search() AS stemedb_search)))) WITH CHECK ();

CREATE POLICY search_document_remove ON search_document AS PERMISSIVE FOR DELETE USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ();

CREATE POLICY search_document_write ON search_document AS PERMISSIVE FOR INSERT USING () WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY source_namespace ON source AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY source_status_namespace ON source_status AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY supersession_namespace ON supersession AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY trust_event_namespace ON trust_event AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY used_proof_namespace ON used_proof AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));

CREATE POLICY vote_namespace ON vote AS PERMISSIVE FOR ALL USING ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace))) WITH CHECK ((namespace = ( SELECT stemedb_namespace() AS stemedb_namespace)));
