import { type ExecutionContext, Module } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import { Budgets, BudgetsModule } from '@stemedb/access/budgets';
import { CONFIG, type Config } from '@stemedb/platform/config';
import type { FastifyRequest } from 'fastify';
import { limitOf, parseRateClasses, ROUTE_CLASSES, type RouteClass, routeClassOf } from './rate-limit.rules';
import { RateLimitStorage } from './rate-limit.storage';

const MINUTE_MS = 60_000;

function requestOf(context: ExecutionContext): FastifyRequest {
  return context.switchToHttp().getRequest<FastifyRequest>();
}

function baseLimits(config: Config): Readonly<Record<RouteClass, number>> {
  return {
    reads: config.STEMEDB_RATE_LIMIT_READS_PER_MINUTE,
    writes: config.STEMEDB_RATE_LIMIT_WRITES_PER_MINUTE,
    batches: config.STEMEDB_RATE_LIMIT_BATCHES_PER_MINUTE,
    admin: config.STEMEDB_RATE_LIMIT_ADMIN_PER_MINUTE,
  };
}

/** One throttler for each route class; what it permits depends on the class of the key. */
function throttlersFor(config: Config) {
  const bases = baseLimits(config);
  const factors = parseRateClasses(config.STEMEDB_RATE_CLASSES);
  return ROUTE_CLASSES.map((name) => {
    const limit = (context: ExecutionContext) => limitOf(bases[name], requestOf(context).principal?.rateClass, factors);
    const isOther = (context: ExecutionContext): boolean => {
      const { method, routeOptions } = requestOf(context);
      return routeClassOf(method, routeOptions.url ?? '') !== name;
    };
    return { name, ttl: MINUTE_MS, limit, skipIf: (context: ExecutionContext) => isOther(context) || limit(context) === 0 };
  });
}

@Module({
  imports: [
    ThrottlerModule.forRootAsync({
      imports: [BudgetsModule],
      inject: [CONFIG, Budgets],
      useFactory: (config: Config, budgets: Budgets) => ({
        throttlers: throttlersFor(config),
        storage: new RateLimitStorage(budgets.open('rate', MINUTE_MS)),
      }),
    }),
  ],
  exports: [ThrottlerModule],
})
export class RateLimitModule {}
