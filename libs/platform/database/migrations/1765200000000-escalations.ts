import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a person must look at, derived from the records behind the writes, and what persons decided, which is a record of
 * its own. The id of an escalation follows from its question and the commit that opened it, so that a table made anew
 * finds the decisions again.
 */
const ESCALATIONS = `
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
  opened_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  ended_at timestamptz,
  CONSTRAINT escalation_pkey PRIMARY KEY (namespace, id),
  CONSTRAINT escalation_type_check
    CHECK (type IN ('conflict', 'anecdotal_cluster', 'gold_standard_failure', 'source_retracted')),
  CONSTRAINT escalation_level_check CHECK (level IN ('info', 'investigate', 'urgent')),
  CONSTRAINT escalation_state_check CHECK (state IN ('open', 'resolved', 'closed')),
  CONSTRAINT escalation_ended_check CHECK ((state = 'open') = (ended_at IS NULL))
);
CREATE UNIQUE INDEX escalation_open_index ON escalation (namespace, type, subject_key, predicate_key) WHERE state = 'open';
CREATE INDEX escalation_question_index ON escalation (namespace, type, subject_key, predicate_key, opened_at);
CREATE INDEX escalation_list_index ON escalation (namespace, type, level, state, opened_at, id);

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
  recorded_at timestamptz NOT NULL DEFAULT stemedb_recorded_at(),
  CONSTRAINT escalation_decision_pkey PRIMARY KEY (namespace, escalation_id),
  CONSTRAINT escalation_decision_resolution_check CHECK (resolution IN ('accepted', 'dismissed', 'duplicate')),
  CONSTRAINT escalation_decision_hash_check CHECK (length(winning_hash) = 32),
  CONSTRAINT escalation_decision_note_check CHECK (note <> '')
);
`;

/** Messages on their way to the operator's own system: written with the escalation, removed once delivered. */
const DELIVERIES = `
CREATE TABLE escalation_delivery (
  namespace text NOT NULL,
  escalation_id uuid NOT NULL,
  payload text NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT now(),
  created_at timestamptz NOT NULL DEFAULT now(),
  dead boolean NOT NULL DEFAULT false,
  failure text,
  CONSTRAINT escalation_delivery_pkey PRIMARY KEY (namespace, escalation_id)
);
CREATE INDEX escalation_delivery_due_index ON escalation_delivery (namespace, due_at) WHERE NOT dead;
CREATE INDEX escalation_delivery_dead_index ON escalation_delivery (namespace, created_at, escalation_id) WHERE dead;
`;

/**
 * How many escalations of each type are open, and how many deliveries wait. Triggers keep the figures, so that neither a
 * list nor a scrape counts rows; whoever surveys all namespaces sees these figures and no escalation.
 */
const TALLY = `
CREATE TABLE escalation_tally (
  namespace text NOT NULL,
  kind text NOT NULL,
  open integer NOT NULL,
  CONSTRAINT escalation_tally_pkey PRIMARY KEY (namespace, kind)
);

CREATE FUNCTION stemedb_tally_escalation() RETURNS trigger
LANGUAGE plpgsql
AS $$
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
END $$;

CREATE FUNCTION stemedb_tally_delivery() RETURNS trigger
LANGUAGE plpgsql
AS $$
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
END $$;

CREATE TRIGGER escalation_tally_insert AFTER INSERT ON escalation
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION stemedb_tally_escalation();
CREATE TRIGGER escalation_tally_update AFTER UPDATE ON escalation
  REFERENCING OLD TABLE AS was NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION stemedb_tally_escalation();
CREATE TRIGGER escalation_delivery_tally_insert AFTER INSERT ON escalation_delivery
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION stemedb_tally_delivery();
CREATE TRIGGER escalation_delivery_tally_update AFTER UPDATE ON escalation_delivery
  REFERENCING OLD TABLE AS was NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION stemedb_tally_delivery();
CREATE TRIGGER escalation_delivery_tally_delete AFTER DELETE ON escalation_delivery
  REFERENCING OLD TABLE AS was FOR EACH STATEMENT EXECUTE FUNCTION stemedb_tally_delivery();
`;

const OWN = 'namespace = (SELECT stemedb_namespace())';

const rowSecurity = (table: string): string => `
ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
CREATE POLICY ${table}_namespace ON ${table} USING (${OWN}) WITH CHECK (${OWN});
`;

const SURVEY = `
CREATE POLICY escalation_tally_survey ON escalation_tally FOR SELECT
  USING ((SELECT current_setting('stemedb.survey', true)) = 'on');
`;

const IMMUTABLE = `
CREATE TRIGGER escalation_decision_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON escalation_decision
  FOR EACH STATEMENT EXECUTE FUNCTION stemedb_refuse_change();
`;

/** By which the standings of a span are found that may open an escalation. */
const STANDING_INDEX = 'CREATE INDEX pair_standing_recorded_index ON pair_standing (namespace, recorded_at)';

const TABLES = ['escalation', 'escalation_decision', 'escalation_delivery', 'escalation_tally'];

export class Escalations1765200000000 implements MigrationInterface {
  readonly name = 'Escalations1765200000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [ESCALATIONS, DELIVERIES, TALLY]) await runner.query(part);
    for (const table of TABLES) await runner.query(rowSecurity(table));
    for (const part of [SURVEY, IMMUTABLE, STANDING_INDEX]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX pair_standing_recorded_index');
    await runner.query(`DROP TABLE ${TABLES.join(', ')}`);
    await runner.query('DROP FUNCTION stemedb_tally_escalation, stemedb_tally_delivery');
  }
}
