import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgresError } from '../embedded-postgres.errors';
import { startEmbeddedPostgres, stopAbandonedPostgres } from '../embedded-postgres.service';

const PREFIX = 'stemedb-test-';
/** A younger lock may belong to a test that kills the lock's owner on purpose. */
const ABANDONED_MS = 10 * 60_000;

export interface TestServer {
  adminUrl: string;
  /** Stops the server and removes its data. */
  remove(): Promise<void>;
}

/** A directory for one test's data, which a system user may pass through; its leftovers are swept by a later run. */
export async function makeTestDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), PREFIX));
  await chmod(directory, 0o711);
  return directory;
}

/** One server for a whole test run. Its data need not survive a power failure, so it does not wait for the disk. */
export async function startTestServer(): Promise<TestServer> {
  await sweepAbandoned();
  const directory = await makeTestDirectory();
  const server = await startEmbeddedPostgres({
    directory,
    settings: { fsync: 'off', full_page_writes: 'off', max_connections: '200', shared_buffers: '128MB', autovacuum_naptime: '1min' },
    log: () => undefined,
  });
  const remove = async (): Promise<void> => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  };
  return { adminUrl: server.adminUrl, remove };
}

/** Ends servers of test runs that were killed. */
async function sweepAbandoned(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(PREFIX));
  for (const directory of names.map((name) => join(tmpdir(), name))) {
    const lock = await stat(join(directory, 'stemedb.lock')).catch(() => undefined);
    if (lock && Date.now() - lock.mtimeMs > ABANDONED_MS) {
      await removeUnlessOwned(directory);
    }
  }
}

async function removeUnlessOwned(directory: string): Promise<void> {
  try {
    await stopAbandonedPostgres({ directory, log: () => undefined });
  } catch (error) {
    // In use by a run that lives, or another user's: not ours to remove.
    if (error instanceof EmbeddedPostgresError) {
      return;
    }
    throw error;
  }
  await rm(directory, { recursive: true, force: true });
}
