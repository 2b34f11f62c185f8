import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Config, parseConfig } from '@stemedb/platform/config';
import { migrate } from '@stemedb/platform/database';
import { createLogger } from '@stemedb/platform/observability';
import { createTestDatabase, type TestDatabase } from '@stemedb/platform/testing';
import { register } from 'prom-client';
import { createApp } from '../../apps/api/server';
import { type Call, callerOf } from './http-call';

export interface TestAppOptions {
  /** Settings beside the test's own, as the environment would give them; undefined takes one away. */
  readonly settings?: Readonly<Record<string, string | undefined>>;
  /** Connects as a superuser, whom PostgreSQL exempts from row-level security. */
  readonly asSuperuser?: boolean;
  /** Receives every log line, debug included. */
  readonly onLogLine?: (line: string) => void;
  /** A server whose database and data directory this one uses too, and which is closed after it. */
  readonly beside?: TestApp;
}

/** One server in this process. */
export interface TestApp {
  readonly url: string;
  readonly adminKey: string;
  readonly database: TestDatabase;
  readonly dataDirectory: string;
  readonly nest: NestFastifyApplication;
  /** Sends a request, with the admin key unless told otherwise. */
  readonly call: Call;
  close(): Promise<void>;
}

type Place = Pick<TestApp, 'adminKey' | 'database' | 'dataDirectory'>;

/** Serves the API on a free port, on a database and in a data directory of its own; `close` removes all three. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const place = options.beside ?? (await makePlace());
  const clear = () => (options.beside ? Promise.resolve() : removePlace(place));
  try {
    const nest = await listen(place, options);
    const url = await nest.getUrl();
    const { adminKey, database, dataDirectory } = place;
    const close = () => nest.close().finally(clear);
    return { url, adminKey, database, dataDirectory, nest, call: callerOf(url, adminKey), close };
  } catch (error) {
    await clear();
    throw error;
  }
}

async function listen(place: Place, options: TestAppOptions): Promise<NestFastifyApplication> {
  const config = configOf(place, options);
  const url = options.asSuperuser ? place.database.adminUrl : place.database.url;
  const { identity } = await migrate(url);
  // Metrics register themselves in one register a process, where those of an earlier app would be in the way.
  register.clear();
  const log = options.onLogLine ? { write: options.onLogLine } : undefined;
  const nest = await createApp(config, { url, identity }, createLogger(config.LOG_LEVEL, log));
  await nest.listen(0, '127.0.0.1');
  return nest;
}

function configOf(place: Place, options: TestAppOptions): Config {
  return parseConfig({
    STEMEDB_DATA_DIR: place.dataDirectory,
    STEMEDB_BOOTSTRAP_ADMIN_KEY: place.adminKey,
    STEMEDB_DATABASE_POOL_SIZE: '4',
    LOG_LEVEL: options.onLogLine ? 'debug' : 'silent',
    ...options.settings,
  });
}

async function makePlace(): Promise<Place> {
  const database = await createTestDatabase();
  const dataDirectory = await mkdtemp(join(tmpdir(), 'stemedb-app-'));
  return { database, dataDirectory, adminKey: `steme_test_${randomBytes(24).toString('hex')}` };
}

async function removePlace({ database, dataDirectory }: Place): Promise<void> {
  await database.drop();
  await rm(dataDirectory, { recursive: true });
}
