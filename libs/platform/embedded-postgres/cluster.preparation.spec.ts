import { chmod, chown, mkdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './command.runner';
import { startEmbeddedPostgres } from './embedded-postgres.service';
import type { EmbeddedPostgres } from './embedded-postgres.types';
import { giveTree } from './owned.files';
import { findOrCreateUser } from './system-user.service';
import { makeTestDirectory, query, serverPid, spawnOwner } from './testing';

jest.setTimeout(60_000);

let scratch: string;
let started: EmbeddedPostgres[];

async function start({ directory } = { directory: scratch }): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ directory, log: () => undefined });
  started.push(server);
  return server;
}

beforeEach(async () => {
  scratch = await makeTestDirectory();
  started = [];
});

afterEach(async () => {
  await Promise.all(started.map((server) => server.stop()));
  await rm(scratch, { recursive: true, force: true });
});

describe('a directory that cannot serve', () => {
  it('is named when it is a file', async () => {
    const path = join(scratch, 'file');
    await writeFile(path, '');
    await expect(start({ directory: path })).rejects.toMatchObject({
      code: 'directory_unusable',
      message: expect.stringContaining(path),
    });
  });

  it('is refused when its path would mean something to a shell', async () => {
    const path = join(scratch, 'a$(b)');
    await expect(start({ directory: path })).rejects.toMatchObject({ code: 'directory_unusable' });
  });

  it('may hold spaces, quotes and letters of any script in its name', async () => {
    const { url } = await start({ directory: join(scratch, "it's a höme") });
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('is refused for new data when only a link leads to it', async () => {
    const elsewhere = join(scratch, 'elsewhere');
    await mkdir(elsewhere);
    await symlink(elsewhere, join(scratch, 'postgres'));
    await expect(start()).rejects.toMatchObject({
      code: 'directory_unusable',
      message: expect.stringContaining('symbolic link'),
    });
  });
});

// Only root has another user to hand the server to.
if (process.geteuid?.() === 0) {
  describe('as root', () => {
    it('hands the server to a system user and gives it data that root owns', async () => {
      const first = await start();
      await first.stop();
      await giveTree(first.dataDirectory, { uid: 0, gid: 0 });
      await start();
      expect((await stat(first.dataDirectory)).uid).not.toBe(0);
      expect((await stat(`/proc/${await serverPid(scratch)}`)).uid).not.toBe(0);
    });

    it('leaves data of an ordinary user to that user, who can start it again without root', async () => {
      const { uid, gid } = await findOrCreateUser('postgres', runCommand);
      const directory = join(scratch, 'of-a-user');
      await mkdir(directory);
      await chown(directory, uid, gid);
      const own = async (): Promise<void> => {
        const owner = await spawnOwner(directory, { user: { uid, gid } });
        expect(owner.report.error).toBeUndefined();
        expect(await query(owner.report.url!, 'SELECT current_user')).toEqual([{ current_user: 'stemedb' }]);
        await owner.end('SIGTERM');
      };
      await own();
      await (await start({ directory })).stop();
      expect((await stat(join(directory, 'postgres'))).uid).toBe(uid);
      await own();
    });

    it('tells an ordinary user whose data it is that they may not open', async () => {
      const { uid, gid } = await findOrCreateUser('postgres', runCommand);
      const directory = join(scratch, 'of-a-user');
      await mkdir(join(directory, 'postgres'), { recursive: true });
      await chown(directory, uid, gid);
      const owner = await spawnOwner(directory, { user: { uid, gid } });
      await owner.end('SIGKILL');
      expect(owner.report.error).toMatchObject({
        code: 'directory_unusable',
        message: expect.stringContaining('belongs to user id 0'),
      });
    });

    it('names the first directory that the system user cannot pass', async () => {
      await mkdir(join(scratch, 'closed', 'data'), { recursive: true });
      await chmod(join(scratch, 'closed'), 0o700);
      await expect(start({ directory: join(scratch, 'closed', 'data') })).rejects.toMatchObject({
        code: 'directory_unusable',
        message: expect.stringContaining(`chmod o+x ${join(scratch, 'closed')}"`),
      });
    });
  });
}
