import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '@stemedb/platform/config';
import { connectionUrl, EmbeddedPostgresError, startEmbeddedPostgres } from '@stemedb/platform/embedded-postgres';
import { CommandFailure } from './command.failure';
import { EXIT } from './exit-code';
import { embeddedPassword, runningPort } from './store-access.rules';

const DATABASE = 'stemedb';
const ROLE = 'stemedb';

/** Whether there is a store at all: a server of one's own, or embedded data from an earlier start. */
export function storeExists(config: Config): boolean {
  return config.DATABASE_URL !== undefined || existsSync(join(config.STEMEDB_DATA_DIR, 'postgres', 'PG_VERSION'));
}

/**
 * Runs `work` with the address of the store: DATABASE_URL, else the embedded PostgreSQL, which is started for as long
 * as it takes unless a running `stemedb start` has it open already.
 *
 * @throws CommandFailure unreachable where it cannot be had
 */
export async function withStore<T>(config: Config, log: (message: string) => void, work: (url: string) => Promise<T>): Promise<T> {
  if (config.DATABASE_URL !== undefined) return work(config.DATABASE_URL);
  const embedded = await startEmbeddedPostgres({ directory: config.STEMEDB_DATA_DIR, port: config.STEMEDB_POSTGRES_PORT, log }).catch((error: unknown) => {
    if (!(error instanceof EmbeddedPostgresError)) throw error;
    if (error.code === 'data_directory_in_use') return undefined;
    throw new CommandFailure(EXIT.unreachable, error.message);
  });
  if (embedded === undefined) return work(await runningStoreUrl(config.STEMEDB_DATA_DIR));
  try {
    return await work(embedded.url);
  } finally {
    await embedded.stop();
  }
}

/** The address of the embedded server that another process runs, from the files that PostgreSQL's own tools use. */
async function runningStoreUrl(directory: string): Promise<string> {
  const passwords = await optionalText(join(directory, 'postgres.password'));
  const pidFile = await optionalText(join(directory, 'postgres', 'postmaster.pid'));
  const password = passwords && embeddedPassword(passwords, ROLE);
  const port = pidFile && runningPort(pidFile);
  if (!password || !port) {
    throw new CommandFailure(EXIT.unreachable, `Another process has the data directory ${directory}, and its PostgreSQL cannot be reached. Run this as the user who started it.`);
  }
  return connectionUrl({ user: ROLE, password, port, database: DATABASE });
}

async function optionalText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES') return undefined;
    throw error;
  }
}
