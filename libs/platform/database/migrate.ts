import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from './migrations';
import { ensureRestrictedRole, readIdentity, type StoreIdentity } from './restricted-role';

export const MIGRATIONS_TABLE = 'migration';

/** Instances that start together take turns; the number only has to be the same for all of them. */
const MIGRATION_LOCK = 7_263_517_401;

const CONNECT_TIMEOUT_MS = 5_000;

export interface MigrationReport {
  /** Names of the migrations that were run now, in order. */
  readonly applied: readonly string[];
  readonly identity: StoreIdentity;
}

/** Brings the schema up to date; safe to call from several processes at once. */
export async function migrate(url: string): Promise<MigrationReport> {
  return underLock(url, async (client) => {
    const source = await new DataSource(migrationOptions(url)).initialize();
    try {
      const applied = (await source.runMigrations({ transaction: 'each' })).map((migration) => migration.name);
      const identity = await readIdentity(client);
      if (identity.bypassesRowSecurity) await ensureRestrictedRole(client);
      return { applied, identity };
    } finally {
      await source.destroy();
    }
  });
}

/** Names of the migrations that this program knows and the store has not run. */
export async function pendingMigrations(url: string): Promise<string[]> {
  return withClient(url, async (client) => {
    const table = await client.query<{ exists: boolean }>(`SELECT to_regclass('${MIGRATIONS_TABLE}') IS NOT NULL AS exists`);
    const done = table.rows[0]?.exists ? await client.query<{ name: string }>(`SELECT name FROM ${MIGRATIONS_TABLE}`) : { rows: [] };
    const names = new Set(done.rows.map((row) => row.name));
    return MIGRATIONS.map((migration) => migration.name).filter((name) => !names.has(name));
  });
}

/** What the store says of the role that `url` connects as. */
export function storeIdentity(url: string): Promise<StoreIdentity> {
  return withClient(url, readIdentity);
}

/** Runs `work` on a connection of its own. */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, application_name: 'stemedb' });
  // A connection that breaks fails the query in hand; its event, unheard, would end the process without a message.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function underLock<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  return withClient(url, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return work(client);
  });
}

function migrationOptions(url: string) {
  return {
    type: 'postgres' as const,
    url,
    migrations: [...MIGRATIONS],
    migrationsTableName: MIGRATIONS_TABLE,
    applicationName: 'stemedb-migrate',
    synchronize: false,
    // Extensions are the operator's business; nothing here needs one.
    installExtensions: false,
  };
}
