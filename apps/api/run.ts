import type { Server } from './server';

const FAILED = 1;

/** Runs a server until SIGINT or SIGTERM, then stops it cleanly. A failed start prints one message and exits with 1. */
export async function runUntilStopped(start: () => Promise<Server>): Promise<void> {
  // A signal during the start is kept until there is something to stop; a second one does not cut the stop short.
  const stopped = new Promise<void>((resolve) => {
    process.on('SIGINT', () => resolve());
    process.on('SIGTERM', () => resolve());
  });
  try {
    const server = await start();
    await stopped;
    await server.stop();
    process.exitCode = 0;
  } catch (error) {
    process.stderr.write(`StemeDB cannot run: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = FAILED;
  }
}
