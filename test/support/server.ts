import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { hashKey, keyPrefix, type Role } from '@stemedb/access/api-keys';
import { parseConfig } from '@stemedb/platform/config';
import { migrate, withClient } from '@stemedb/platform/database';
import { createLogger } from '@stemedb/platform/observability';
import { createTestDatabase, type TestDatabase } from '@stemedb/platform/testing';
import { register } from 'prom-client';
import { createApp } from '../../apps/api/server';

/** What an API key is made with, beside its random secret. */
export interface KeyOptions {
  readonly role?: Role;
  readonly namespace?: string;
  readonly agentIds?: readonly string[];
  readonly expiresAt?: Date;
  readonly disabledAt?: Date;
  readonly revokedAt?: Date;
}

export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly adminKey: string;
  /** Connects as the owner of the tables, who is subject to row-level security. */
  readonly databaseUrl: string;
  readonly superuserUrl: string;
  readonly dataDirectory: string;
  /** Everything that was logged so far. */
  logged(): string;
  createKey(options?: KeyOptions): Promise<string>;
  close(): Promise<void>;
}

export interface AppOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Serve as a superuser, whom PostgreSQL exempts from row security. */
  readonly asSuperuser?: boolean;
  /** Share the store of this server, which has to be closed later. */
  readonly beside?: TestApp;
  /** Done to the empty database before the server sees it. */
  readonly prepare?: (database: TestDatabase) => Promise<unknown>;
}

/** The whole server on a database of its own, listening on a free port. */
export async function startTestApp(options: AppOptions = {}): Promise<TestApp> {
  const { beside } = options;
  const database = beside ? { url: beside.databaseUrl, adminUrl: beside.superuserUrl, drop: async () => undefined } : await createTestDatabase();
  await options.prepare?.(database);
  const dataDirectory = await mkdtemp(join(tmpdir(), 'stemedb-app-'));
  const lines: string[] = [];
  // Metrics live in one registry a process; a test counts its own server only.
  register.clear();
  const config = parseConfig({
    PORT: '0',
    STEMEDB_DATA_DIR: dataDirectory,
    LOG_LEVEL: 'debug',
    // A chosen key is not printed; that a random one is, test/durability/start.spec.ts shows.
    STEMEDB_BOOTSTRAP_ADMIN_KEY: `steme_live_${randomBytes(24).toString('hex')}`,
    STEMEDB_RATE_LIMIT_ADMIN_PER_MINUTE: '0',
    STEMEDB_RATE_LIMIT_BATCHES_PER_MINUTE: '0',
    STEMEDB_QUOTA_TOKENS_PER_HOUR: '0',
    STEMEDB_CIRCUIT_BREAKER_FAILURES: '0',
    STEMEDB_TRUST_DECAY_DAILY: 'false',
    // Tests write the same few words again and again; those about quarantine switch it on.
    STEMEDB_QUARANTINE: 'off',
    ...options.environment,
  });
  const url = options.asSuperuser ? database.adminUrl : database.url;
  const { identity } = await migrate(url);
  const logger = createLogger(config.LOG_LEVEL, { write: (line) => void lines.push(line) });
  const app = await createApp(config, { url, identity }, logger);
  await app.listen(0, '127.0.0.1');
  return {
    app,
    url: await app.getUrl(),
    adminKey: beside?.adminKey ?? (await readFile(join(dataDirectory, 'admin.key'), 'utf8')).trim(),
    databaseUrl: database.url,
    superuserUrl: database.adminUrl,
    dataDirectory,
    logged: () => lines.join(''),
    createKey: (keyOptions) => insertKey(database.adminUrl, keyOptions ?? {}),
    close: async () => {
      await app.close();
      await database.drop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

async function insertKey(superuserUrl: string, options: KeyOptions): Promise<string> {
  const key = `steme_test_${randomBytes(24).toString('hex')}`;
  const values = [
    options.namespace ?? 'default',
    randomUUID(),
    options.role ?? 'write_agent',
    keyPrefix(key),
    hashKey(key),
    options.agentIds ?? [],
    options.expiresAt ?? null,
    options.disabledAt ?? null,
    options.revokedAt ?? null,
  ];
  await withClient(superuserUrl, (client) =>
    client.query(
      `INSERT INTO api_key (namespace, id, name, role, prefix, secret_hash, agent_ids, expires_at, disabled_at, revoked_at)
       VALUES ($1, $2, 'test', $3, $4, $5, $6, $7, $8, $9)`,
      values,
    ),
  );
  return key;
}
