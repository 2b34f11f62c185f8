import { types } from 'node:util';
import { initialiseData, inspectData, markComplete, type DataState } from './cluster.initialiser';
import { openDirectory, prepareCluster } from './cluster.preparation';
import { applicationUrl, provision, resetSuperuserPassword, superuserUrl, verifyAccess } from './cluster.provisioning';
import { lockDirectory, type DirectoryLock } from './directory.lock';
import { EmbeddedPostgresError } from './embedded-postgres.errors';
import type { Cluster, EmbeddedPostgres, EmbeddedPostgresOptions, Log } from './embedded-postgres.types';
import { clearLeftover } from './leftover.cleaner';
import { logSize, logTail, prepareLog } from './log.file';
import { newPasswords, readPasswords, writePasswords, type Passwords } from './passwords.file';
import { choosePort, portInUse, rememberPort } from './port.chooser';
import { runningServer, startServer, stopServer } from './postgres.control';
import { writeSettings } from './settings.file';
import { settingsFile } from './settings.rules';

/** A shutdown writes everything that is still in memory only; on a slow disk that takes its time. */
const STOP_PATIENCE = { fastMs: 60_000, immediateMs: 5_000 };
const ABORT_PATIENCE = { fastMs: 3_000, immediateMs: 3_000 };
const START_PATIENCE_MS = 12_000;
/** After an unclean end the server first reads back up to max_wal_size of log; interrupting it would help nobody. */
const RECOVERY_PATIENCE_MS = 600_000;
const ATTEMPTS = 3;

/**
 * Starts the PostgreSQL server that comes with the package `embedded-postgres` on data below `directory`, which is
 * created at the first start. This process owns the directory until `stop()` or its end. A server that a killed
 * owner left running is stopped first. Every step has a time limit: under 30 s in all, except when PostgreSQL has
 * much log to read back after an unclean end, which is reported every 10 s and may take 10 minutes.
 * @throws EmbeddedPostgresError with a code and a message that says what to do
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  return owningDirectory(options.directory, options.log, async (cluster, serverMajor, lock) => {
    const settings = options.settings ?? {};
    // A wrong setting is refused before anything is touched.
    settingsFile(0, settings);
    const passwords = await prepareData(cluster, serverMajor);
    try {
      const port = await launch(cluster, options.port ?? 0, settings);
      if (passwords.unprovisioned) {
        await provision(port, passwords);
        await markComplete(cluster);
      }
      await verifyAccess(port, passwords);
      await rememberPort(cluster, port);
      return running(cluster, lock, port, passwords);
    } catch (error) {
      await stopServer(cluster, ABORT_PATIENCE);
      throw error;
    }
  });
}

/**
 * Ends the server that a killed run has left behind, and starts none.
 * @throws EmbeddedPostgresError `data_directory_in_use` when its owner lives
 */
export async function stopAbandonedPostgres(options: { directory: string; log: Log }): Promise<void> {
  await owningDirectory(options.directory, options.log, async (cluster, _serverMajor, lock) => {
    await clearLeftover(cluster);
    await lock.release();
  });
}

/** Runs the work as the owner of the directory; when it fails, the directory is free again. */
async function owningDirectory<T>(
  path: string,
  log: Log,
  work: (cluster: Cluster, serverMajor: number, lock: DirectoryLock) => Promise<T>,
): Promise<T> {
  try {
    const directory = await openDirectory(path);
    const lock = await lockDirectory(directory);
    try {
      const { cluster, serverMajor } = await prepareCluster(directory, log);
      return await work(cluster, serverMajor, lock);
    } catch (error) {
      await lock.release();
      throw error;
    }
  } catch (error) {
    throw explained(error, path);
  }
}

/** An error of the file system becomes one that names the setting to change. */
function explained(error: unknown, path: string): unknown {
  const isFileError = types.isNativeError(error) && 'syscall' in error && 'path' in error;
  return isFileError
    ? new EmbeddedPostgresError(
        'directory_unusable',
        `The data directory ${path} (STEMEDB_DATA_DIR) cannot be used: ${error.message}.`,
        {
          cause: error,
        },
      )
    : error;
}

/** Brings data and passwords together: after this both exist and fit. */
async function prepareData(cluster: Cluster, serverMajor: number): Promise<Passwords & { unprovisioned: boolean }> {
  const known = await readPasswords(cluster.directory);
  // Refused before anything is stopped: a server on foreign data is none of ours.
  const state = await inspectData(cluster, serverMajor, known !== undefined);
  await clearLeftover(cluster);
  await prepareLog(cluster.logFile, cluster.user);
  const passwords = known ?? newPasswords();
  if (known === undefined) {
    await setNewPasswords(cluster, state, passwords);
  }
  if (state === 'absent') {
    await initialiseData(cluster, passwords.superuser);
  }
  return { ...passwords, unprovisioned: state !== 'complete' || known === undefined };
}

/** The server learns the password before the file does: interrupted between the two, it is simply done again. */
async function setNewPasswords(cluster: Cluster, state: DataState, passwords: Passwords): Promise<void> {
  if (state !== 'absent') {
    cluster.log('The file postgres.password is missing; setting new passwords');
    await resetSuperuserPassword(cluster, passwords.superuser);
  }
  await writePasswords(cluster.directory, passwords);
}

/**
 * Starts the server; answers its port. Once more when another program took the port between choice and use, or
 * when a start that a killed run had begun came to its end meanwhile.
 */
async function launch(
  cluster: Cluster,
  wantedPort: number,
  settings: Readonly<Record<string, string>>,
): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const { unclean } = await clearLeftover(cluster);
    const port = await choosePort(cluster.directory, wantedPort);
    await writeSettings(cluster, settingsFile(port, settings));
    const logStart = await logSize(cluster.logFile);
    const patienceMs = unclean ? RECOVERY_PATIENCE_MS : START_PATIENCE_MS;
    const begun = performance.now();
    const result = await startServer(cluster, patienceMs);
    if (result.exitCode === 0) {
      return port;
    }
    const tail = await logTail(cluster.logFile, logStart);
    const portTaken = /could not bind|could not create any TCP\/IP sockets/.test(tail);
    if (portTaken && wantedPort !== 0) {
      throw portInUse(port);
    }
    const inTime = performance.now() - begun < patienceMs;
    const worthAnother = portTaken || (await runningServer(cluster)) !== undefined;
    if (!inTime || !worthAnother || attempt === ATTEMPTS) {
      const reason = result.spawnError?.message ?? result.output.trim();
      throw new EmbeddedPostgresError(
        'start_failed',
        `PostgreSQL did not start: ${reason}\n${cluster.logFile} ends with:\n${tail}`,
      );
    }
  }
}

function running(cluster: Cluster, lock: DirectoryLock, port: number, passwords: Passwords): EmbeddedPostgres {
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await stopServer(cluster, STOP_PATIENCE);
    await lock.release();
  };
  return {
    url: applicationUrl(port, passwords),
    adminUrl: superuserUrl(port, passwords),
    port,
    dataDirectory: cluster.dataDirectory,
    logFile: cluster.logFile,
    stop: () => (stopping ??= stop()),
  };
}
