import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Child, neutralEnvironment, startChild } from './child.process';

export interface StemeDbOptions {
  /** Directory of the first key, and of the embedded PostgreSQL where no other is named. Made when missing. */
  readonly directory: string;
  readonly databaseUrl?: string;
  /** Admin key; the first start on an empty store makes it. */
  readonly key?: string;
  /** A program that is loaded before the server. */
  readonly preload?: string;
  /** Settings that are not those of every measurement. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface StemeDb {
  readonly url: string;
  readonly pid: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly key: string;
  /** From the start of the process to the first 200 of /health/ready. */
  readonly readyMs: number;
  stop(): Promise<void>;
}

const POLL_MS = 5;
const SERVER = 'dist/apps/api/main.js';

/** Starts the built server as an operator would, in a process of its own. */
export async function startStemeDb(options: StemeDbOptions): Promise<StemeDb> {
  const key = options.key ?? `steme_test_${randomBytes(24).toString('hex')}`;
  await mkdir(options.directory, { recursive: true, mode: 0o711 });
  const begun = performance.now();
  const [program, args] = options.preload === undefined ? [SERVER, []] : ['--require', [options.preload, SERVER]];
  const child = startChild(program, args, {
    env: {
      ...neutralEnvironment(),
      PORT: '0',
      STEMEDB_DATA_DIR: options.directory,
      STEMEDB_BOOTSTRAP_ADMIN_KEY: key,
      // A few agents write everything; what is measured is the store and not how long it refuses them.
      STEMEDB_QUOTA_TOKENS_PER_HOUR: '0',
      ...(options.databaseUrl === undefined ? {} : { DATABASE_URL: options.databaseUrl }),
      ...options.settings,
    },
  });
  try {
    const url = await child.orEnd(announcedUrl(child));
    await child.orEnd(untilReady(url));
    const readyMs = performance.now() - begun;
    return { url, key, readyMs, pid: child.process.pid ?? 0, headers: { 'x-api-key': key }, stop: () => child.stop() };
  } catch (error) {
    await child.stop();
    throw error;
  }
}

/** The address stands in the log line of a server that is ready. */
function announcedUrl(child: Child): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    child.process.stdout?.setEncoding('utf8').on('data', (part: string) => {
      // Later output is read and dropped, so that the pipe never fills up.
      if (text.length > 1_000_000) return;
      text += part;
      const url = /"url":"(http:[^"]+)"/.exec(text)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
}

async function untilReady(url: string): Promise<void> {
  while (!(await isReady(url))) await sleep(POLL_MS);
}

async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/health/ready`);
  await answer.arrayBuffer();
  return answer.ok;
}
