import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { ApiKeyModule, RoleGuard } from '@stemedb/access/api-keys';
import { AuditModule } from '@stemedb/access/audit';
import { CircuitBreakerModule } from '@stemedb/access/circuit-breaker';
import { IdempotencyModule } from '@stemedb/access/idempotency';
import { KeyAdminModule } from '@stemedb/access/key-admin';
import { QuotaGuard, QuotasModule } from '@stemedb/access/quotas';
import { RateLimitGuard, RateLimitModule } from '@stemedb/access/rate-limit';
import { AdmissionModule } from '@stemedb/knowledge/admission';
import { AgentsModule, AgentViewsModule, TrustDecayModule } from '@stemedb/knowledge/agents';
import { AliasesModule } from '@stemedb/knowledge/aliases';
import { AssertionsModule } from '@stemedb/knowledge/assertions';
import { ConceptsModule } from '@stemedb/knowledge/concepts';
import { DisagreementsModule } from '@stemedb/knowledge/disagreements';
import { ProjectionsModule } from '@stemedb/knowledge/projections';
import { EpochsModule } from '@stemedb/knowledge/epochs';
import { FeedModule } from '@stemedb/knowledge/feed';
import { LifecycleModule } from '@stemedb/knowledge/lifecycle';
import { ProvenanceModule } from '@stemedb/knowledge/provenance';
import { QueriesModule } from '@stemedb/knowledge/queries';
import { RedactionsModule } from '@stemedb/knowledge/redactions';
import { SearchModule } from '@stemedb/knowledge/search';
import { SourcesModule } from '@stemedb/knowledge/sources';
import { SupersessionsModule } from '@stemedb/knowledge/supersessions';
import { SuggestionsModule } from '@stemedb/knowledge/suggestions';
import { VotesModule } from '@stemedb/knowledge/votes';
import { EscalationsModule } from '@stemedb/review/escalation';
import { GoldStandardsModule } from '@stemedb/review/gold-standard';
import { QuarantineModule } from '@stemedb/review/quarantine';
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
        KeyAdminModule,
        IdempotencyModule,
        RateLimitModule,
        QuotasModule,
        AuditModule,
        CircuitBreakerModule,
        AgentsModule,
        AgentViewsModule,
        TrustDecayModule,
        AdmissionModule,
        AssertionsModule,
        ConceptsModule,
        AliasesModule,
        VotesModule,
        SupersessionsModule,
        LifecycleModule,
        EpochsModule,
        SourcesModule,
        QueriesModule,
        ProvenanceModule,
        ProjectionsModule,
        SuggestionsModule,
        SearchModule,
        DisagreementsModule,
        FeedModule,
        GoldStandardsModule,
        EscalationsModule,
        QuarantineModule,
        RedactionsModule,
      ],
      providers: [
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_GUARD, useClass: RoleGuard },
        { provide: APP_GUARD, useClass: RateLimitGuard },
        { provide: APP_GUARD, useClass: QueryGuard },
        { provide: APP_GUARD, useClass: QuotaGuard },
      ],
    };
  }
}
