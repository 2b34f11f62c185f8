import { randomBytes } from 'node:crypto';
import { lchown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runCommand } from './command.runner';
import { EmbeddedPostgresError, OWN_SERVER_HINT } from './embedded-postgres.errors';
import type { Cluster } from './embedded-postgres.types';
import { giveTree, replaceFile, syncDirectory } from './owned.files';
import { SUPERUSER } from './passwords.file';

/** Written once the role and the database exist: the data directory is one of ours, and complete. */
const MARKER_FILE = 'stemedb.initialised';
const STAGING_PREFIX = 'postgres.initialising-';
const INITDB_TIMEOUT_MS = 25_000;

/** What initdb makes before it has written PG_VERSION, and nothing else: safe to remove. */
const INITDB_ENTRIES = /^(base|global|pg_\w+|postgresql(\.auto)?\.conf|PG_VERSION)$/;

export type DataState =
  /** Nothing there yet. */
  | 'absent'
  /** Made here; the role and the database may be missing. */
  | 'unfinished'
  | 'complete';

/**
 * What lies in the data directory. The beginnings of an interrupted initdb are removed; anything unknown is left
 * untouched and refused.
 * @throws EmbeddedPostgresError `data_directory_foreign`, `data_version_mismatch`
 */
export async function inspectData(cluster: Cluster, serverMajor: number, passwordsKnown: boolean): Promise<DataState> {
  await removeStaging(cluster);
  const entries = await readdir(cluster.dataDirectory).catch(ifMissing([] as string[]));
  const marked = entries.includes(MARKER_FILE);
  const version = await readFile(join(cluster.dataDirectory, 'PG_VERSION'), 'utf8').catch(ifMissing(''));
  if (version.trim() === '' && !marked && entries.every((name) => INITDB_ENTRIES.test(name))) {
    refuseLink(cluster);
    await rm(cluster.dataDirectory, { recursive: true, force: true });
    return 'absent';
  }
  if (version.trim() === '' || (!marked && !passwordsKnown)) {
    throw new EmbeddedPostgresError(
      'data_directory_foreign',
      `${cluster.dataDirectory} holds files, but no complete PostgreSQL data of StemeDB. Nothing was changed. ` +
        `Move the directory away, set STEMEDB_DATA_DIR to another one, ${OWN_SERVER_HINT}.`,
    );
  }
  if (Number(version) !== serverMajor) {
    throw new EmbeddedPostgresError(
      'data_version_mismatch',
      `${cluster.dataDirectory} was written by PostgreSQL ${version.trim()}, ` +
        `the embedded server is version ${serverMajor}. ` +
        `Export the data with the StemeDB release that wrote it and import it into a new STEMEDB_DATA_DIR, ` +
        `upgrade it with pg_upgrade, or set DATABASE_URL to a server of version ${version.trim()}.`,
    );
  }
  return marked ? 'complete' : 'unfinished';
}

/**
 * Makes the data directory: built under another name and renamed when complete, so that what bears the real name
 * is never half made.
 * @throws EmbeddedPostgresError `initialisation_failed`
 */
export async function initialiseData(cluster: Cluster, superuserPassword: string): Promise<void> {
  cluster.log(`Creating the database in ${cluster.dataDirectory}`);
  const staging = join(cluster.directory, `${STAGING_PREFIX}${randomBytes(6).toString('hex')}`);
  const passwordFile = `${staging}.password`;
  await mkdir(staging, { mode: 0o700 });
  await writeFile(passwordFile, superuserPassword, { mode: 0o600, flag: 'wx' });
  try {
    if (cluster.user) {
      await giveTree(staging, cluster.user);
      await lchown(passwordFile, cluster.user.uid, cluster.user.gid);
    }
    await runInitdb(cluster, staging, passwordFile);
  } catch (error) {
    await rm(staging, { recursive: true, force: true, maxRetries: 3 });
    throw error;
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(staging, cluster.dataDirectory);
  await syncDirectory(cluster.directory);
}

export async function markComplete(cluster: Cluster): Promise<void> {
  await replaceFile(
    join(cluster.dataDirectory, MARKER_FILE),
    'The role and the database of StemeDB exist here.\n',
    cluster.user,
  );
  await syncDirectory(cluster.dataDirectory);
}

/** New data is moved into place by a rename, which does not follow a link to another disk. */
function refuseLink({ directory, dataDirectory }: Cluster): void {
  if (dataDirectory !== join(directory, 'postgres')) {
    throw new EmbeddedPostgresError(
      'directory_unusable',
      `${join(directory, 'postgres')} is a symbolic link to an empty directory. ` +
        `Set STEMEDB_DATA_DIR to ${dirname(dataDirectory)} instead.`,
    );
  }
}

/** The built-in locale compares bytes, alike on every operating system, and knows the letters of all scripts. */
async function runInitdb(cluster: Cluster, staging: string, passwordFile: string): Promise<void> {
  const args = [
    `--pgdata=${staging}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
    '--no-instructions',
  ];
  const result = await runCommand(cluster.binaries.initdb, args, {
    user: cluster.user,
    cwd: cluster.directory,
    timeoutMs: INITDB_TIMEOUT_MS,
  });
  if (result.exitCode !== 0) {
    throw new EmbeddedPostgresError(
      'initialisation_failed',
      `PostgreSQL could not create its data directory: ${result.spawnError?.message ?? result.output.trim()}`,
    );
  }
}

/** Left by runs that were killed. An initdb that outlived its run may still write: then the next start tidies up. */
async function removeStaging(cluster: Cluster): Promise<void> {
  const leftovers = (await readdir(cluster.directory)).filter((name) => name.startsWith(STAGING_PREFIX));
  for (const name of leftovers) {
    await rm(join(cluster.directory, name), { recursive: true, force: true, maxRetries: 3 }).catch((error: Error) => {
      cluster.log(`Could not remove ${name}, left by an interrupted start: ${error.message}`);
    });
  }
}

function ifMissing<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') {
      return value;
    }
    throw error;
  };
}
