import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand, type CommandResult } from './command.runner';
import { EmbeddedPostgresError } from './embedded-postgres.errors';
import type { Cluster } from './embedded-postgres.types';
import { hasEnded, isServerOf, signalIfThere } from './process.identity';

export interface StopPatience {
  /** How long a fast shutdown (roll back, write everything, leave) may take. */
  fastMs: number;
  /** How long an immediate one (drop everything, recover at the next start) may take. */
  immediateMs: number;
}

const KILL_PATIENCE_MS = 2_000;
/** pg_ctl ends by itself after the time it is given; this is for one that does not. */
const MARGIN_MS = 2_000;
const PROGRESS_MS = 10_000;

/**
 * Starts the server and waits until it accepts connections. It leaves this process's group and session, so that a
 * Ctrl-C meant for the API does not end the database under commits in flight.
 */
export async function startServer(cluster: Cluster, patienceMs: number): Promise<CommandResult> {
  const begun = performance.now();
  const progress = setInterval(() => {
    const seconds = Math.round((performance.now() - begun) / 1_000);
    cluster.log(`PostgreSQL is still reading back its log after the last unclean end (${seconds} s)`);
  }, PROGRESS_MS);
  try {
    return await pgCtl(cluster, ['start', '--wait', `--log=${cluster.logFile}`], patienceMs);
  } finally {
    clearInterval(progress);
  }
}

/**
 * Ends the server of this data directory, ever less politely, and waits until its main process is gone.
 * Does nothing when none runs.
 * @throws EmbeddedPostgresError `stop_failed`
 */
export async function stopServer(cluster: Cluster, patience: StopPatience): Promise<void> {
  const pid = await runningServer(cluster);
  if (pid === undefined) {
    return;
  }
  for (const [mode, patienceMs] of [
    ['fast', patience.fastMs],
    ['immediate', patience.immediateMs],
  ] as const) {
    const result = await pgCtl(cluster, ['stop', '--wait', `--mode=${mode}`], patienceMs);
    if (await hasEnded(pid, result.exitCode === 0 ? KILL_PATIENCE_MS : 0)) {
      return;
    }
    cluster.log(`PostgreSQL (process ${pid}) did not end on a ${mode} shutdown`);
  }
  signalIfThere(pid, 'SIGKILL');
  if (!(await hasEnded(pid, KILL_PATIENCE_MS))) {
    throw new EmbeddedPostgresError('stop_failed', `PostgreSQL (process ${pid}) does not end, not even when killed.`);
  }
}

/** The process id of the server that runs on this data directory. */
export async function runningServer(cluster: Cluster): Promise<number | undefined> {
  const pid = (await recordedPid(cluster)) ?? 0;
  if (pid === 0) {
    return undefined;
  }
  const askPgCtl = async (): Promise<boolean> => (await pgCtl(cluster, ['status'], 5_000)).exitCode === 0;
  return (await isServerOf(pid, cluster.dataDirectory, askPgCtl)) ? pid : undefined;
}

/**
 * The first line of postmaster.pid: undefined when there is no such file, as after a clean shutdown; 0 when the file
 * names no process.
 */
export async function recordedPid(cluster: Cluster): Promise<number | undefined> {
  const text = await readFile(postmasterPidFile(cluster), 'utf8').catch(() => undefined);
  if (text === undefined) {
    return undefined;
  }
  const pid = Number.parseInt(text, 10);
  return Number.isInteger(pid) && pid > 0 ? pid : 0;
}

export function postmasterPidFile(cluster: Cluster): string {
  return join(cluster.dataDirectory, 'postmaster.pid');
}

function pgCtl(cluster: Cluster, args: readonly string[], patienceMs: number): Promise<CommandResult> {
  const [action = '', ...rest] = args;
  const waiting = action === 'status' ? [] : [`--timeout=${Math.ceil(patienceMs / 1_000)}`];
  return runCommand(cluster.binaries.pgCtl, [action, `--pgdata=${cluster.dataDirectory}`, ...waiting, ...rest], {
    user: cluster.user,
    cwd: cluster.directory,
    timeoutMs: patienceMs + MARGIN_MS,
    // A Ctrl-C may cancel a start that is waited for, never a shutdown.
    ownProcessGroup: action !== 'start',
  });
}
