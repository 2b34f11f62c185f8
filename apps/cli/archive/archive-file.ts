import { open } from 'node:fs/promises';
import { wrongInput } from '../command.failure';

/** The first two bytes of whatever gzip made (RFC 1952). */
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

/**
 * The archive among files to be imported, undefined where they are claims and sources: an archive is the only file that
 * is packed.
 *
 * @throws CommandFailure usage where it is not the only file
 */
export async function archiveAmong(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    if (!(await isGzip(path))) continue;
    if (paths.length > 1) throw wrongInput(`${path} is an archive: it fills an empty store, so it is imported alone.`);
    return path;
  }
  return undefined;
}

/** What cannot be read is no archive; the ordinary import says what is wrong with it. */
async function isGzip(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch((error: unknown) => void error);
  if (!file) return false;
  try {
    if (!(await file.stat()).isFile()) return false;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(GZIP_MAGIC.length), 0, GZIP_MAGIC.length, 0);
    return bytesRead === GZIP_MAGIC.length && buffer.equals(GZIP_MAGIC);
  } finally {
    await file.close();
  }
}
