import { mkdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { locateBinaries } from './binaries.locator';
import { runCommand, type CommandResult } from './command.runner';
import { EmbeddedPostgresError, OWN_SERVER_HINT, type EmbeddedPostgresErrorCode } from './embedded-postgres.errors';
import type { Cluster, Log } from './embedded-postgres.types';
import { giveTree } from './owned.files';
import { firstUnreachable, systemUserFor } from './system-user.service';
import type { SystemUser } from './system-user.types';

const PROBE_TIMEOUT_MS = 5_000;

/** Creates the directory when missing, passable and unreadable for others, and answers its real path. */
export async function openDirectory(path: string): Promise<string> {
  const absolute = resolve(path);
  await mkdir(absolute, { recursive: true, mode: process.geteuid?.() === 0 ? 0o711 : 0o700 });
  return realpath(absolute);
}

/**
 * Finds the binaries and the user who runs them, and proves that this user can.
 * @throws EmbeddedPostgresError `directory_unusable`, `binaries_missing`, `binaries_unusable`, `system_user_missing`
 */
export async function prepareCluster(directory: string, log: Log): Promise<{ cluster: Cluster; serverMajor: number }> {
  const binaries = await locateBinaries();
  const named = join(directory, 'postgres');
  const dataDirectory = await realpath(named).catch(() => named);
  refuseShellCharacters(directory, dataDirectory, binaries.postgres);
  const user = await systemUserFor(dataDirectory);
  const cluster: Cluster = { directory, dataDirectory, logFile: join(directory, 'postgres.log'), binaries, user, log };
  await refuseForeignOwner(dataDirectory);
  const serverMajor = await probeBinaries(cluster);
  if (user) {
    await probeDirectory(cluster, user);
    await adoptFilesOfRoot(dataDirectory, user);
  }
  return { cluster, serverMajor };
}

/** pg_ctl hands these paths to a shell between double quotes. */
function refuseShellCharacters(...paths: readonly string[]): void {
  const unsafe = process.platform === 'win32' ? undefined : paths.find((path) => /["$`\\\n]/.test(path));
  if (unsafe !== undefined) {
    throw new EmbeddedPostgresError(
      'directory_unusable',
      `The path ${JSON.stringify(unsafe)} holds a character that PostgreSQL's tools cannot handle ` +
        `(one of " $ \` \\ or a line break). Choose another place with STEMEDB_DATA_DIR, ${OWN_SERVER_HINT}.`,
    );
  }
}

/** PostgreSQL insists that its data belongs to the user who runs it; root gives its own data away instead. */
async function refuseForeignOwner(dataDirectory: string): Promise<void> {
  const self = process.geteuid?.();
  const owner = await stat(dataDirectory).catch(() => undefined);
  if (self === undefined || self === 0 || !owner || owner.uid === self) {
    return;
  }
  throw new EmbeddedPostgresError(
    'directory_unusable',
    `${dataDirectory} belongs to user id ${owner.uid} and you are ${self}. Start as that user, ` +
      `give yourself the files (chown -R ${self} ${dirname(dataDirectory)}), ` +
      `or set STEMEDB_DATA_DIR to another directory.`,
  );
}

async function adoptFilesOfRoot(dataDirectory: string, user: SystemUser): Promise<void> {
  const owner = await stat(dataDirectory).catch(() => undefined);
  if (owner?.uid === 0) {
    await giveTree(dataDirectory, user);
  }
}

/** Runs the server's program once as the server's user; answers its major version. */
async function probeBinaries(cluster: Cluster): Promise<number> {
  const { binaries, user, directory } = cluster;
  const result = await runCommand(binaries.postgres, ['--version'], {
    user,
    cwd: directory,
    timeoutMs: PROBE_TIMEOUT_MS,
  });
  const version = /\(PostgreSQL\) (\d+)/.exec(result.output)?.[1];
  if (result.exitCode === 0 && version !== undefined) {
    return Number(version);
  }
  throw (await unreachable('binaries_unusable', binaries.postgres, user)) ?? unusable(cluster, result);
}

async function probeDirectory(cluster: Cluster, user: SystemUser): Promise<void> {
  const probe = ['-c', 'cd -- "$1"', 'sh', cluster.directory];
  const result = await runCommand('/bin/sh', probe, { user, cwd: '/', timeoutMs: PROBE_TIMEOUT_MS });
  if (result.exitCode === 0) {
    return;
  }
  throw (
    (await unreachable('directory_unusable', cluster.directory, user)) ??
    new EmbeddedPostgresError(
      'directory_unusable',
      `User id ${user.uid} cannot enter ${cluster.directory}: ${result.output.trim()}`,
    )
  );
}

async function unreachable(
  code: EmbeddedPostgresErrorCode,
  path: string,
  user: SystemUser | undefined,
): Promise<EmbeddedPostgresError | undefined> {
  const obstacle = user && (await firstUnreachable(path, user));
  if (user === undefined || obstacle === undefined) {
    return undefined;
  }
  return new EmbeddedPostgresError(
    code,
    `PostgreSQL does not run as root; it runs as user id ${user.uid}, and that user cannot reach ${path}: ` +
      `${obstacle} is closed to it. Open it with "chmod o+x ${obstacle}", start as an ordinary user, ` +
      `move the checkout or STEMEDB_DATA_DIR to a place that everybody may pass through, ${OWN_SERVER_HINT}.`,
  );
}

function unusable({ binaries }: Cluster, result: CommandResult): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'binaries_unusable',
    `${binaries.postgres} does not run on this machine: ${result.spawnError?.message ?? result.output.trim()}. ` +
      `If libraries are missing, run "npm rebuild" (the package's install script lays their links); ` +
      `on a system without glibc there is no embedded server. Repair it, ${OWN_SERVER_HINT}.`,
  );
}
