import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { parseConfig } from '@stemedb/platform/config';
import { dumpSchema, findDrift, migrate, withClient } from '@stemedb/platform/database';
import { createLogger } from '@stemedb/platform/observability';
import { createTestDatabase, type TestDatabase } from '@stemedb/platform/testing';
import { DataSource } from 'typeorm';
import { createApp } from '../../apps/api/server';

const REPOSITORY = join(__dirname, '..', '..');

/** Names of the files that hold an entity, whatever module they belong to. */
const entityFiles = (): string[] =>
  readdirSync(join(REPOSITORY, 'libs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.entity.ts'))
    .map((file) => basename(file, '.entity.ts'))
    .sort();

describe('the schema of the store', () => {
  let test: TestDatabase;
  let directory: string;
  let app: NestFastifyApplication;
  let source: DataSource;

  beforeAll(async () => {
    test = await createTestDatabase();
    const { identity } = await migrate(test.url);
    directory = await mkdtemp(join(tmpdir(), 'stemedb-schema-'));
    const config = parseConfig({
      LOG_LEVEL: 'silent',
      STEMEDB_DATA_DIR: directory,
      STEMEDB_BOOTSTRAP_ADMIN_KEY: `steme_test_${'0'.repeat(48)}`,
    });
    // Every module of the server brings its entities along.
    app = await createApp(config, { url: test.url, identity }, createLogger('silent'));
    source = app.get(DataSource);
  });

  afterAll(async () => {
    await app.close();
    await test.drop();
    await rm(directory, { recursive: true });
  });

  const run = (sql: string): Promise<unknown> => withClient(test.adminUrl, (client) => client.query(sql));

  it('is what schema.sql says', async () => {
    expect(await dumpSchema(test.url)).toBe(readFileSync(join(REPOSITORY, 'schema.sql'), 'utf8'));
  });

  it('is read alike by its owner and by a superuser', async () => {
    expect(await dumpSchema(test.adminUrl)).toBe(await dumpSchema(test.url));
  });

  it('is compared with every entity there is', () => {
    const entities = source.entityMetadatas.map(({ tableName }) => tableName.replaceAll('_', '-'));
    expect(entities.sort()).toEqual(entityFiles());
  });

  it('has no table whose columns an entity describes otherwise', async () => {
    expect(await findDrift(source)).toEqual([]);
  });

  it.each([
    ['an extra column', 'ALTER TABLE vote ADD COLUMN extra text', 'ALTER TABLE vote DROP COLUMN extra', /DROP COLUMN "extra"/],
    [
      'a missing index',
      'DROP INDEX vote_agent_index',
      'CREATE INDEX vote_agent_index ON vote (namespace, agent_id, recorded_at)',
      /CREATE INDEX "vote_agent_index"/,
    ],
    ['another type', 'ALTER TABLE source ALTER COLUMN title TYPE varchar(9)', 'ALTER TABLE source ALTER COLUMN title TYPE text', /"title"/],
    [
      'a column that may be null',
      'ALTER TABLE trust_event ALTER COLUMN trust DROP NOT NULL',
      'ALTER TABLE trust_event ALTER COLUMN trust SET NOT NULL',
      /"trust" SET NOT NULL/,
    ],
    [
      'a missing check',
      'ALTER TABLE trust_event DROP CONSTRAINT trust_event_trust_check',
      'ALTER TABLE trust_event ADD CONSTRAINT trust_event_trust_check CHECK (trust >= 0 AND trust <= 1)',
      /trust_event_trust_check/,
    ],
  ])('shows a drift from the entities: %s', async (_what, change, undo, expected) => {
    await run(change);
    expect((await findDrift(source)).join('\n')).toMatch(expected);
    await run(undo);
    expect(await findDrift(source)).toEqual([]);
  });

  it.each([
    ['an extra table', 'CREATE TABLE extra (id int)', 'DROP TABLE extra'],
    ['an extra column', 'ALTER TABLE vote ADD COLUMN extra text', 'ALTER TABLE vote DROP COLUMN extra'],
    ['a missing index', 'DROP INDEX vote_agent_index', 'CREATE INDEX vote_agent_index ON vote (namespace, agent_id, recorded_at)'],
    [
      'another order of an index',
      'DROP INDEX vote_agent_index; CREATE INDEX vote_agent_index ON vote (agent_id, namespace, recorded_at)',
      'DROP INDEX vote_agent_index; CREATE INDEX vote_agent_index ON vote (namespace, agent_id, recorded_at)',
    ],
    [
      'a missing trigger',
      'DROP TRIGGER vote_immutable ON vote',
      'CREATE TRIGGER vote_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON vote FOR EACH STATEMENT EXECUTE FUNCTION stemedb_refuse_change()',
    ],
    [
      'an extra trigger',
      'CREATE TRIGGER extra BEFORE INSERT ON vote FOR EACH STATEMENT EXECUTE FUNCTION stemedb_refuse_change()',
      'DROP TRIGGER extra ON vote',
    ],
    ['a trigger that is switched off', 'ALTER TABLE vote DISABLE TRIGGER vote_immutable', 'ALTER TABLE vote ENABLE TRIGGER vote_immutable'],
    ['an extra function', 'CREATE FUNCTION extra() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$', 'DROP FUNCTION extra'],
    [
      'another body of a function',
      `CREATE OR REPLACE FUNCTION stemedb_namespace() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT 'default' $$`,
      `CREATE OR REPLACE FUNCTION stemedb_namespace() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT current_setting('stemedb.namespace', true) $$`,
    ],
    ['an extra policy', 'CREATE POLICY extra ON vote USING (true)', 'DROP POLICY extra ON vote'],
    [
      'a missing policy',
      'DROP POLICY vote_namespace ON vote',
      `CREATE POLICY vote_namespace ON vote USING (namespace = (SELECT stemedb_namespace())) WITH CHECK (namespace = (SELECT stemedb_namespace()))`,
    ],
    ['row security that is switched off', 'ALTER TABLE vote DISABLE ROW LEVEL SECURITY', 'ALTER TABLE vote ENABLE ROW LEVEL SECURITY'],
    ['row security that spares the owner', 'ALTER TABLE vote NO FORCE ROW LEVEL SECURITY', 'ALTER TABLE vote FORCE ROW LEVEL SECURITY'],
    ['another default', `ALTER TABLE api_key ALTER COLUMN rate_class SET DEFAULT 'other'`, `ALTER TABLE api_key ALTER COLUMN rate_class SET DEFAULT 'standard'`],
    ['a policy for one role', 'CREATE POLICY extra ON vote TO postgres USING (true)', 'DROP POLICY extra ON vote'],
    ['a rule', 'CREATE RULE extra AS ON DELETE TO vote DO INSTEAD NOTHING', 'DROP RULE extra ON vote'],
    ['a view', 'CREATE VIEW extra AS SELECT 1 AS one', 'DROP VIEW extra'],
    ['a sequence', 'CREATE SEQUENCE extra', 'DROP SEQUENCE extra'],
    ['an enumeration', `CREATE TYPE extra AS ENUM ('a')`, 'DROP TYPE extra'],
    ['a domain', 'CREATE DOMAIN extra AS int', 'DROP DOMAIN extra'],
  ])('is dumped with %s', async (_what, change, undo) => {
    const before = await dumpSchema(test.url);
    await run(change);
    expect(await dumpSchema(test.url)).not.toBe(before);
    await run(undo);
    expect(await dumpSchema(test.url)).toBe(before);
  });
});
