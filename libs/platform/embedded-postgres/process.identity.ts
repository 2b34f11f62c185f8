import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

/** Whether the system has given the id away: to a process that runs, or to one that is dead and not yet buried. */
export function idIsTaken(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process exists and belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether a process with this id runs. Zombies do not: in a container nobody may be there to bury them. */
export async function isAlive(pid: number): Promise<boolean> {
  if (!idIsTaken(pid) || process.platform !== 'linux') {
    return idIsTaken(pid);
  }
  const state = (await statFields(pid))?.[0];
  return state !== 'Z' && state !== 'X';
}

/**
 * When the process began, as a text that is equal only for the same process: ids are used again, the pair of
 * id and beginning is not. Undefined when the process is gone or the system does not tell (Windows).
 */
export async function processStart(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    return processStartFromProc(pid);
  }
  return process.platform === 'win32' ? undefined : processStartFromPs(pid);
}

/** Field 22 of /proc/pid/stat counts clock ticks since boot (proc(5)), so the boot's own id goes with it. */
export async function processStartFromProc(pid: number): Promise<string | undefined> {
  const ticks = (await statFields(pid))?.[19];
  if (ticks === undefined) {
    return undefined;
  }
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return `${boot.trim()}:${ticks}`;
}

/** For systems without /proc (macOS). */
export async function processStartFromPs(pid: number): Promise<string | undefined> {
  const start = (await ps(pid, 'lstart='))?.trim();
  return start === '' ? undefined : start;
}

/**
 * Whether the process is a PostgreSQL server of this data directory: a server's working directory is its data.
 * `askPgCtl` decides where the system does not tell the working directory.
 */
export async function isServerOf(
  pid: number,
  dataDirectory: string,
  askPgCtl: () => Promise<boolean>,
): Promise<boolean> {
  if (!(await isAlive(pid))) {
    return false;
  }
  if (process.platform === 'linux') {
    return (await workingDirectory(pid)) === dataDirectory;
  }
  if (process.platform === 'win32') {
    return askPgCtl();
  }
  const command = await ps(pid, 'command=');
  return command !== undefined && command.includes('postgres') && command.includes(dataDirectory);
}

export async function workingDirectory(pid: number): Promise<string | undefined> {
  return readlink(`/proc/${pid}/cwd`).catch(() => undefined);
}

/** Waits until the process is gone; false when it is still there after that time. */
export async function hasEnded(pid: number, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (await isAlive(pid)) {
    if (performance.now() >= deadline) {
      return false;
    }
    await delay(10);
  }
  return true;
}

/** Sends the signal; a process that has gone meanwhile is no error. */
export function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
      throw error;
    }
  }
}

/** The fields after the program's name, which may itself hold spaces and brackets. */
async function statFields(pid: number): Promise<string[] | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}

async function ps(pid: number, column: string): Promise<string | undefined> {
  const answer = promisify(execFile)('ps', ['-ww', '-o', column, '-p', String(pid)], {
    timeout: 5_000,
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
  });
  return answer.then(
    ({ stdout }) => stdout,
    () => undefined,
  );
}
