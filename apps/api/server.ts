import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '@stemedb/platform/config';
import { migrate, pendingMigrations, storeIdentity } from '@stemedb/platform/database';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@stemedb/platform/embedded-postgres';
import { createHttpAdapter, fastifyOf } from '@stemedb/platform/http';
import { createLogger, NestLog } from '@stemedb/platform/observability';
import type { Logger } from 'pino';
import { AppModule, type Store } from './app.module';
import { configureApp } from './configure-app';

export interface Server {
  readonly url: string;
  /** Finishes what is in flight, then stops everything that was started. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts the store where none is named, brings its schema up to date and serves the API.
 *
 * @throws Error with a message for the operator: a taken port, an unreachable store, an outdated schema
 */
export async function startServer(config: Config): Promise<Server> {
  const logger = createLogger(config.LOG_LEVEL);
  const embedded = config.DATABASE_URL === undefined ? await startEmbedded(config, logger) : undefined;
  try {
    const store = await openStore(config, embedded?.url ?? config.DATABASE_URL ?? '', logger);
    const app = await createApp(config, store, logger);
    const url = await listen(app, config);
    logger.info({ url, embedded_postgres: embedded !== undefined }, 'StemeDB is ready');
    return { url, stop: once(() => stopAll(app, embedded, config, logger)) };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

/** The application without its socket, as the tests use it too. */
export async function createApp(config: Config, store: Store, logger: Logger): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config, store), createHttpAdapter(logger), {
    logger: new NestLog(logger),
    abortOnError: false,
    forceCloseConnections: false,
  });
  return configureApp(app);
}

function startEmbedded(config: Config, logger: Logger): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({
    directory: config.STEMEDB_DATA_DIR,
    port: config.STEMEDB_POSTGRES_PORT,
    log: (message) => logger.info({ component: 'embedded-postgres' }, message),
  });
}

async function openStore(config: Config, url: string, logger: Logger): Promise<Store> {
  if (config.STEMEDB_AUTO_MIGRATE) {
    const { applied, identity } = await migrate(url);
    if (applied.length > 0) logger.info({ migrations: applied }, 'the schema was brought up to date');
    return { url, identity };
  }
  const pending = await pendingMigrations(url);
  if (pending.length > 0) throw new Error(`The schema is not current (${pending.join(', ')}); run: stemedb migrate`);
  return { url, identity: await storeIdentity(url) };
}

async function listen(app: NestFastifyApplication, config: Config): Promise<string> {
  try {
    await app.listen(config.PORT, config.STEMEDB_HOST);
    return await app.getUrl();
  } catch (error) {
    await app.close();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(`Port ${config.PORT} is taken by another program. Stop it, or choose another port: PORT=18181 npm start`, {
      cause: error,
    });
  }
}

/** Requests in flight get their time; a connection that will not end does not keep the server from stopping. */
async function stopAll(
  app: NestFastifyApplication,
  embedded: EmbeddedPostgres | undefined,
  config: Config,
  logger: Logger,
): Promise<void> {
  const deadline = setTimeout(() => app.getHttpServer().closeAllConnections(), config.STEMEDB_SHUTDOWN_TIMEOUT_MS);
  try {
    // Nest closes its door last: modules that wait for their work to end would be given more of it meanwhile.
    await fastifyOf(app).close();
    await app.close();
  } finally {
    clearTimeout(deadline);
    await embedded?.stop();
  }
  logger.info('StemeDB has stopped');
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}
