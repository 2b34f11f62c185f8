import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type KeyPair, keyPairFromSeed } from '@stemedb/knowledge/claims';
import { wrongInput } from './command.failure';
import { formatKeyFile, parseKeyFile } from './key-file.rules';
import type { Output } from './output';

const SEED_BYTES = 32;
const OWNER_ONLY = 0o600;
const OWNER_ONLY_DIRECTORY = 0o700;
const OTHERS = 0o077;

/**
 * The key pair of a key file; warns where others can read it.
 *
 * @throws CommandFailure usage
 */
export async function readKeyFile(path: string, output: Output): Promise<KeyPair> {
  const keyPair = await keyPairIn(path);
  if (process.platform !== 'win32' && ((await stat(path)).mode & OTHERS) !== 0) {
    output.warn(`other users can read the key file ${path}; chmod 600 ${path}`);
  }
  return keyPair;
}

/**
 * Writes a key file that nobody but its owner can read. The name appears with its whole content or not at all.
 *
 * @returns false where the file exists already and `overwrite` is not set; nothing is changed then
 */
export async function writeKeyFile(path: string, keyPair: KeyPair, overwrite: boolean): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true, mode: OWNER_ONLY_DIRECTORY });
  const draft = join(dirname(path), `.${basename(path)}-${randomBytes(8).toString('hex')}`);
  const text = formatKeyFile(keyPair.agentId, Buffer.from(keyPair.secretKey.subarray(0, SEED_BYTES)).toString('hex'));
  await writeFile(draft, text, { mode: OWNER_ONLY, flag: 'wx', flush: true });
  try {
    // A link, unlike a rename, refuses a name that is taken.
    await (overwrite ? rename(draft, path) : link(draft, path));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function keyPairIn(path: string): Promise<KeyPair> {
  const parsed = parseKeyFile(await textOf(path));
  if ('fault' in parsed) throw wrongInput(`The key file ${path} cannot be used: ${parsed.fault}.`);
  const keyPair = keyPairFromSeed(Buffer.from(parsed.seed, 'hex'));
  if (parsed.agentId !== undefined && parsed.agentId !== keyPair.agentId) {
    throw wrongInput(`The key file ${path} cannot be used: its agent_id does not belong to its seed.`);
  }
  return keyPair;
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw wrongInput(`There is no key file ${path}; make one with: stemedb keygen --out ${path}`);
    throw wrongInput(`The key file ${path} cannot be read: ${message}`);
  }
}
