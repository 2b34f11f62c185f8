import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The feed reads every table in the order in which it was recorded. The two large ones get an index of the moment alone:
 * all rows of a commit share it, so that PostgreSQL keeps it once for many rows, and adds to its end only.
 */
const INDEXES = `
CREATE INDEX assertion_signature_recorded_index ON assertion_signature (namespace, recorded_at);
CREATE INDEX vote_recorded_index ON vote (namespace, recorded_at);
CREATE INDEX source_status_recorded_index ON source_status (namespace, recorded_at, source_hash);
CREATE INDEX alias_recorded_index ON alias (namespace, recorded_at, alias);
CREATE INDEX alias_removed_index ON alias (namespace, removed_at, alias) WHERE removed_at IS NOT NULL;
CREATE INDEX trust_event_recorded_index ON trust_event (namespace, recorded_at, agent_id);
CREATE INDEX quarantine_approved_index ON quarantine (namespace, decided_at) WHERE decision = 'approved';
`;

const NAMES = [
  'assertion_signature_recorded_index',
  'vote_recorded_index',
  'source_status_recorded_index',
  'alias_recorded_index',
  'alias_removed_index',
  'trust_event_recorded_index',
  'quarantine_approved_index',
];

export class Feed1764400000000 implements MigrationInterface {
  readonly name = 'Feed1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(INDEXES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX ${NAMES.join(', ')}`);
  }
}
