import { rm } from 'node:fs/promises';
import { stopAbandonedPostgres } from '@stemedb/platform/embedded-postgres';
import { makeTestDirectory } from '@stemedb/platform/embedded-postgres/testing';
import { onCleanup } from './cleanup';

/** An empty data directory. When the test ends, whatever still runs on it is stopped, and it goes away. */
export async function dataDirectory(): Promise<string> {
  const directory = await makeTestDirectory();
  onCleanup(async () => {
    await stopAbandonedPostgres({ directory, log: () => undefined });
    await rm(directory, { recursive: true, force: true });
  });
  return directory;
}
