import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lockDirectory, type DirectoryLock } from './directory.lock';
import { makeTestDirectory } from './testing';

let directory: string;
const lockFile = (): string => join(directory, 'stemedb.lock');

async function deadPid(): Promise<number> {
  const child = spawn('true', { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid!;
}

async function leaveLockOf(pid: number, extra: { start?: string; token?: string } = {}): Promise<string> {
  const token = extra.token ?? randomUUID();
  await writeFile(lockFile(), JSON.stringify({ pid, start: extra.start, token }));
  return token;
}

describe('the lock of a data directory', () => {
  beforeEach(async () => {
    directory = await makeTestDirectory();
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('names its owner and leaves nothing behind when released', async () => {
    const lock = await lockDirectory(directory);
    expect(JSON.parse(await readFile(lockFile(), 'utf8'))).toMatchObject({ pid: process.pid });
    await lock.release();
    expect(await readdir(directory)).toEqual([]);
  });

  it('refuses a second owner while the first lives, naming it and the ways out', async () => {
    await lockDirectory(directory);
    await expect(lockDirectory(directory)).rejects.toMatchObject({
      code: 'data_directory_in_use',
      message: expect.stringMatching(new RegExp(`process ${process.pid}.*STEMEDB_DATA_DIR.*DATABASE_URL`)),
    });
  });

  it('is taken over from a dead owner', async () => {
    await leaveLockOf(await deadPid());
    const lock = await lockDirectory(directory);
    await lock.release();
    expect(await readdir(directory)).toEqual([]);
  });

  it("is taken over when the owner's process id now belongs to another process", async () => {
    await leaveLockOf(process.pid, { start: 'an earlier boot:1' });
    await expect(lockDirectory(directory)).resolves.toBeDefined();
  });

  it('is not taken over from a living owner of unknown beginning', async () => {
    await leaveLockOf(process.ppid);
    await expect(lockDirectory(directory)).rejects.toMatchObject({ code: 'data_directory_in_use' });
  });

  it.each(['', '{', '{"pid":0}', '[]', 'null'])('is taken over when it reads %j, which names nobody', async (text) => {
    await writeFile(lockFile(), text);
    await expect(lockDirectory(directory)).resolves.toBeDefined();
  });

  it('is taken over from a successor that died half-way', async () => {
    const first = await leaveLockOf(await deadPid());
    await writeFile(`${lockFile()}.after-${first}`, JSON.stringify({ pid: await deadPid(), token: randomUUID() }));
    await lockDirectory(directory);
    expect(await readdir(directory)).toEqual(['stemedb.lock']);
  });

  it("belongs to a living successor that has not yet replaced the dead owner's", async () => {
    const first = await leaveLockOf(await deadPid());
    await writeFile(`${lockFile()}.after-${first}`, JSON.stringify({ pid: process.ppid, token: randomUUID() }));
    await expect(lockDirectory(directory)).rejects.toMatchObject({ code: 'data_directory_in_use' });
  });

  it('has one winner, however many see the same dead owner', async () => {
    for (let round = 0; round < 20; round += 1) {
      await leaveLockOf(await deadPid());
      const results = await Promise.allSettled(Array.from({ length: 12 }, () => lockDirectory(directory)));
      const won = results.filter(
        (result): result is PromiseFulfilledResult<DirectoryLock> => result.status === 'fulfilled',
      );
      expect(won).toHaveLength(1);
      await won[0]!.value.release();
    }
  });

  it('stays with its new owner when the old one releases late', async () => {
    const lock = await lockDirectory(directory);
    await leaveLockOf(process.ppid);
    await lock.release();
    expect(await readdir(directory)).toEqual(['stemedb.lock']);
  });
});
