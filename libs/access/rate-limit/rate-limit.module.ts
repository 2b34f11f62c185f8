import { type ExecutionContext, Module } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import { CONFIG, type Config } from '@stemedb/platform/config';
import type { FastifyRequest } from 'fastify';
import { RateLimitStorage } from './rate-limit.storage';

const MINUTE_MS = 60_000;

function isRead(context: ExecutionContext): boolean {
  return ['GET', 'HEAD'].includes(context.switchToHttp().getRequest<FastifyRequest>().method);
}

@Module({
  imports: [
    ThrottlerModule.forRootAsync({
      inject: [CONFIG],
      useFactory: (config: Config) => {
        const reads = config.STEMEDB_RATE_LIMIT_READS_PER_MINUTE;
        const writes = config.STEMEDB_RATE_LIMIT_WRITES_PER_MINUTE;
        return {
          throttlers: [
            { name: 'reads', ttl: MINUTE_MS, limit: reads, skipIf: (context) => reads === 0 || !isRead(context) },
            { name: 'writes', ttl: MINUTE_MS, limit: writes, skipIf: (context) => writes === 0 || isRead(context) },
          ],
          storage: new RateLimitStorage(),
        };
      },
    }),
  ],
  exports: [ThrottlerModule],
})
export class RateLimitModule {}
