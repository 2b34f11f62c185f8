import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { query, serverPid } from '@stemedb/platform/embedded-postgres/testing';
import { createTestDatabase } from '@stemedb/platform/testing';
import { listBelow } from './support/claim-list';
import { cleanUp, onCleanup } from './support/cleanup';
import { dataDirectory } from './support/directories';
import { Client } from './support/http-client';
import { within } from './support/polling';
import { postgresProcesses } from './support/postgres-processes';
import { type Environment, type Exit, spawnServer } from './support/server-process';
import { newAgent, signClaim } from './support/signed-claims';
import { takenPort } from './support/taken-port';

jest.setTimeout(60_000);

const FAILED: Exit = { code: 1, signal: null };
/** A start that cannot succeed says so within this time. */
const BOUND_MS = 25_000;

interface FailedStart {
  readonly message: string;
  readonly output: string;
}

/** Starts the server, expects it to give up by itself, and answers the one message it gave. */
async function failToStart(environment: Environment): Promise<FailedStart> {
  const server = await spawnServer(environment);
  const exit = await within('the end of a start that fails', server.exited, BOUND_MS).catch((error: Error) => {
    throw new Error(`${error.message}; it said:\n${server.output}`);
  });
  expect(exit).toEqual(FAILED);
  const [, message = ''] = /^StemeDB cannot run: ([^]*)$/m.exec(server.output) ?? [];
  expect(message).not.toBe('');
  // One message for a person, not the inside of the program.
  expect(server.output).not.toMatch(/\n\s+at .*[:(]\d+|node:internal|Unhandled/);
  return { message, output: server.output };
}

async function emptyDatabase(): Promise<string> {
  const database = await createTestDatabase();
  onCleanup(() => database.drop());
  return database.url;
}

describe('a start that cannot succeed', () => {
  afterEach(cleanUp);

  it('for a taken API port names the port and the way out, and leaves no PostgreSQL behind', async () => {
    const directory = await dataDirectory();
    const port = await takenPort();
    const { message } = await failToStart({ STEMEDB_DATA_DIR: directory, PORT: String(port) });
    expect(message).toContain(`Port ${port}`);
    expect(message).toMatch(/PORT=\d+/);
    expect(await postgresProcesses(directory)).toEqual([]);
  });

  it('for a taken metrics port names that port and its setting', async () => {
    const port = await takenPort();
    const environment = { DATABASE_URL: await emptyDatabase(), STEMEDB_DATA_DIR: await dataDirectory() };
    const { message } = await failToStart({ ...environment, STEMEDB_METRICS_PORT: String(port) });
    expect(message).toContain(String(port));
    expect(message).toContain('STEMEDB_METRICS_PORT');
  });

  it('for a taken PostgreSQL port names that port and its setting', async () => {
    const port = await takenPort();
    const { message } = await failToStart({ STEMEDB_DATA_DIR: await dataDirectory(), STEMEDB_POSTGRES_PORT: String(port) });
    expect(message).toContain(`Port ${port}`);
    expect(message).toContain('STEMEDB_POSTGRES_PORT');
  });

  it('for data that another server owns names its process and the way out, and does not disturb it', async () => {
    const directory = await dataDirectory();
    const owner = await spawnServer({ STEMEDB_DATA_DIR: directory });
    const client = new Client(await owner.ready());
    const { message } = await failToStart({ STEMEDB_DATA_DIR: directory });
    expect(message).toContain(`process ${owner.pid}`);
    expect(message).toContain('STEMEDB_DATA_DIR');
    expect(await client.get('/health/ready')).toMatchObject({ status: 200 });
  });

  it('for a wrong setting names each variable that is wrong, and one that does not exist', async () => {
    const { message } = await failToStart({ PORT: 'eighty', STEMEDB_DATABASE_POOL_SIZE: '1', STEMEDB_DATA_DRI: '/tmp' });
    for (const name of ['PORT', 'STEMEDB_DATABASE_POOL_SIZE', 'STEMEDB_DATA_DRI']) expect(message).toContain(name);
    expect(message).not.toContain('STEMEDB_DATA_DIR');
  });

  it('for a schema that is not current, where it may not migrate, says how to and touches nothing', async () => {
    const url = await emptyDatabase();
    const { message } = await failToStart({ DATABASE_URL: url, STEMEDB_DATA_DIR: await dataDirectory(), STEMEDB_AUTO_MIGRATE: 'false' });
    expect(message).toContain('Claims1764000000000');
    expect(message).toContain('stemedb migrate');
    expect(await query(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).toEqual([]);
  });
});

describe('a DATABASE_URL that leads nowhere', () => {
  const PASSWORD = 'correct-horse-battery';
  const START_MS = 20_000;

  afterEach(cleanUp);

  const unreachable: readonly (readonly [string, () => Promise<string>, RegExp])[] = [
    ['a port where nobody listens', async () => `postgres://someone:${PASSWORD}@127.0.0.1:1/stemedb`, /127\.0\.0\.1:1\b/],
    ['a name with two addresses, where nobody listens', async () => `postgres://someone:${PASSWORD}@localhost:1/stemedb`, /localhost:1\b/],
    ['a name that nobody has', async () => `postgres://someone:${PASSWORD}@no-such-host.invalid/stemedb`, /no-such-host\.invalid/],
    ['a program that never answers', async () => `postgres://someone:${PASSWORD}@127.0.0.1:${await takenPort()}/stemedb`, /127\.0\.0\.1/],
    ['a role that may not enter', async () => asStranger(await emptyDatabase()), /password|role/],
    ['a database that is not there', async () => `${await emptyDatabase()}_missing`, /does not exist/],
  ];

  function asStranger(url: string): string {
    const { host, pathname } = new URL(url);
    return `postgres://someone:${PASSWORD}@${host}${pathname}`;
  }

  it.each(unreachable)('(%s) ends with a message that names it and its place, and without its password', async (_which, makeUrl, place) => {
    const url = await makeUrl();
    const begun = performance.now();
    const { message, output } = await failToStart({ DATABASE_URL: url, STEMEDB_DATA_DIR: await dataDirectory() });
    expect(performance.now() - begun).toBeLessThan(START_MS);
    expect(message).toContain('DATABASE_URL');
    expect(message).toMatch(place);
    expect(output).not.toContain(new URL(url).password);
  });
});

describe('a start after a run that was killed', () => {
  afterEach(cleanUp);

  it('takes over its PostgreSQL, its data and its key', async () => {
    const directory = await dataDirectory();
    const killed = await spawnServer({ STEMEDB_DATA_DIR: directory });
    const claim = signClaim(newAgent(), { subject: 'test://start/taken-over' });
    expect(await new Client(await killed.ready()).post('/v1/assert', claim.body)).toMatchObject({ status: 201 });
    const leftover = await serverPid(directory);
    await killed.end('SIGKILL');
    expect(await postgresProcesses(directory)).toContain(leftover);

    const next = await spawnServer({ STEMEDB_DATA_DIR: directory });
    const client = new Client(await next.ready());
    expect(next.output).toContain(`process ${leftover}`);
    expect(await serverPid(directory)).not.toBe(leftover);
    expect(await postgresProcesses(directory)).not.toContain(leftover);
    expect(await listBelow(client, 'test://start/')).toMatchObject([{ hash: claim.hash }]);
    expect(await next.end('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(await postgresProcesses(directory)).toEqual([]);
  });
});

describe('the first admin key', () => {
  const KEY = /steme_live_[0-9a-f]{48}/g;

  afterEach(cleanUp);

  it('is printed once in the life of a store, kept in a file for its owner only, and opens the API', async () => {
    const directory = await dataDirectory();
    const environment = { STEMEDB_DATA_DIR: directory, STEMEDB_BOOTSTRAP_ADMIN_KEY: '' };
    const first = await spawnServer(environment);
    const url = await first.ready();
    const file = join(directory, 'admin.key');
    const key = (await readFile(file, 'utf8')).trim();
    expect(key).toMatch(/^steme_live_[0-9a-f]{48}$/);
    expect(first.output.match(KEY)).toEqual([key]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await new Client(url, { key }).get('/v1/query')).toMatchObject({ status: 200 });
    await first.end('SIGTERM');

    const second = await spawnServer(environment);
    expect(await new Client(await second.ready(), { key }).get('/v1/query')).toMatchObject({ status: 200 });
    expect(second.output).not.toMatch(KEY);
    expect((await readFile(file, 'utf8')).trim()).toBe(key);
  });

  it('is printed by one of two servers that start together on an empty store', async () => {
    const url = await emptyDatabase();
    const start = async () => spawnServer({ DATABASE_URL: url, STEMEDB_DATA_DIR: await dataDirectory(), STEMEDB_BOOTSTRAP_ADMIN_KEY: '' });
    const servers = await Promise.all([start(), start()]);
    const urls = await Promise.all(servers.map((server) => server.ready()));
    const printed = servers.flatMap((server) => server.output.match(KEY) ?? []);
    expect(printed).toHaveLength(1);
    for (const each of urls) expect(await new Client(each, { key: printed[0] }).get('/v1/query')).toMatchObject({ status: 200 });
  });
});
