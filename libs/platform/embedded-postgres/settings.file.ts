import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cluster } from './embedded-postgres.types';
import { replaceFile } from './owned.files';

const SETTINGS_FILE = 'stemedb.conf';
const INCLUDE = `include_if_exists '${SETTINGS_FILE}'`;

/**
 * Puts the settings into a file of their own that the server's main file includes. A file needs no quoting for a
 * shell, which settings on pg_ctl's command line would pass through.
 */
export async function writeSettings({ dataDirectory, user }: Cluster, text: string): Promise<void> {
  await replaceFile(join(dataDirectory, SETTINGS_FILE), text, user);
  const mainFile = join(dataDirectory, 'postgresql.conf');
  const main = await readFile(mainFile, 'utf8');
  if (!main.split('\n').includes(INCLUDE)) {
    await replaceFile(mainFile, `${main.trimEnd()}\n${INCLUDE}\n`, user);
  }
}
