import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { builtServer } from './built-server';
import { onCleanup } from './cleanup';
import { until, within } from './polling';

/** A key that every server of these tests is given at its first start. */
export const ADMIN_KEY = `steme_test_${'5'.repeat(48)}`;

const START_MS = 30_000;
const END_MS = 30_000;

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export type Environment = Readonly<Record<string, string>>;

/** The built server as a process of its own. */
export class ServerProcess {
  /** Resolves at the end of the process, when all that it had to say has been read. */
  readonly exited: Promise<Exit>;
  private text = '';

  constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => (this.text += chunk));
    }
    this.exited = once(child, 'close').then(([code, signal]) => ({ code, signal }) as Exit);
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** Everything on standard output and standard error so far. */
  get output(): string {
    return this.text;
  }

  get hasExited(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** The address it serves at, once it says so. */
  async ready(): Promise<string> {
    const found = await until('a started server', () => this.hasExited || readyUrl(this.text), START_MS).catch((error: Error) => {
      throw new Error(`${error.message}; it said:\n${this.text}`);
    });
    if (typeof found === 'string') return found;
    await this.exited;
    throw new Error(`The server ended instead of starting; it said:\n${this.text}`);
  }

  /** Waits until the output holds the text. */
  async says(text: string): Promise<void> {
    await until(`a server that says "${text}"`, () => this.text.includes(text), START_MS);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Sends the signal and waits for the end. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<Exit> {
    this.signal(signal);
    return within(`the end of the server after ${signal}`, this.exited, END_MS).catch((error: Error) => {
      throw new Error(`${error.message}; it said:\n${this.text}`);
    });
  }
}

/** What these tests are about is whether it is kept: nothing is refused or held back for how much it is, or what it says. */
const LET_THROUGH: Environment = {
  STEMEDB_QUOTA_TOKENS_PER_HOUR: '0',
  STEMEDB_RATE_LIMIT_READS_PER_MINUTE: '0',
  STEMEDB_RATE_LIMIT_WRITES_PER_MINUTE: '0',
  STEMEDB_RATE_LIMIT_BATCHES_PER_MINUTE: '0',
  STEMEDB_RATE_LIMIT_ADMIN_PER_MINUTE: '0',
  STEMEDB_CIRCUIT_BREAKER_FAILURES: '0',
  STEMEDB_QUARANTINE: 'off',
};

/** Starts the server with these settings and, beside what lets everything through, no others. It is killed when the test ends, if it is still there. */
export async function spawnServer(environment: Environment): Promise<ServerProcess> {
  const { PATH = '', HOME = '', TMPDIR = '/tmp' } = process.env;
  const child = spawn(process.execPath, [await builtServer()], {
    env: { PATH, HOME, TMPDIR, PORT: '0', STEMEDB_BOOTSTRAP_ADMIN_KEY: ADMIN_KEY, ...LET_THROUGH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const server = new ServerProcess(child);
  onCleanup(() => server.end('SIGKILL'));
  return server;
}

function readyUrl(output: string): string | undefined {
  const line = output.split('\n').find((text) => text.includes('StemeDB is ready'));
  return line === undefined ? undefined : (JSON.parse(line) as { url: string }).url;
}
