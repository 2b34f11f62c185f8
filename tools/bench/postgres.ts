import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { withClient } from '@stemedb/platform/database';
import { startEmbeddedPostgres } from '@stemedb/platform/embedded-postgres';
import type { Cleanup } from './cleanup';

/** The one PostgreSQL of a run, in which every program gets a database of its own. */
export interface Postgres {
  readonly version: string;
  /** What decides over durability, as the server says. */
  readonly settings: Readonly<Record<string, string>>;
  /** Makes an empty database, gone at the end of `scope`, and returns its address. */
  createDatabase(scope: Cleanup, label: string): Promise<string>;
  /** Writes back what earlier measurements left in memory, where the role may do so. */
  settle(): Promise<void>;
}

interface Access {
  /** May create databases. */
  readonly adminUrl: string;
  /** The role that owns them. */
  readonly ownerUrl: string;
}

const SETTINGS = ['fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'max_wal_size'];

export async function openPostgres(databaseUrl: string | undefined, directory: string, cleanup: Cleanup): Promise<Postgres> {
  const access = databaseUrl === undefined ? await startEmbedded(directory, cleanup) : { adminUrl: databaseUrl, ownerUrl: databaseUrl };
  const [version, settings] = await describe(access.adminUrl);
  return {
    version,
    settings,
    createDatabase: (scope, label) => createDatabase(access, scope, label),
    settle: () => settle(access.adminUrl),
  };
}

async function startEmbedded(directory: string, cleanup: Cleanup): Promise<Access> {
  const starting = startEmbeddedPostgres({ directory: join(directory, 'shared'), log: () => undefined });
  const server = await cleanup.own(starting, (started) => started.stop());
  return { adminUrl: server.adminUrl, ownerUrl: server.url };
}

function describe(url: string): Promise<[string, Record<string, string>]> {
  return withClient(url, async (client) => {
    const rows = await client.query<{ name: string; value: string }>(
      'SELECT name, current_setting(name) AS value FROM unnest($1::text[]) AS name',
      [[...SETTINGS, 'server_version']],
    );
    const { server_version: version = '', ...settings } = Object.fromEntries(rows.rows.map(({ name, value }) => [name, value]));
    return [version, settings];
  });
}

async function createDatabase(access: Access, scope: Cleanup, label: string): Promise<string> {
  const name = `stemedb_bench_${label}_${randomBytes(6).toString('hex')}`;
  const url = new URL(access.ownerUrl);
  const creating = withClient(access.adminUrl, async (client) => {
    const owner = client.escapeIdentifier(decodeURIComponent(url.username));
    await client.query(`CREATE DATABASE ${name} OWNER ${owner}`);
  });
  await scope.own(creating, () =>
    withClient(access.adminUrl, async (client) => {
      await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    }),
  );
  url.pathname = `/${name}`;
  return url.href;
}

const INSUFFICIENT_PRIVILEGE = '42501';

function settle(url: string): Promise<void> {
  return withClient(url, async (client) => {
    try {
      await client.query('CHECKPOINT');
    } catch (error) {
      if ((error as { code?: unknown }).code !== INSUFFICIENT_PRIVILEGE) throw error;
    }
  });
}
