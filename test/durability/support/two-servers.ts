import { query } from '@stemedb/platform/embedded-postgres/testing';
import { createTestDatabase, type TestDatabase } from '@stemedb/platform/testing';
import { onCleanup } from './cleanup';
import { dataDirectory } from './directories';
import { Client } from './http-client';
import { spawnServer } from './server-process';

/** A busy machine makes a test slow, never wrong. */
const PATIENCE_MS = '30000';

/** Two servers, started at the same moment, on one empty database whose disk is slow; a client of each. */
export interface TwoServers {
  readonly database: TestDatabase;
  readonly clients: readonly [Client, Client];
}

export async function startTwoServers(): Promise<TwoServers> {
  const database = await createTestDatabase();
  onCleanup(() => database.drop());
  const start = async (): Promise<Client> => {
    const server = await spawnServer({ DATABASE_URL: database.url, STEMEDB_DATA_DIR: await dataDirectory(), STEMEDB_DATABASE_TIMEOUT_MS: PATIENCE_MS });
    return new Client(await server.ready());
  };
  const clients = await Promise.all([start(), start()]);
  await slowCommitsDown(database.adminUrl);
  return { database, clients };
}

/** Stretches the time between a commit's moment and its visibility, as a slow disk does: a promise kept now is kept. */
async function slowCommitsDown(url: string): Promise<void> {
  await query(
    url,
    `CREATE FUNCTION wait_for_the_disk() RETURNS trigger LANGUAGE plpgsql
      AS $$ BEGIN PERFORM pg_sleep(0.005); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER slow_disk AFTER INSERT ON commit_log DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION wait_for_the_disk()`,
  );
}

