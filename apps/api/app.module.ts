import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { ApiKeyModule, RoleGuard } from '@stemedb/access/api-keys';
import { RateLimitGuard, RateLimitModule } from '@stemedb/access/rate-limit';
import { AgentsModule } from '@stemedb/knowledge/agents';
import { AssertionsModule } from '@stemedb/knowledge/assertions';
import { QueriesModule } from '@stemedb/knowledge/queries';
import { SourcesModule } from '@stemedb/knowledge/sources';
import { VotesModule } from '@stemedb/knowledge/votes';
import { BatchingModule } from '@stemedb/platform/batching';
import { type Config, ConfigModule } from '@stemedb/platform/config';
import { DatabaseModule, type StoreIdentity } from '@stemedb/platform/database';
import { ProblemFilter, QueryGuard } from '@stemedb/platform/http';
import { ObservabilityModule } from '@stemedb/platform/observability';

/** Where the store is and as whom this process knows it. */
export interface Store {
  readonly url: string;
  readonly identity: StoreIdentity;
}

/** The table of contents: every module of the server. */
@Module({})
export class AppModule {
  static with(config: Config, store: Store): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        ObservabilityModule,
        DatabaseModule.with({
          ...store,
          poolSize: config.STEMEDB_DATABASE_POOL_SIZE,
          timeoutMs: config.STEMEDB_DATABASE_TIMEOUT_MS,
        }),
        BatchingModule,
        ApiKeyModule,
        RateLimitModule,
        AgentsModule,
        AssertionsModule,
        VotesModule,
        SourcesModule,
        QueriesModule,
      ],
      providers: [
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_GUARD, useClass: RoleGuard },
        { provide: APP_GUARD, useClass: RateLimitGuard },
        { provide: APP_GUARD, useClass: QueryGuard },
      ],
    };
  }
}
