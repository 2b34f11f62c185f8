import { createHmac, randomBytes } from 'node:crypto';
import { Client } from 'pg';

export interface TestDatabase {
  /** Connects as the owner of the database, who is no superuser and is subject to row-level security like the API. */
  url: string;
  /** Connects to the same database as superuser. */
  adminUrl: string;
  /** Ends every connection to the database and removes it. Repeatable. */
  drop(): Promise<void>;
}

const OWNER = 'stemedb_test_owner';
/** Any number that nobody else uses: one at a time makes the role. */
const ROLE_LOCK = 7_384_201;

/** An empty database of its own for one spec, on the server of the test run (PostgreSQL 15 to 18). */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = process.env['STEMEDB_TEST_ADMIN_URL'];
  if (!serverUrl) {
    throw new Error(
      'STEMEDB_TEST_ADMIN_URL is not set: run the tests through Jest, whose global setup starts the server.',
    );
  }
  const name = `stemedb_test_${randomBytes(8).toString('hex')}`;
  const password = ownerPassword(serverUrl);
  await withClient(serverUrl, async (client) => {
    await ensureOwner(client, password);
    // template0 takes any encoding; the sort order stays the server's own, as it would be for an operator.
    await client.query(`CREATE DATABASE ${name} OWNER ${OWNER} TEMPLATE template0 ENCODING 'UTF8'`);
  });
  return {
    url: replaceParts(serverUrl, { database: name, user: OWNER, password }),
    adminUrl: replaceParts(serverUrl, { database: name }),
    drop: () =>
      withClient(serverUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)).then(
        () => undefined,
      ),
  };
}

/** Roles belong to the whole server, so parallel workers meet here. */
async function ensureOwner(client: Client, password: string): Promise<void> {
  await client.query('BEGIN');
  await client.query('SELECT pg_advisory_xact_lock($1)', [ROLE_LOCK]);
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [OWNER]);
  await client.query(
    `${rowCount === 0 ? 'CREATE' : 'ALTER'} ROLE ${OWNER} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION ` +
      `NOBYPASSRLS PASSWORD ${client.escapeLiteral(password)}`,
  );
  await client.query('COMMIT');
}

/** Equal in every worker without being told, and known only to who knows the superuser's password. */
function ownerPassword(serverUrl: string): string {
  return createHmac('sha256', new URL(serverUrl).password).update(OWNER).digest('hex');
}

function replaceParts(url: string, parts: { database: string; user?: string; password?: string }): string {
  const changed = new URL(url);
  changed.pathname = `/${parts.database}`;
  changed.username = parts.user ?? changed.username;
  changed.password = parts.password ?? changed.password;
  return changed.href;
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 30_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
