import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from './test-database';

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('a test database', () => {
  let databases: TestDatabase[] = [];
  const create = async (): Promise<TestDatabase> => {
    const database = await createTestDatabase();
    databases.push(database);
    return database;
  };

  afterEach(async () => {
    await Promise.all(databases.map((database) => database.drop()));
    databases = [];
  });

  it('belongs to a role that is no superuser and cannot pass row-level security by right', async () => {
    const { url } = await create();
    expect(
      await query(
        url,
        'SELECT current_user, rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user',
      ),
    ).toEqual([{ current_user: 'stemedb_test_owner', rolsuper: false, rolbypassrls: false, rolcreatedb: false }]);
    await expect(query(url, 'CREATE TABLE public.mine (id int)')).resolves.toEqual([]);
  });

  it('is open to the superuser under its second address', async () => {
    const { url, adminUrl } = await create();
    const sql =
      "SELECT current_database() AS name, current_setting('is_superuser') AS super, getdatabaseencoding() AS encoding";
    const [own] = await query(url, sql);
    expect(own).toMatchObject({ super: 'off', encoding: 'UTF8' });
    expect(await query(adminUrl, sql)).toEqual([{ ...own, super: 'on' }]);
  });

  it('is apart from every other, even when all are made at once', async () => {
    const made = await Promise.all(Array.from({ length: 6 }, create));
    const names = await Promise.all(made.map(({ url }) => query(url, 'SELECT current_database() AS name')));
    expect(new Set(names.map(([row]) => row?.['name'])).size).toBe(6);
  });

  it('goes away under open connections, and may be dropped twice', async () => {
    const { url, drop } = await create();
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    await Promise.all([drop(), drop()]);
    await expect(query(url, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' });
    await client.end();
  });
});
