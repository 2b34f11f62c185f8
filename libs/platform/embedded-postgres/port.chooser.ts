import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres.errors';
import type { Cluster } from './embedded-postgres.types';
import { replaceFile } from './owned.files';

const PORT_FILE = 'postgres.port';

/**
 * The port to listen on: the one asked for, else the one of the last run, else a free one.
 * @throws EmbeddedPostgresError `port_in_use`
 */
export async function choosePort(directory: string, wanted: number): Promise<number> {
  if (wanted !== 0) {
    if ((await tryListen(wanted)) === undefined) {
      throw portInUse(wanted);
    }
    return wanted;
  }
  const remembered = Number(await readFile(join(directory, PORT_FILE), 'utf8').catch(() => '0'));
  const usable = Number.isInteger(remembered) && remembered > 0 && remembered < 65_536;
  return (usable ? await tryListen(remembered) : undefined) ?? freePort();
}

export async function rememberPort({ directory, user }: Cluster, port: number): Promise<void> {
  await replaceFile(join(directory, PORT_FILE), `${port}\n`, user);
}

export function portInUse(port: number): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'port_in_use',
    `Port ${port} on 127.0.0.1 cannot be opened: another program uses it, or it takes privileges to open it. ` +
      `Set STEMEDB_POSTGRES_PORT to another port, or to 0 for any free one.`,
  );
}

async function freePort(): Promise<number> {
  const port = await tryListen(0);
  if (port === undefined) {
    throw new EmbeddedPostgresError('port_in_use', 'No free port was found on 127.0.0.1.');
  }
  return port;
}

/** Opens and closes the port; undefined when it cannot be opened. */
function tryListen(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ host: '127.0.0.1', port }, () => {
      const { port: opened } = server.address() as AddressInfo;
      server.close(() => resolve(opened));
    });
  });
}
