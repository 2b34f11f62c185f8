import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startEmbeddedPostgres, stopAbandonedPostgres } from './embedded-postgres.service';
import type { EmbeddedPostgres } from './embedded-postgres.types';
import { hasEnded, isAlive } from './process.identity';
import { makeTestDirectory, query, serverPid, spawnOwner, startOwner, type Owner } from './testing';

jest.setTimeout(90_000);

/** Shared by the tests: each leaves it stopped and clean, or this file has failed. */
let directory: string;
let owners: Owner[];
let servers: EmbeddedPostgres[];
let messages: string[];

async function start(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ directory, log: (message) => messages.push(message) });
  servers.push(server);
  return server;
}

async function startElsewhere(): Promise<Owner> {
  const owner = await spawnOwner(directory);
  owners.push(owner);
  return owner;
}

/** A program of the server's own user, so that PostgreSQL could not tell it from a server by its owner. */
async function bystander(): Promise<ChildProcess> {
  const { uid, gid } = await stat(join(directory, 'postgres'));
  return spawn('sleep', ['300'], { stdio: 'ignore', ...(process.geteuid?.() === 0 ? { uid, gid } : {}) });
}

beforeAll(async () => {
  directory = await makeTestDirectory();
  await (await startEmbeddedPostgres({ directory, log: () => undefined })).stop();
});

beforeEach(() => {
  owners = [];
  servers = [];
  messages = [];
});

afterEach(async () => {
  await Promise.all(owners.map((owner) => owner.end('SIGKILL')));
  await Promise.all(servers.map((server) => server.stop()));
  await stopAbandonedPostgres({ directory, log: () => undefined });
});

afterAll(() => rm(directory, { recursive: true, force: true }));

describe('a server whose owner was killed', () => {
  it('is replaced by the next start, and everything committed is there', async () => {
    const owner = await startElsewhere();
    await query(owner.report.url!, 'CREATE TABLE IF NOT EXISTS committed (value text)');
    await query(owner.report.url!, "INSERT INTO committed VALUES ('before the kill')");
    const leftover = await serverPid(directory);
    await owner.end('SIGKILL');
    expect(await isAlive(leftover)).toBe(true);
    const server = await start();
    expect(await isAlive(leftover)).toBe(false);
    expect(await query(server.url, 'SELECT DISTINCT value FROM committed')).toEqual([{ value: 'before the kill' }]);
    expect(messages.join()).toContain(`process ${leftover}`);
  });

  it('is recovered when it was killed too', async () => {
    const owner = await startElsewhere();
    await query(owner.report.url!, 'CREATE TABLE IF NOT EXISTS recovered AS SELECT 1 AS one');
    const leftover = await serverPid(directory);
    await owner.end('SIGKILL');
    process.kill(leftover, 'SIGKILL');
    await hasEnded(leftover, 2_000);
    expect(await query((await start()).url, 'SELECT one FROM recovered')).toEqual([{ one: 1 }]);
  });

  it('is replaced though it does not answer, in bounded time', async () => {
    const owner = await startElsewhere();
    const leftover = await serverPid(directory);
    await owner.end('SIGKILL');
    process.kill(leftover, 'SIGSTOP');
    const begun = performance.now();
    expect(await query((await start()).url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(performance.now() - begun).toBeLessThan(30_000);
    expect(await isAlive(leftover)).toBe(false);
  });

  it('is replaced though a session of the killed server still computes', async () => {
    const owner = await startElsewhere();
    const busy = query(owner.report.url!, "DO 'BEGIN LOOP END LOOP; END'").catch((error: Error) => error.message);
    await delay(300);
    const leftover = await serverPid(directory);
    await owner.end('SIGKILL');
    process.kill(leftover, 'SIGKILL');
    expect(await query((await start()).url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await busy).toMatch(/terminat/);
  });

  it('is ended without a new one by who only tidies up', async () => {
    const owner = await startElsewhere();
    const leftover = await serverPid(directory);
    await owner.end('SIGKILL');
    await stopAbandonedPostgres({ directory, log: () => undefined });
    expect(await isAlive(leftover)).toBe(false);
    expect(await readdir(directory)).not.toContain('stemedb.lock');
  });
});

describe('a stale postmaster.pid', () => {
  it('does not stop a start when no process has its id', async () => {
    await (await start()).stop();
    await leavePid(2_000_000_000);
    await expect(start()).resolves.toBeDefined();
  });

  it('does not stop a start when its id has gone to another program, which is left alone', async () => {
    await (await start()).stop();
    const other = await bystander();
    await leavePid(other.pid!);
    await expect(start()).resolves.toBeDefined();
    expect(await serverPid(directory)).not.toBe(other.pid);
    expect(await isAlive(other.pid!)).toBe(true);
    other.kill('SIGKILL');
  });

  it.each(['', 'nonsense\n'])('does not stop a start for good when it reads %j', async (text) => {
    await (await start()).stop();
    await leavePidFile(text);
    await expect(start()).resolves.toBeDefined();
  });

  const leavePid = (pid: number): Promise<void> =>
    leavePidFile(
      [pid, join(directory, 'postgres'), 1_700_000_000, 5432, '', '127.0.0.1', '  1234567   1234567', 'ready', ''].join(
        '\n',
      ),
    );

  async function leavePidFile(text: string): Promise<void> {
    const path = join(directory, 'postgres', 'postmaster.pid');
    await writeFile(path, text, { mode: 0o600 });
    const { uid, gid } = await stat(join(directory, 'postgres'));
    await chown(path, uid, gid);
  }
});

describe('an owner who lives', () => {
  it('keeps its data and its server from a second start, which learns who it is', async () => {
    const owner = await startElsewhere();
    await expect(start()).rejects.toMatchObject({
      code: 'data_directory_in_use',
      message: expect.stringMatching(new RegExp(`process ${owner.pid}\\b`)),
    });
    await expect(stopAbandonedPostgres({ directory, log: () => undefined })).rejects.toMatchObject({
      code: 'data_directory_in_use',
    });
    expect(await query(owner.report.url!, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('may press Ctrl-C: the server outlives the signal to the whole group', async () => {
    const owner = await startElsewhere();
    const pid = await serverPid(directory);
    await owner.end('SIGINT', 'group');
    await delay(300);
    expect(await isAlive(pid)).toBe(true);
    expect(await query(owner.report.url!, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('leaves neither server nor lock when it stops in order', async () => {
    const owner = await startElsewhere();
    const pid = await serverPid(directory);
    await owner.end('SIGTERM');
    expect(await isAlive(pid)).toBe(false);
    expect(await readdir(directory)).not.toContain('stemedb.lock');
  });
});

describe('starts at the same time', () => {
  it('have one winner; the others learn who has won', async () => {
    const contenders = await Promise.all([startElsewhere(), startElsewhere(), startElsewhere()]);
    const winners = contenders.filter(({ report }) => report.url);
    expect(winners).toHaveLength(1);
    for (const { report } of contenders.filter((contender) => contender !== winners[0])) {
      expect(report.error).toMatchObject({
        code: 'data_directory_in_use',
        message: expect.stringContaining(`process ${winners[0]!.pid}.`),
      });
    }
    expect(await query(winners[0]!.report.url!, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('have one winner when all of them see the lock and the server of a dead owner', async () => {
    await (await startElsewhere()).end('SIGKILL');
    const contenders = await Promise.all([startElsewhere(), startElsewhere()]);
    expect(contenders.filter(({ report }) => report.url)).toHaveLength(1);
  });
});

describe('a start that is killed', () => {
  it.each([400, 700, 1_000])('%i ms after its beginning is repeated by the next', async (afterMs) => {
    const empty = await makeTestDirectory();
    const child = startOwner(empty);
    await delay(afterMs);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    const server = await startEmbeddedPostgres({ directory: empty, log: () => undefined });
    expect(await query(server.url, 'SELECT current_user')).toEqual([{ current_user: 'stemedb' }]);
    expect(await readFile(join(empty, 'postgres', 'stemedb.initialised'), 'utf8')).not.toBe('');
    await server.stop();
    await rm(empty, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  });
});
