import { randomBytes } from 'node:crypto';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One password for each role. */
export interface Passwords {
  superuser: string;
  application: string;
}

export const SUPERUSER = 'postgres';
export const APPLICATION_ROLE = 'stemedb';
export const PASSWORD_FILE = 'postgres.password';

/** 256 random bits each, written in hexadecimal digits so that no syntax ever needs them escaped. */
export function newPasswords(): Passwords {
  return { superuser: randomBytes(32).toString('hex'), application: randomBytes(32).toString('hex') };
}

/** Undefined when the file is missing or does not hold both passwords. Others' right to read it is taken away. */
export async function readPasswords(directory: string): Promise<Passwords | undefined> {
  const path = join(directory, PASSWORD_FILE);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') {
      return '';
    }
    throw error;
  });
  const find = (role: string): string | undefined =>
    new RegExp(`^127\\.0\\.0\\.1:\\*:\\*:${role}:([0-9a-f]{64})$`, 'm').exec(text)?.[1];
  const superuser = find(SUPERUSER);
  const application = find(APPLICATION_ROLE);
  if (superuser === undefined || application === undefined) {
    return undefined;
  }
  await chmod(path, 0o600);
  return { superuser, application };
}

/** The format of a PostgreSQL password file, so that `PGPASSFILE=… psql` can use it as it is. */
export async function writePasswords(directory: string, { superuser, application }: Passwords): Promise<void> {
  const path = join(directory, PASSWORD_FILE);
  const draft = join(directory, `.${PASSWORD_FILE}-${randomBytes(8).toString('hex')}`);
  const lines = [`127.0.0.1:*:*:${SUPERUSER}:${superuser}`, `127.0.0.1:*:*:${APPLICATION_ROLE}:${application}`, ''];
  await writeFile(draft, lines.join('\n'), { mode: 0o600, flag: 'wx', flush: true });
  await rename(draft, path);
}
