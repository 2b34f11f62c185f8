import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { runCommand, type RunCommand } from './command.runner';
import { EmbeddedPostgresError, OWN_SERVER_HINT } from './embedded-postgres.errors';
import type { SystemUser } from './system-user.types';

const NAME = 'postgres';
const ROOT = 0;

/**
 * PostgreSQL refuses to run as root, so root needs somebody else to run it: the owner of existing data
 * (so that one start with sudo does not lock a developer out of their own data), else the system user
 * `postgres`, which is made when missing. For everybody but root the answer is undefined: run it yourself.
 * @throws EmbeddedPostgresError `system_user_missing`
 */
export async function systemUserFor(dataDirectory: string): Promise<SystemUser | undefined> {
  if (process.geteuid?.() !== ROOT) {
    return undefined;
  }
  const owner = await stat(dataDirectory).catch(() => undefined);
  if (owner && owner.uid !== ROOT) {
    return { uid: owner.uid, gid: owner.gid };
  }
  return findOrCreateUser(NAME, runCommand);
}

/** Exported for its test, which must not add users to the machine. */
export async function findOrCreateUser(name: string, run: RunCommand): Promise<SystemUser> {
  const known = await findUser(name, run);
  if (known) {
    return known;
  }
  const failures: string[] = [];
  for (const [command, ...args] of creationCommands(name)) {
    const result = await run(command, args, { cwd: '/', timeoutMs: 5_000 });
    if (result.exitCode !== 0) {
      failures.push(`${command}: ${result.spawnError?.message ?? result.output.trim()}`);
    }
  }
  const created = await findUser(name, run);
  if (created) {
    return created;
  }
  throw new EmbeddedPostgresError(
    'system_user_missing',
    `PostgreSQL does not run as root and the system user "${name}" could not be created (${failures.join('; ')}). ` +
      `Create it, start as an ordinary user, ${OWN_SERVER_HINT}.`,
  );
}

function creationCommands(name: string): readonly (readonly [string, ...string[]])[] {
  return [
    ['groupadd', '--system', name],
    [
      'useradd',
      '--system',
      '--gid',
      name,
      '--no-create-home',
      '--home-dir',
      '/nonexistent',
      '--shell',
      '/usr/sbin/nologin',
      name,
    ],
  ];
}

async function findUser(name: string, run: RunCommand): Promise<SystemUser | undefined> {
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map((flag) => run('id', [flag, name], { cwd: '/', timeoutMs: 5_000 })),
  );
  if (uid?.exitCode !== 0 || gid?.exitCode !== 0) {
    return undefined;
  }
  return { uid: Number(uid.output.trim()), gid: Number(gid.output.trim()) };
}

/** The outermost directory (or the file itself) on the way to an absolute path that the user may not enter. */
export async function firstUnreachable(path: string, user: SystemUser): Promise<string | undefined> {
  const steps = [path];
  for (let step = path; dirname(step) !== step; step = dirname(step)) {
    steps.unshift(dirname(step));
  }
  for (const step of steps) {
    const entry = await stat(step);
    const bit = entry.uid === user.uid ? 0o100 : entry.gid === user.gid ? 0o010 : 0o001;
    if ((entry.mode & bit) === 0) {
      return step;
    }
  }
  return undefined;
}
