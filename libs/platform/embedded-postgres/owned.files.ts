import { randomBytes } from 'node:crypto';
import { lchown, open, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { SystemUser } from './system-user.types';

/**
 * Replaces a file in one step; it belongs to the server's user. A new file under a random name is never a symbolic
 * link that somebody else has laid, and after a crash either the old or the new content is there, whole.
 */
export async function replaceFile(path: string, text: string, user: SystemUser | undefined): Promise<void> {
  const draft = `${path}.${randomBytes(8).toString('hex')}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    if (user) {
      await handle.chown(user.uid, user.gid);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, path);
}

/** Gives a directory and everything below it to the user; symbolic links themselves, never what they point at. */
export async function giveTree(path: string, user: SystemUser): Promise<void> {
  await lchown(path, user.uid, user.gid);
  for (const entry of await readdir(path, { withFileTypes: true, recursive: true })) {
    await lchown(join(entry.parentPath, entry.name), user.uid, user.gid);
  }
}

/** Makes renames and new files in a directory survive a power failure. Windows cannot and need not. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') {
    return;
  }
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
