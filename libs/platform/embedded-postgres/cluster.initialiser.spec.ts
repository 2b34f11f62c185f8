import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres } from './embedded-postgres.service';
import type { EmbeddedPostgres, EmbeddedPostgresOptions } from './embedded-postgres.types';
import { makeTestDirectory, query } from './testing';

jest.setTimeout(60_000);

/** Initialised once, because that is the slow part. Tests that change more than rows copy it or begin empty. */
let initialised: string;
let directory: string;
let scratch: string;
let started: EmbeddedPostgres[];

async function start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ directory, log: () => undefined, ...options });
  started.push(server);
  return server;
}

function beginEmpty(): void {
  directory = join(scratch, 'empty');
}

async function beginWithCopy(): Promise<void> {
  directory = join(scratch, 'copy');
  await cp(initialised, directory, { recursive: true });
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

describe('data that is not as a clean stop leaves it', () => {
  it('is made anew from the beginnings of an interrupted initdb', async () => {
    beginEmpty();
    await mkdir(join(directory, 'postgres', 'base'), { recursive: true });
    await writeFile(join(directory, 'postgres', 'postgresql.conf'), '');
    await mkdir(join(directory, 'postgres.initialising-abc'));
    const { url } = await start();
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await readdir(directory)).not.toContain('postgres.initialising-abc');
  });

  it('is finished when the first start was interrupted after initdb', async () => {
    await beginWithCopy();
    const first = await start();
    await query(first.adminUrl, 'DROP DATABASE stemedb WITH (FORCE)');
    await query(first.adminUrl, 'DROP ROLE stemedb');
    await first.stop();
    await rm(join(directory, 'postgres', 'stemedb.initialised'));
    expect(await query((await start()).url, 'SELECT current_user')).toEqual([{ current_user: 'stemedb' }]);
    expect(await readdir(join(directory, 'postgres'))).toContain('stemedb.initialised');
  });

  it('is refused untouched when it holds files that PostgreSQL has not made', async () => {
    beginEmpty();
    await mkdir(join(directory, 'postgres', '18', 'docker'), { recursive: true });
    await expect(start()).rejects.toMatchObject({
      code: 'data_directory_foreign',
      message: expect.stringContaining('Nothing was changed'),
    });
    expect(await readdir(join(directory, 'postgres'))).toEqual(['18']);
  });

  it('is refused untouched when it is a complete cluster of somebody else', async () => {
    beginEmpty();
    await mkdir(join(directory, 'postgres'), { recursive: true });
    await writeFile(join(directory, 'postgres', 'PG_VERSION'), '18\n');
    await expect(start()).rejects.toMatchObject({ code: 'data_directory_foreign' });
    expect(await readdir(join(directory, 'postgres'))).toEqual(['PG_VERSION']);
  });

  it('is refused when another major version wrote it, naming both', async () => {
    beginEmpty();
    await mkdir(join(directory, 'postgres'), { recursive: true });
    await writeFile(join(directory, 'postgres', 'PG_VERSION'), '17\n');
    await writeFile(join(directory, 'postgres', 'stemedb.initialised'), '');
    await expect(start()).rejects.toMatchObject({
      code: 'data_version_mismatch',
      message: expect.stringMatching(/PostgreSQL 17.*version 18/),
    });
    expect(await readdir(directory)).not.toContain('stemedb.lock');
  });

  it('opens with new passwords when the password file is lost', async () => {
    await beginWithCopy();
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS one');
    await first.stop();
    await rm(join(directory, 'postgres.password'));
    const second = await start();
    expect(second.url).not.toBe(first.url);
    expect(await query(second.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
    await expect(query(first.adminUrl, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });
});

describe('passwords of other data', () => {
  it('are reported, with the way to new ones', async () => {
    const file = join(directory, 'postgres.password');
    const right = await readFile(file, 'utf8');
    await writeFile(file, right.replace(/[0-9a-f]{64}/g, '0'.repeat(64)));
    await expect(start()).rejects.toMatchObject({
      code: 'password_mismatch',
      message: expect.stringContaining('remove it'),
    });
    await writeFile(file, right);
    await expect(start()).resolves.toBeDefined();
  });
});
