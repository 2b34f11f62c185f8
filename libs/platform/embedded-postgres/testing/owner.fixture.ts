import { startEmbeddedPostgres } from '../embedded-postgres.service';

/** Where the server is; one line of JSON on standard output. */
export interface OwnerReport {
  url?: string;
  port?: number;
  error?: { code: string; message: string };
}

/** A program that owns an embedded server until it is killed; SIGTERM makes it stop the server first. */
async function own(directory: string, port: number): Promise<void> {
  const server = await startEmbeddedPostgres({
    directory,
    port,
    log: (message) => process.stderr.write(`${message}\n`),
  });
  process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)));
  process.on('SIGINT', () => process.exit(130));
  report({ url: server.url, port: server.port });
  setInterval(() => undefined, 60_000);
}

function report(message: OwnerReport): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

const [directory = '', port = '0'] = process.argv.slice(2);
own(directory, Number(port)).catch((error: { code: string; message: string }) => {
  report({ error: { code: error.code, message: error.message } });
  process.exitCode = 1;
});
