import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Database } from './database';
import { MIGRATIONS_TABLE } from './migrate';
import { PoolCloser } from './pool.closer';
import { STORE_IDENTITY, type StoreIdentity } from './restricted-role';

export interface DatabaseOptions {
  readonly url: string;
  readonly poolSize: number;
  readonly timeoutMs: number;
  readonly identity: StoreIdentity;
}

/** The store of one process. Whoever imports it provides DATABASE_EVENTS (the observability module does). */
@Global()
@Module({})
export class DatabaseModule {
  static with(options: DatabaseOptions): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRoot({
          type: 'postgres',
          url: options.url,
          autoLoadEntities: true,
          synchronize: false,
          installExtensions: false,
          migrationsTableName: MIGRATIONS_TABLE,
          applicationName: 'stemedb-api',
          retryAttempts: 10,
          retryDelay: 1_000,
          logging: false,
          poolSize: options.poolSize,
          connectTimeoutMS: options.timeoutMs,
          extra: {
            // Statements sent together travel together; see Database.
            pipeline: true,
            query_timeout: options.timeoutMs,
            statement_timeout: options.timeoutMs,
            idle_in_transaction_session_timeout: options.timeoutMs * 2,
            keepAlive: true,
            // A new connection has to plan every statement again, in the very moment when there is much to do.
            idleTimeoutMillis: 0,
          },
        }),
      ],
      providers: [Database, PoolCloser, { provide: STORE_IDENTITY, useValue: options.identity }],
      exports: [Database],
    };
  }
}
