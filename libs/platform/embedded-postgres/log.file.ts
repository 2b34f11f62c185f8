import { constants } from 'node:fs';
import { open, rename, stat } from 'node:fs/promises';
import type { SystemUser } from './system-user.types';

const MAX_BYTES = 10 * 1024 * 1024;
const TAIL_BYTES = 4 * 1024;
const TAIL_LINES = 15;

/** Makes the log writable for the server and keeps it bounded: over 10 MiB it becomes `<log>.1`, replacing that. */
export async function prepareLog(path: string, user: SystemUser | undefined): Promise<void> {
  if ((await logSize(path)) > MAX_BYTES) {
    await rename(path, `${path}.1`);
  }
  // Never through a symbolic link: this may run as root and gives the file away.
  const handle = await open(
    path,
    constants.O_CREAT | constants.O_APPEND | constants.O_WRONLY | constants.O_NOFOLLOW,
    0o600,
  );
  try {
    if (user) {
      await handle.chown(user.uid, user.gid);
    }
  } finally {
    await handle.close();
  }
}

/** In bytes; 0 when there is no log. */
export async function logSize(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** The last lines that were written from this byte on. */
export async function logTail(path: string, fromByte: number): Promise<string> {
  const size = await logSize(path);
  const start = Math.max(fromByte, size - TAIL_BYTES);
  if (size <= start) {
    return '';
  }
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
    return buffer.toString('utf8', 0, bytesRead).trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
  } finally {
    await handle.close();
  }
}
