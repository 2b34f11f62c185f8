import { Global, Module } from '@nestjs/common';
import { DATABASE_EVENTS } from '@stemedb/platform/database';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { HealthController } from './health.controller';
import { HealthService } from './health.service';
import { MetricsController } from './metrics.controller';
import { MetricsServer } from './metrics.server';
import { SLI_PROVIDERS, SliRecorder } from './sli';
import { STORE_METRICS_PROVIDERS, StoreMetrics } from './store-metrics';

@Global()
@Module({
  imports: [PrometheusModule.register({ path: '/metrics', controller: MetricsController, defaultMetrics: { enabled: true } })],
  controllers: [HealthController],
  providers: [
    ...SLI_PROVIDERS,
    ...STORE_METRICS_PROVIDERS,
    { provide: DATABASE_EVENTS, useExisting: StoreMetrics },
    HealthService,
    MetricsServer,
  ],
  exports: [DATABASE_EVENTS, SliRecorder],
})
export class ObservabilityModule {}
