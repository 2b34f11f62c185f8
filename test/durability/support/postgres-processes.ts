import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startEmbeddedPostgres } from '@stemedb/platform/embedded-postgres';
import { onCleanup } from './cleanup';
import { dataDirectory } from './directories';

/** Ids of all PostgreSQL processes whose data lies below the directory: a server's working directory is its data. */
export async function postgresProcesses(directory: string): Promise<number[]> {
  const data = join(await realpath(directory), 'postgres');
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const found = await Promise.all(pids.map(async (pid) => ((await isServerIn(pid, data)) ? pid : undefined)));
  return found.filter((pid) => pid !== undefined);
}

async function isServerIn(pid: number, data: string): Promise<boolean> {
  if ((await readlink(`/proc/${pid}/cwd`).catch(() => '')) !== data) return false;
  return (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim() === 'postgres';
}

/** A PostgreSQL of one test behind DATABASE_URL, which the test may stop, start again, freeze and thaw. */
export class TestPostgres {
  private constructor(
    readonly directory: string,
    private server: Awaited<ReturnType<typeof startEmbeddedPostgres>>,
  ) {}

  static async start(): Promise<TestPostgres> {
    const directory = await dataDirectory();
    const postgres = new TestPostgres(directory, await startEmbeddedPostgres({ directory, log: () => undefined }));
    onCleanup(async () => {
      await postgres.thaw();
      await postgres.stop();
    });
    return postgres;
  }

  get url(): string {
    return this.server.url;
  }

  get port(): number {
    return this.server.port;
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  /** On the same data and port. */
  async startAgain(): Promise<void> {
    const { directory, port } = this;
    this.server = await startEmbeddedPostgres({ directory, port, log: () => undefined });
  }

  /** Its processes stop where they are: connections stay open and nothing answers. Those born meanwhile as well. */
  async freeze(): Promise<void> {
    let known = 0;
    for (let pids = await postgresProcesses(this.directory); pids.length !== known; pids = await postgresProcesses(this.directory)) {
      known = pids.length;
      signalAll(pids, 'SIGSTOP');
      await delay(20);
    }
  }

  async thaw(): Promise<void> {
    signalAll(await postgresProcesses(this.directory), 'SIGCONT');
  }
}

/** A process that has gone meanwhile is no error. */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
