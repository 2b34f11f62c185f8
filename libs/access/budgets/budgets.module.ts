import { Module } from '@nestjs/common';
import { Budgets } from './budgets.service';
import { REDIS_METRICS, RedisWindows } from './redis.windows';

@Module({ providers: [...REDIS_METRICS, RedisWindows, Budgets], exports: [Budgets] })
export class BudgetsModule {}
