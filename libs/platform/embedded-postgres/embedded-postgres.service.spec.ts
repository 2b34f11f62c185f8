import { createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres } from './embedded-postgres.service';
import type { EmbeddedPostgres, EmbeddedPostgresOptions } from './embedded-postgres.types';
import { isAlive } from './process.identity';
import { makeTestDirectory, query, serverPid } from './testing';

jest.setTimeout(60_000);

/** Initialised once, because that is the slow part. Tests of the first start begin empty. */
let initialised: string;
let directory: string;
let scratch: string;
let started: EmbeddedPostgres[];

async function start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ directory, log: () => undefined, ...options });
  started.push(server);
  return server;
}

async function occupyPort(): Promise<{ blocker: Server; port: number }> {
  const blocker = createServer().listen({ host: '127.0.0.1', port: 0 });
  await once(blocker, 'listening');
  return { blocker, port: (blocker.address() as AddressInfo).port };
}

function beginEmpty(): void {
  directory = join(scratch, 'empty');
}

beforeAll(async () => {
  initialised = await makeTestDirectory();
  const server = await startEmbeddedPostgres({ directory: initialised, log: () => undefined });
  await server.stop();
});

afterAll(() => rm(initialised, { recursive: true, force: true }));

beforeEach(async () => {
  scratch = await makeTestDirectory();
  directory = initialised;
  started = [];
});

afterEach(async () => {
  await Promise.all(started.map((server) => server.stop()));
  await rm(scratch, { recursive: true, force: true });
});

describe('the embedded server', () => {
  it('keeps what was written from one start to the next, on the same port and with the same password', async () => {
    beginEmpty();
    const first = await start();
    await query(first.url, 'CREATE TABLE kept (value text)');
    await query(first.url, "INSERT INTO kept VALUES ('still here')");
    await first.stop();
    const second = await start();
    expect(await query(second.url, 'SELECT value FROM kept')).toEqual([{ value: 'still here' }]);
    expect([second.url, second.adminUrl, second.port]).toEqual([first.url, first.adminUrl, first.port]);
  });

  it('gives the application a role that owns its database and nothing else', async () => {
    const { url, adminUrl } = await start();
    const flags = 'rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls';
    expect(await query(url, `SELECT ${flags} FROM pg_roles WHERE rolname = current_user`)).toEqual([
      { rolsuper: false, rolcreatedb: false, rolcreaterole: false, rolreplication: false, rolbypassrls: false },
    ]);
    expect(
      await query(
        url,
        'SELECT current_user, current_database(), pg_get_userbyid(datdba) AS owner ' +
          'FROM pg_database WHERE datname = current_database()',
      ),
    ).toEqual([{ current_user: 'stemedb', current_database: 'stemedb', owner: 'stemedb' }]);
    expect(await query(adminUrl, 'SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user')).toEqual([
      { current_user: 'postgres', rolsuper: true },
    ]);
  });

  it('refuses a wrong password, even on this machine', async () => {
    const { port } = await start();
    await expect(query(`postgresql://postgres:wrong@127.0.0.1:${port}/postgres`, 'SELECT 1')).rejects.toMatchObject({
      code: '28P01',
    });
  });

  it('sorts by bytes, knows the letters of every script, checks its pages and waits for the disk', async () => {
    const { url } = await start();
    const sorted = await query(
      url,
      "SELECT string_agg(word, ' ' ORDER BY word) AS words FROM (VALUES ('b'), ('a'), ('Z'), ('é')) AS w (word)",
    );
    expect(sorted).toEqual([{ words: 'Z a b é' }]);
    expect(await query(url, "SELECT upper('é') AS upper, getdatabaseencoding() AS encoding")).toEqual([
      { upper: 'É', encoding: 'UTF8' },
    ]);
    const names = [
      'data_checksums',
      'fsync',
      'synchronous_commit',
      'jit',
      'shared_buffers',
      'max_wal_size',
      'wal_compression',
      'autovacuum_naptime',
    ];
    const shown = await query(url, `SELECT ${names.map((name) => `current_setting('${name}') AS ${name}`).join(', ')}`);
    expect(shown).toEqual([
      {
        data_checksums: 'on',
        fsync: 'on',
        synchronous_commit: 'on',
        jit: 'off',
        shared_buffers: '256MB',
        max_wal_size: '2GB',
        wal_compression: 'pglz',
        autovacuum_naptime: '5s',
      },
    ]);
  });

  it('listens on this machine only and lays no socket file', async () => {
    const { adminUrl } = await start();
    expect(
      await query(
        adminUrl,
        "SELECT current_setting('listen_addresses') AS listen, current_setting('unix_socket_directories') AS sockets",
      ),
    ).toEqual([{ listen: '127.0.0.1', sockets: '' }]);
  });

  it('keeps its secrets from other users of the machine', async () => {
    const { dataDirectory, logFile, url, adminUrl } = await start();
    const modes = await Promise.all(
      [dataDirectory, logFile, join(directory, 'postgres.password')].map((path) => stat(path)),
    );
    expect(modes.map(({ mode }) => mode & 0o077)).toEqual([0, 0, 0]);
    const log = await readFile(logFile, 'utf8');
    for (const address of [url, adminUrl]) {
      expect(log).not.toContain(new URL(address).password);
    }
  });

  it('takes settings of the caller, and forgets them at the next start without', async () => {
    const first = await start({ settings: { max_connections: '17' } });
    expect(await query(first.url, 'SHOW max_connections')).toEqual([{ max_connections: '17' }]);
    await first.stop();
    expect(await query((await start()).url, 'SHOW max_connections')).toEqual([{ max_connections: '100' }]);
  });

  it('starts on existing data in well under 1.5 s', async () => {
    const begun = performance.now();
    await start();
    expect(performance.now() - begun).toBeLessThan(1_500);
  });
});

describe('stopping', () => {
  it('leaves no process and no lock, and may be asked for again', async () => {
    const server = await start();
    const pid = await serverPid(directory);
    expect(await isAlive(pid)).toBe(true);
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
    expect(await isAlive(pid)).toBe(false);
    expect((await readdir(directory)).sort()).toEqual([
      'postgres',
      'postgres.log',
      'postgres.password',
      'postgres.port',
    ]);
  });

  it('succeeds when the server has died before', async () => {
    const server = await start();
    process.kill(await serverPid(directory), 'SIGKILL');
    await expect(server.stop()).resolves.toBeUndefined();
    expect(await readdir(directory)).not.toContain('stemedb.lock');
  });

  it('does not take the lock from the next owner when asked late', async () => {
    const first = await start();
    await first.stop();
    const second = await start();
    await first.stop();
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await readdir(directory)).toContain('stemedb.lock');
  });
});

describe('the port', () => {
  it('is the one asked for', async () => {
    const { blocker, port } = await occupyPort();
    blocker.close();
    await once(blocker, 'close');
    expect((await start({ port })).port).toBe(port);
  });

  it('is refused when another program has it, naming the port and the setting to change', async () => {
    const { blocker, port } = await occupyPort();
    await expect(start({ port })).rejects.toMatchObject({
      code: 'port_in_use',
      message: expect.stringMatching(new RegExp(`${port}.*STEMEDB_POSTGRES_PORT`)),
    });
    blocker.close();
    expect(await readdir(directory)).not.toContain('stemedb.lock');
  });

  it('is another one when the remembered one is taken', async () => {
    const { blocker, port } = await occupyPort();
    await writeFile(join(directory, 'postgres.port'), `${port}\n`);
    const server = await start();
    blocker.close();
    expect(server.port).not.toBe(port);
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it.each(['', 'nonsense', '-1', '99999'])('is a free one when %j is remembered', async (text) => {
    await writeFile(join(directory, 'postgres.port'), text);
    expect((await start()).port).toBeGreaterThan(0);
  });
});

describe('a start that fails', () => {
  it("tells the last lines of the server's log and leaves no lock and no process", async () => {
    await expect(start({ settings: { shared_buffers: 'plenty' } })).rejects.toMatchObject({
      code: 'start_failed',
      message: expect.stringMatching(/invalid value for parameter "shared_buffers"/),
    });
    expect(await readdir(directory)).not.toContain('stemedb.lock');
    expect(await readdir(join(directory, 'postgres'))).not.toContain('postmaster.pid');
    await expect(start()).resolves.toBeDefined();
  });
});
