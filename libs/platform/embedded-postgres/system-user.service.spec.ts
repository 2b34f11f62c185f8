import { chmod, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunCommand } from './command.runner';
import { findOrCreateUser, firstUnreachable, systemUserFor } from './system-user.service';
import { makeTestDirectory } from './testing';

const STRANGER = { uid: 64_000, gid: 64_000 };

/** A machine that has a user once `useradd` has run, or never. */
function machine(options: { knows: boolean; canCreate: boolean }): { run: RunCommand; commands: string[] } {
  const commands: string[] = [];
  let known = options.knows;
  const run: RunCommand = async (file, args) => {
    commands.push([file, ...args].join(' '));
    if (file === 'id') {
      return known
        ? { exitCode: 0, output: args[0] === '-u' ? '701\n' : '702\n' }
        : { exitCode: 1, output: 'no such user' };
    }
    known ||= options.canCreate && file === 'useradd';
    return options.canCreate ? { exitCode: 0, output: '' } : { exitCode: 10, output: 'cannot lock /etc/group' };
  };
  return { run, commands };
}

describe('the system user', () => {
  it('is used as it is when it exists', async () => {
    const { run, commands } = machine({ knows: true, canCreate: false });
    expect(await findOrCreateUser('postgres', run)).toEqual({ uid: 701, gid: 702 });
    expect(commands).toEqual(['id -u postgres', 'id -g postgres']);
  });

  it('is created with its group, without home or shell, when it is missing', async () => {
    const { run, commands } = machine({ knows: false, canCreate: true });
    expect(await findOrCreateUser('postgres', run)).toEqual({ uid: 701, gid: 702 });
    expect(commands.filter((command) => !command.startsWith('id'))).toEqual([
      'groupadd --system postgres',
      'useradd --system --gid postgres --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin postgres',
    ]);
  });

  it('says why it could not be created and what to do', async () => {
    const { run } = machine({ knows: false, canCreate: false });
    await expect(findOrCreateUser('postgres', run)).rejects.toMatchObject({
      code: 'system_user_missing',
      message: expect.stringMatching(/cannot lock \/etc\/group.*DATABASE_URL/),
    });
  });

  it('is nobody in particular unless root asks', async () => {
    const user = await systemUserFor('/nonexistent');
    expect(user === undefined).toBe(process.geteuid?.() !== 0);
  });
});

describe('firstUnreachable', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await makeTestDirectory();
    await mkdir(join(directory, 'closed', 'inner'), { recursive: true });
    await chmod(join(directory, 'closed'), 0o700);
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('names the outermost directory that is closed to the user', async () => {
    expect(await firstUnreachable(join(directory, 'closed', 'inner'), STRANGER)).toBe(join(directory, 'closed'));
  });

  it('finds nothing when others may pass through all of them', async () => {
    await chmod(join(directory, 'closed'), 0o711);
    expect(await firstUnreachable(join(directory, 'closed', 'inner'), STRANGER)).toBeUndefined();
  });

  it('knows that the owner needs no right of others', async () => {
    const self = { uid: process.getuid!(), gid: process.getgid!() };
    expect(await firstUnreachable(join(directory, 'closed', 'inner'), self)).toBeUndefined();
  });
});
