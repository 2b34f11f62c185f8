import { Client } from 'pg';
import { runCommand } from './command.runner';
import { connectionUrl } from './connection-url.rules';
import { EmbeddedPostgresError } from './embedded-postgres.errors';
import type { Cluster } from './embedded-postgres.types';
import { APPLICATION_ROLE, PASSWORD_FILE, SUPERUSER, type Passwords } from './passwords.file';

const DATABASE = 'stemedb';
/** SQLSTATE invalid_password. */
const WRONG_PASSWORD = '28P01';
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 15_000;
const SINGLE_USER_TIMEOUT_MS = 20_000;

export function applicationUrl(port: number, passwords: Passwords): string {
  return connectionUrl({ user: APPLICATION_ROLE, password: passwords.application, port, database: DATABASE });
}

export function superuserUrl(port: number, passwords: Passwords): string {
  return connectionUrl({ user: SUPERUSER, password: passwords.superuser, port, database: 'postgres' });
}

/**
 * Makes the role of the application, which has no right beyond its database, and that database. Repeatable: an
 * interrupted first start is finished by the second.
 * @throws EmbeddedPostgresError `password_mismatch`
 */
export async function provision(port: number, passwords: Passwords): Promise<void> {
  await withClient(superuserUrl(port, passwords), async (client) => {
    const role = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [APPLICATION_ROLE]);
    await client.query(
      `${role.rowCount === 0 ? 'CREATE' : 'ALTER'} ROLE ${APPLICATION_ROLE} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE ` +
        `NOREPLICATION NOBYPASSRLS PASSWORD ${client.escapeLiteral(passwords.application)}`,
    );
    const database = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (database.rowCount === 0) {
      await client.query(`CREATE DATABASE ${DATABASE} OWNER ${APPLICATION_ROLE}`);
    }
  });
}

/**
 * Proves that the application will get in.
 * @throws EmbeddedPostgresError `password_mismatch`
 */
export async function verifyAccess(port: number, passwords: Passwords): Promise<void> {
  await withClient(applicationUrl(port, passwords), (client) => client.query('SELECT 1'));
}

async function withClient(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS,
  });
  // A connection that breaks fails the statement in hand; unheard, the event would end the process.
  client.on('error', () => undefined);
  await client.connect().catch((error: Error & { code?: string }) => {
    throw error.code === WRONG_PASSWORD ? passwordMismatch(error) : error;
  });
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function passwordMismatch(cause: Error): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'password_mismatch',
    `The passwords in ${PASSWORD_FILE} are not those of the data beside it. Put the right file back, ` +
      `or remove it: the next start then sets new ones.`,
    { cause },
  );
}

/**
 * Sets the superuser's password without knowing the old one, on a server that serves nobody else: whoever owns the
 * data files may. For data whose password file was lost.
 * @throws EmbeddedPostgresError `start_failed`
 */
export async function resetSuperuserPassword(cluster: Cluster, password: string): Promise<void> {
  const args = ['--single', '-D', cluster.dataDirectory, '-c', 'exit_on_error=on', 'postgres'];
  const result = await runCommand(cluster.binaries.postgres, args, {
    user: cluster.user,
    cwd: cluster.directory,
    timeoutMs: SINGLE_USER_TIMEOUT_MS,
    input: `ALTER ROLE ${SUPERUSER} PASSWORD '${password}';\n`,
  });
  if (result.exitCode !== 0) {
    throw new EmbeddedPostgresError(
      'start_failed',
      `The lost PostgreSQL password could not be set anew: ${result.output.trim()}`,
    );
  }
}
