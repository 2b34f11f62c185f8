import { createTestDatabase, type TestDatabase } from '@stemedb/platform/testing';
import { DataSource } from 'typeorm';
import { migrate, MIGRATIONS_TABLE, pendingMigrations, storeIdentity, withClient } from './migrate';
import { MIGRATIONS } from './migrations';
import { RESTRICTED_ROLE } from './restricted-role';
import { dumpSchema } from './schema-dump';
import { openDatabase } from './testing';

const NAMES = MIGRATIONS.map(({ name }) => name);

/** Class names end in the Unix milliseconds by which TypeORM orders them. */
const timeOf = (name: string): number => Number(/\d{13}$/.exec(name)?.[0]);

async function rowsOf<Row extends object>(url: string, sql: string): Promise<Row[]> {
  return withClient(url, async (client) => (await client.query<Row>(sql)).rows);
}

describe('the list of migrations', () => {
  it('is in the order of their times', () => {
    expect(NAMES.map(timeOf)).toEqual(NAMES.map(timeOf).sort((left, right) => left - right));
    expect(new Set(NAMES).size).toBe(NAMES.length);
  });
});

describe('migrate', () => {
  let test: TestDatabase;

  beforeEach(async () => {
    test = await createTestDatabase();
  });

  afterEach(() => test.drop());

  it('runs every migration once, and none the second time', async () => {
    expect((await migrate(test.url)).applied).toEqual(NAMES);
    const schema = await dumpSchema(test.url);
    expect((await migrate(test.url)).applied).toEqual([]);
    expect(await dumpSchema(test.url)).toBe(schema);
  });

  it('tells before and after what is pending', async () => {
    expect(await pendingMigrations(test.url)).toEqual(NAMES);
    await migrate(test.url);
    expect(await pendingMigrations(test.url)).toEqual([]);
  });

  it('runs each migration once also when four processes start together', async () => {
    const reports = await Promise.all(Array.from({ length: 4 }, () => migrate(test.url)));
    expect(reports.flatMap(({ applied }) => applied)).toEqual(NAMES);
    expect(await rowsOf(test.url, `SELECT name FROM ${MIGRATIONS_TABLE}`)).toEqual(NAMES.map((name) => ({ name })));
  });

  it('can be taken back completely, and run again', async () => {
    await migrate(test.url);
    const schema = await dumpSchema(test.url);
    const source = await new DataSource({
      type: 'postgres',
      url: test.url,
      migrations: [...MIGRATIONS],
      migrationsTableName: MIGRATIONS_TABLE,
      installExtensions: false,
    }).initialize();
    for (const _migration of MIGRATIONS) await source.undoLastMigration({ transaction: 'each' });
    await source.destroy();
    const left = await rowsOf<{ name: string }>(
      test.url,
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind NOT IN ('i', 'S')
       UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
       UNION ALL SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')`,
    );
    expect(left).toEqual([{ name: MIGRATIONS_TABLE }]);
    await migrate(test.url);
    expect(await dumpSchema(test.url)).toBe(schema);
  });

  it('says that the owner of the database is subject to row security, and makes no role', async () => {
    expect((await migrate(test.url)).identity).toEqual({ bypassesRowSecurity: false });
    expect(await storeIdentity(test.url)).toEqual({ bypassesRowSecurity: false });
    const granted = await rowsOf(test.url, `SELECT FROM information_schema.role_table_grants WHERE grantee = '${RESTRICTED_ROLE}'`);
    expect(granted).toEqual([]);
  });

  it('fails on a server that is not there, without waiting for ever', async () => {
    const away = new URL(test.url);
    away.port = '1';
    await expect(migrate(away.href)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await expect(pendingMigrations(away.href)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('a superuser, whom PostgreSQL exempts from row security', () => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await createTestDatabase();
  });

  afterAll(() => test.drop());

  it('gets the restricted role made, from several processes at once', async () => {
    const reports = await Promise.all(Array.from({ length: 4 }, () => migrate(test.adminUrl)));
    expect(reports.map(({ identity }) => identity.bypassesRowSecurity)).toEqual([true, true, true, true]);
    expect(
      await rowsOf(test.adminUrl, `SELECT rolsuper, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname = '${RESTRICTED_ROLE}'`),
    ).toEqual([{ rolsuper: false, rolbypassrls: false, rolcanlogin: false }]);
  });

  it('works under that role in every transaction, and sees its namespace alone', async () => {
    await migrate(test.adminUrl);
    const { database, source, close } = await openDatabase(test.adminUrl);
    const insert = (namespace: string) => ({
      statement: { text: 'INSERT INTO agent (namespace, agent_id) VALUES ($1, $2)' },
      values: [namespace, Buffer.from(namespace)],
    });
    const look = { statement: { text: 'SELECT current_user AS who, ARRAY(SELECT namespace FROM agent ORDER BY 1) AS seen' }, values: [] };
    await database.commit('x', 'a', [insert('a')]);
    await database.commit('x', 'b', [insert('b')]);
    const seen = [
      await database.query('x', 'a', look),
      (await database.commit('x', 'a', [look])).rows[0],
      await database.read('x', 'a', (session) => session.query(look.statement)),
      await database.manage('x', 'a', (manager) => manager.query(look.statement.text)),
    ];
    expect(seen).toEqual(seen.map(() => [{ who: RESTRICTED_ROLE, seen: ['a'] }]));
    await expect(database.commit('x', 'a', [insert('b')])).rejects.toMatchObject({ code: '42501' });
    await expect(database.present('a')).resolves.toMatch(/Z$/);
    // Behind the transactions the role of the connection is what it was, so nothing of ours rests on it.
    expect(await source.query(look.statement.text)).toEqual([{ who: 'postgres', seen: ['a', 'b'] }]);
    await close();
  });
});
