import type { DynamicModule, INestApplicationContext, ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { createTestDatabase, type TestDatabase } from '@stemedb/platform/testing';
import { DataSource } from 'typeorm';
import { Database } from '../database';
import { DATABASE_EVENTS, type DatabaseEvents } from '../database.events';
import { DatabaseModule } from '../database.module';
import { migrate, storeIdentity } from '../migrate';

export interface StoreOptions {
  readonly poolSize?: number;
  readonly timeoutMs?: number;
  readonly events?: DatabaseEvents;
  /** Modules to be started with it; their entities are loaded as in the server. */
  readonly imports?: ModuleMetadata['imports'];
}

export interface OpenDatabase {
  readonly database: Database;
  readonly source: DataSource;
  /** Finds what the imported modules provide. */
  readonly get: INestApplicationContext['get'];
  close(): Promise<void>;
}

export interface OpenStore extends OpenDatabase {
  readonly url: string;
  readonly adminUrl: string;
}

const SILENT: DatabaseEvents = { finished: () => undefined, failed: () => undefined };

/** The door to a store as one API process opens it, with a pool of its own. */
export async function openDatabase(url: string, options: StoreOptions = {}): Promise<OpenDatabase> {
  const { poolSize = 4, timeoutMs = 10_000, events = SILENT, imports = [] } = options;
  const store = { url, poolSize, timeoutMs, identity: await storeIdentity(url) };
  const app = await NestFactory.createApplicationContext(
    { module: StoreModule, imports: [eventsModule(events), DatabaseModule.with(store), ...imports] },
    { logger: false, abortOnError: false },
  );
  return { database: app.get(Database), source: app.get(DataSource), get: app.get.bind(app), close: () => app.close() };
}

/** A migrated database of its own and the door to it; `close` removes both. */
export async function openStore(options: StoreOptions = {}): Promise<OpenStore> {
  const test: TestDatabase = await createTestDatabase();
  await migrate(test.url);
  const opened = await openDatabase(test.url, options).catch(async (error: unknown) => {
    await test.drop();
    throw error;
  });
  const close = async (): Promise<void> => {
    await opened.close();
    await test.drop();
  };
  return { ...opened, url: test.url, adminUrl: test.adminUrl, close };
}

class StoreModule {}
class EventsModule {}

function eventsModule(events: DatabaseEvents): DynamicModule {
  return { module: EventsModule, global: true, providers: [{ provide: DATABASE_EVENTS, useValue: events }], exports: [DATABASE_EVENTS] };
}
