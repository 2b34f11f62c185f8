import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { ApiClient, type Connection } from './api-client';
import { wrongInput } from './command.failure';
import { keyFault, namespaceFault, readAddress } from './connection.rules';

export const DEFAULT_URL = 'http://127.0.0.1:18180';
export const DEFAULT_DATA_DIR = './data';
const KEY_FILE = 'admin.key';
const GROUP = 'Connection:';

export interface ConnectionOptions {
  readonly url?: string;
  readonly apiKey?: string;
  readonly namespace?: string;
  readonly dataDir?: string;
}

/** Options of every command that talks to a server. Commander reads the environment itself. */
export function withConnection(command: Command): Command {
  const options = [
    new Option('--url <url>', 'address of the API').default(DEFAULT_URL).env('STEMEDB_CLI_URL'),
    new Option('--api-key <key>', `API key; on this machine else the one in <data dir>/${KEY_FILE}`).env('STEMEDB_CLI_API_KEY'),
    new Option('--namespace <name>', 'namespace, for keys that may choose').env('STEMEDB_CLI_NAMESPACE'),
    dataDirOption(),
  ];
  for (const option of options) command.addOption(option.helpGroup(GROUP));
  return command;
}

export function dataDirOption(): Option {
  return new Option('--data-dir <path>', 'data directory of a server on this machine').default(DEFAULT_DATA_DIR).env('STEMEDB_DATA_DIR');
}

export function jsonOption(): Option {
  return new Option('--json', 'print JSON, for programs');
}

/** @throws CommandFailure usage */
export async function connect(options: ConnectionOptions): Promise<ApiClient> {
  return new ApiClient(await connectionOf(options));
}

/**
 * The server, the key and the namespace that the options and the environment name. The key file of the data directory
 * is for the server on this machine: no other server is ever shown it.
 *
 * @throws CommandFailure usage
 */
export async function connectionOf(options: ConnectionOptions): Promise<Connection> {
  const address = readAddress(options.url || DEFAULT_URL);
  if ('fault' in address) throw wrongInput(`--url: ${address.fault}`);
  const given = options.apiKey || undefined;
  const apiKey = given ?? (address.local ? await keyOnDisk(options.dataDir || DEFAULT_DATA_DIR) : undefined);
  const wrongKey = apiKey && keyFault(apiKey);
  if (wrongKey) throw wrongInput(`${given ? '--api-key' : KEY_FILE}: ${wrongKey}`);
  const namespace = options.namespace || undefined;
  const wrongNamespace = namespace && namespaceFault(namespace);
  if (wrongNamespace) throw wrongInput(`--namespace: ${wrongNamespace}`);
  return { url: address.url, apiKey, namespace };
}

/** A key file that is missing or closed to this user is no mistake: not every request needs it. */
async function keyOnDisk(dataDir: string): Promise<string | undefined> {
  try {
    return (await readFile(join(dataDir, KEY_FILE), 'utf8')).trim() || undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    throw error;
  }
}
