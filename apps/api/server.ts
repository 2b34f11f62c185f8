import 'reflect-metadata';
import type { ServerResponse } from 'node:http';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '@stemedb/platform/config';
import { Database, migrate, pendingMigrations, type StoreIdentity, storeIdentity } from '@stemedb/platform/database';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@stemedb/platform/embedded-postgres';
import { createHttpAdapter, fastifyOf } from '@stemedb/platform/http';
import { createLogger, NestLog } from '@stemedb/platform/observability';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { AppModule, type Store } from './app.module';
import { configureApp } from './configure-app';
import { keepGarbageYoung } from './garbage';

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
  keepGarbageYoung();
  const logger = createLogger(config.LOG_LEVEL);
  const embedded = config.DATABASE_URL === undefined ? await startEmbedded(config, logger) : undefined;
  try {
    const store = await openStore(config, embedded?.url ?? config.DATABASE_URL ?? '', logger);
    const app = await createApp(config, store, logger);
    await app.get(Database).connectAll();
    const url = await listen(app, config);
    logger.info({ url, embedded_postgres: embedded !== undefined }, 'StemeDB is ready');
    return { url, stop: once(() => stopAll(app, embedded, config, logger)) };
  } catch (error) {
    await embedded?.stop();
    throw explained(error, config);
  }
}

/** The application without its socket, as the tests use it too. */
export async function createApp(config: Config, store: Store, logger: Logger): Promise<NestFastifyApplication> {
  const adapter = createHttpAdapter(logger, { trustedProxies: config.TRUSTED_PROXIES });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config, store), adapter, {
    logger: new NestLog(logger),
    abortOnError: false,
    bodyParser: false,
    forceCloseConnections: false,
  });
  finishAnswersBeforeClosing(fastifyOf(app));
  try {
    return await configureApp(app);
  } catch (error) {
    // Without its open connections a process whose start has failed comes to its end.
    await app.close();
    throw error;
  }
}

/**
 * Node's own close ends every connection whose request has been read, also one whose client has not yet taken the
 * whole answer. So answers under way go out to their last byte first; what comes meanwhile is refused.
 */
function finishAnswersBeforeClosing(instance: FastifyInstance): void {
  // A number and no collection of the answers: the collector would keep each for the sake of the one before it.
  let underWay = 0;
  let allSent: (() => void) | undefined;
  instance.server.on('request', (_request, response: ServerResponse) => {
    underWay += 1;
    response.once('close', () => {
      underWay -= 1;
      if (underWay === 0) allSent?.();
    });
  });
  instance.addHook('preClose', () => new Promise<void>((resolve) => (underWay === 0 ? resolve() : (allSent = resolve))));
}

function startEmbedded(config: Config, logger: Logger): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({
    directory: config.STEMEDB_DATA_DIR,
    port: config.STEMEDB_POSTGRES_PORT,
    log: (message) => logger.info({ component: 'embedded-postgres' }, message),
  });
}

async function openStore(config: Config, url: string, logger: Logger): Promise<Store> {
  try {
    if (!config.STEMEDB_AUTO_MIGRATE) return { url, identity: await currentIdentity(url) };
    const { applied, identity } = await migrate(url);
    if (applied.length > 0) logger.info({ migrations: applied }, 'the schema was brought up to date');
    return { url, identity };
  } catch (error) {
    if (config.DATABASE_URL === undefined || error instanceof OutdatedSchema) throw error;
    throw new Error(`PostgreSQL at ${placeOf(url)} (DATABASE_URL) cannot be used: ${reasonOf(error)}`, { cause: error });
  }
}

class OutdatedSchema extends Error {}

async function currentIdentity(url: string): Promise<StoreIdentity> {
  const pending = await pendingMigrations(url);
  if (pending.length > 0) throw new OutdatedSchema(`The schema is not current (${pending.join(', ')}); run: stemedb migrate`);
  return storeIdentity(url);
}

/** The address without its user and password. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'an unreadable address';
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

/** Where a name has several addresses, the failures of all of them; the error that holds them has no message. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

async function listen(app: NestFastifyApplication, config: Config): Promise<string> {
  try {
    await app.listen(config.PORT, config.STEMEDB_HOST);
    return await app.getUrl();
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** The error of a port that cannot be opened, for the operator; every other one as it is. */
function explained(error: unknown, config: Config): unknown {
  const { syscall, code, port = 0, message } = error as NodeJS.ErrnoException & { port?: number };
  if (syscall !== 'listen') return error;
  const setting = port !== 0 && port === config.STEMEDB_METRICS_PORT ? 'STEMEDB_METRICS_PORT' : 'PORT';
  const reason = code === 'EADDRINUSE' ? `Port ${port} is taken by another program. Stop it` : `${message} (STEMEDB_HOST, ${setting})`;
  return new Error(`${reason}, or choose another port: ${setting}=${port + 1} npm start`, { cause: error });
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
