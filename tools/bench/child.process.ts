import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..');

const PATIENCE_MS = 20_000;
const KEPT_CHARACTERS = 4_000;

/** A program that the bench has started, and the end of what it said on standard error. */
export class Child {
  private complaints = '';
  private readonly ended: Promise<void>;

  constructor(readonly process: ChildProcess) {
    this.ended = new Promise((resolve) => {
      process.once('exit', () => resolve());
      process.once('error', () => resolve());
    });
    process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.complaints = (this.complaints + text).slice(-KEPT_CHARACTERS);
    });
  }

  /** Rejects when the program ends before it has said what is waited for. */
  async orEnd<T>(awaited: Promise<T>): Promise<T> {
    const early = this.ended.then((): never => {
      throw new Error(`${this.process.spawnargs.join(' ')} ended (code ${this.process.exitCode}): ${this.complaints}`);
    });
    return Promise.race([awaited, early]);
  }

  /** Asks the program to end, insists after a while, and waits until it is gone. */
  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    this.process.kill('SIGTERM');
    const insistence = setTimeout(() => this.process.kill('SIGKILL'), PATIENCE_MS);
    await this.ended;
    clearTimeout(insistence);
  }
}

export function startChild(program: string, args: readonly string[], options: SpawnOptions = {}): Child {
  return new Child(spawn(process.execPath, [program, ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], ...options }));
}

/** This process's environment without the settings of a StemeDB server, which must not change what is measured. */
export function neutralEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(STEMEDB_.*|DATABASE_URL|REDIS_URL|TRUSTED_PROXIES|PORT|LOG_LEVEL)$/.test(name));
  return { ...Object.fromEntries(kept), NODE_ENV: 'production' };
}

/** Resident memory of a process in MiB; undefined where the system has no /proc. */
export async function residentMiB(pid: number): Promise<number | undefined> {
  const kibibytes = /^VmRSS:\s+(\d+) kB/m.exec(await readProc(pid, 'status'))?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) / 1_024;
}

const TICKS_PER_SECOND = 100;

/** Seconds of processor time that a process has used; undefined where the system has no /proc. */
export async function cpuSeconds(pid: number): Promise<number | undefined> {
  const fields = (await readProc(pid, 'stat')).replace(/^.*\) /, '').split(' ');
  const [user, system] = [fields[11], fields[12]];
  return user === undefined || system === undefined ? undefined : (Number(user) + Number(system)) / TICKS_PER_SECOND;
}

async function readProc(pid: number, file: string): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
