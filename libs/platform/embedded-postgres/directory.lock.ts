import { randomUUID } from 'node:crypto';
import { link, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres.errors';
import { isAlive, processStart } from './process.identity';

export interface DirectoryLock {
  /** Gives the directory free. Does nothing when it is no longer ours. */
  release(): Promise<void>;
}

interface Holder {
  pid: number;
  /** See processStart; absent where the system does not tell. */
  start?: string;
  /** Names this one acquisition. */
  token: string;
}

const LOCK_FILE = 'stemedb.lock';
const ROUNDS = 50;

/**
 * Makes this process the only owner of the directory, and takes the lock of a dead process over.
 *
 * Removing a dead owner's lock is where lock files usually fail: of two that saw it dead, the slower one removes
 * the lock that the faster one has just taken. Here a dead holder is succeeded by creating the file
 * `<lock>.after-<its token>`, which only one process can; then the successor replaces the lock in one rename.
 * A successor that died half-way is succeeded in the same way, so that the claims form a chain with one end.
 * A claim made too late, on a holder that somebody else has already replaced, is known by the changed lock.
 *
 * Holds for processes that see each other's ids: two containers on one volume do not.
 * @throws EmbeddedPostgresError `data_directory_in_use`, `directory_unusable`
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const path = join(directory, LOCK_FILE);
  const self: Holder = { pid: process.pid, start: await processStart(process.pid), token: randomUUID() };
  const draft = join(directory, `.stemedb.lock-${self.token}`);
  await writeFile(draft, JSON.stringify(self), { flag: 'wx', flush: true });
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      if (await tryAcquire(path, draft)) {
        await sweepClaims(path);
        return { release: () => release(path, self.token) };
      }
    }
  } finally {
    await rm(draft, { force: true });
  }
  throw new EmbeddedPostgresError('data_directory_in_use', `${path} changed hands again and again. Start once more.`);
}

/** True: the lock is ours. False: somebody else moved meanwhile, look again. */
async function tryAcquire(path: string, draft: string): Promise<boolean> {
  const root = await readHolder(path);
  if (!root) {
    return createExclusively(draft, path);
  }
  const last = await lastHolder(path, root);
  await refuseWhenAlive(last, path);
  const claim = claimPath(path, last);
  if (!(await createExclusively(draft, claim))) {
    return false;
  }
  if ((await readHolder(path))?.token !== root.token) {
    await rm(claim, { force: true });
    return false;
  }
  await rename(draft, path);
  return true;
}

function claimPath(path: string, holder: Holder): string {
  return `${path}.after-${holder.token}`;
}

async function lastHolder(path: string, root: Holder): Promise<Holder> {
  let last = root;
  for (let next: Holder | undefined = root; next; next = await readHolder(claimPath(path, last))) {
    last = next;
  }
  return last;
}

async function refuseWhenAlive(holder: Holder, path: string): Promise<void> {
  if (holder.pid === 0 || !(await isAlive(holder.pid))) {
    return;
  }
  const start = await processStart(holder.pid);
  if (start !== undefined && holder.start !== undefined && start !== holder.start) {
    return;
  }
  throw new EmbeddedPostgresError(
    'data_directory_in_use',
    `The data directory ${dirname(path)} is in use by process ${holder.pid}. Stop that process, ` +
      `set STEMEDB_DATA_DIR to another directory, or set DATABASE_URL to a PostgreSQL server that both can use.`,
  );
}

/** A hard link appears with its whole content at once, or not at all when the name is taken. */
async function createExclusively(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') {
      return false;
    }
    throw new EmbeddedPostgresError(
      'directory_unusable',
      `${path} cannot be created (${message}); the file system must support hard links.`,
      { cause: error },
    );
  }
}

async function readHolder(path: string): Promise<Holder | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw new EmbeddedPostgresError('directory_unusable', `${path} cannot be read: ${(error as Error).message}.`, {
      cause: error,
    });
  }
  // A file torn by a power failure or emptied by hand names nobody who could be alive.
  return parseHolder(text) ?? { pid: 0, token: `unreadable-${basename(path)}` };
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, start, token } = JSON.parse(text) as Partial<Holder>;
    const wellFormed = Number.isSafeInteger(pid) && Number(pid) > 0 && /^[0-9a-f-]{36}$/.test(String(token));
    return wellFormed ? { pid: Number(pid), start, token: String(token) } : undefined;
  } catch {
    return undefined;
  }
}

/** Every claim is on a dead holder, and none can lead anywhere once the lock is ours. */
async function sweepClaims(path: string): Promise<void> {
  const folder = dirname(path);
  const claims = (await readdir(folder)).filter((name) => name.startsWith(`${basename(path)}.after-`));
  await Promise.all(claims.map((name) => rm(join(folder, name), { force: true })));
}

async function release(path: string, token: string): Promise<void> {
  if ((await readHolder(path))?.token === token) {
    await rm(path, { force: true });
  }
}
