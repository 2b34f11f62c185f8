import { readdir, readFile, rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from './embedded-postgres.types';
import { replaceFile } from './owned.files';
import { postmasterPidFile, recordedPid, runningServer, stopServer } from './postgres.control';
import { idIsTaken, isAlive, signalIfThere, workingDirectory } from './process.identity';

/** A leftover has no clients left, so it has little to finish. */
const PATIENCE = { fastMs: 5_000, immediateMs: 2_000 };

/** Larger than any process id of any system (Linux: 4,194,304 at most), and still one that PostgreSQL reads. */
const NOBODY = 2_147_483_647;
const FILLING_MS = 500;

/**
 * Ends what a killed run has left behind on this data directory. Only the owner of the directory's lock may call it.
 * Answers whether the data was left without a clean shutdown, so that the next start must first recover it.
 * @throws EmbeddedPostgresError `stop_failed`
 */
export async function clearLeftover(cluster: Cluster): Promise<{ unclean: boolean }> {
  if ((await recordedPid(cluster)) === 0) {
    // A server that is just starting fills the file at once.
    await delay(FILLING_MS);
  }
  if ((await recordedPid(cluster)) === undefined) {
    return { unclean: false };
  }
  const running = await runningServer(cluster);
  if (running !== undefined) {
    cluster.log(`Stopping the PostgreSQL server (process ${running}) that an earlier run has left behind`);
    await stopServer(cluster, PATIENCE);
  }
  await endOrphans(cluster);
  return { unclean: await disown(cluster) };
}

/**
 * Makes a leftover postmaster.pid harmless; answers whether there was one. PostgreSQL refuses to start when the
 * recorded process exists, be it another program by now or a zombie, and when it can read no process at all.
 * Removing the file would also remove the shared memory key in it, by which PostgreSQL detects sessions that outlived
 * their server; so the file stays and only the id becomes one that no process has.
 */
async function disown(cluster: Cluster): Promise<boolean> {
  const path = postmasterPidFile(cluster);
  const pid = await recordedPid(cluster);
  if (pid === 0) {
    cluster.log('postmaster.pid names no process: removed as a leftover of an unclean end');
    await rm(path, { force: true });
  } else if (pid !== undefined && idIsTaken(pid)) {
    cluster.log(`postmaster.pid names process ${pid}, which is no server of this data: a leftover of an unclean end`);
    const lines = (await readFile(path, 'utf8')).split('\n');
    await replaceFile(path, [String(NOBODY), ...lines.slice(1)].join('\n'), cluster.user);
  }
  return pid !== undefined;
}

/**
 * Server processes whose main process was killed leave by themselves, but one that computes may take its time, and
 * PostgreSQL does not start while one is there. Linux alone tells which they are; elsewhere the start reports them.
 */
async function endOrphans(cluster: Cluster): Promise<void> {
  const steps = [
    { signal: undefined, waitMs: 2_000 },
    { signal: 'SIGQUIT', waitMs: 2_000 },
    { signal: 'SIGKILL', waitMs: 1_000 },
  ] as const;
  for (const { signal, waitMs } of steps) {
    const orphans = await serverProcesses(cluster.dataDirectory);
    if (orphans.length === 0) {
      return;
    }
    if (signal) {
      cluster.log(`Ending ${orphans.length} PostgreSQL processes without a server (${signal})`);
      orphans.forEach((pid) => signalIfThere(pid, signal));
    }
    await untilGone(orphans, waitMs);
  }
}

async function serverProcesses(dataDirectory: string): Promise<number[]> {
  if (process.platform !== 'linux') {
    return [];
  }
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const checked = await Promise.all(
    pids.map(async (pid) => {
      const belongs = (await workingDirectory(pid)) === dataDirectory && (await isAlive(pid));
      const name = belongs ? await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '') : '';
      return name.trim() === 'postgres' ? pid : undefined;
    }),
  );
  return checked.filter((pid) => pid !== undefined);
}

async function untilGone(pids: readonly number[], withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (performance.now() < deadline && (await Promise.all(pids.map(isAlive))).includes(true)) {
    await delay(20);
  }
}
