import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where a namespace first shows: its first commit, or the first audit of somebody who only asked. */
const SURVEYED = ['commit_log', 'audit_checkpoint'];

/**
 * Lets a transaction that sets `stemedb.survey` read when each namespace was written, and nothing of what it holds: which
 * namespaces there are. Whoever copies or verifies a whole store has to know that, and so does a server at its start, whose
 * derived tables may be behind; row-level security binds even the owner of the tables. What a namespace holds is still
 * read under its own name alone, and the scope of all keys shows nothing but keys.
 */
export class Namespaces1764600000000 implements MigrationInterface {
  readonly name = 'Namespaces1764600000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of SURVEYED) {
      await runner.query(`CREATE POLICY ${table}_survey ON ${table} FOR SELECT USING ((SELECT current_setting('stemedb.survey', true)) = 'on')`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of SURVEYED) await runner.query(`DROP POLICY ${table}_survey ON ${table}`);
  }
}
