import { once } from 'node:events';
import { startServer } from '../api/server';
import { CommandFailure } from './command.failure';
import { EXIT, type ExitCode } from './exit-code';
import type { Output } from './output';
import { serverSettings } from './server-settings';

export interface StartOptions {
  readonly port?: string;
  readonly host?: string;
  readonly dataDir?: string;
}

/** Runs the server of `npm start` until it is asked to end. */
export async function start(output: Output, options: StartOptions): Promise<ExitCode> {
  const config = serverSettings({ PORT: options.port, STEMEDB_HOST: options.host, STEMEDB_DATA_DIR: options.dataDir });
  const asked = endAsked();
  const server = await startServer(config).catch((error: unknown) => {
    throw new CommandFailure(EXIT.refused, `The server does not start: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (output.json) output.data({ url: server.url });
  else output.line(`StemeDB answers at ${server.url}  (API documentation: ${server.url}/swagger-ui)`);
  await asked;
  await server.stop();
  return EXIT.ok;
}

/** The first SIGINT or SIGTERM asks for an orderly end, the second one does not wait for it. */
async function endAsked(): Promise<void> {
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(EXIT.interrupted));
}
