import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '@stemedb/platform/config';
import { InjectMetric, makeGaugeProvider } from '@willsoto/nestjs-prometheus';
import type { Redis, RedisOptions } from 'ioredis';
import type { Gauge } from 'prom-client';
import type { Account, Spending } from './budget.types';
import { readSpending, SPEND_SCRIPT } from './redis.script';

const FALLBACK = 'stemedb_rate_limit_fallback';

export const REDIS_METRICS = [
  makeGaugeProvider({ name: FALLBACK, help: '1 while Redis is configured but away, so that rate limits and quotas are counted by this process for itself' }),
];

/** Longer than Redis ever takes in the same data centre, and short enough for a request to wait. */
const COMMAND_TIMEOUT_MS = 250;
const PROBE_MS = 500;
const KEY_PREFIX = 'stemedb:';

const OPTIONS: RedisOptions = {
  lazyConnect: true,
  connectTimeout: 1_000,
  commandTimeout: COMMAND_TIMEOUT_MS,
  // A command is answered now or never: what waits for a connection would come too late for its request.
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  retryStrategy: (attempt: number) => Math.min(attempt * 100, 1_000),
  keyPrefix: KEY_PREFIX,
  connectionName: 'stemedb',
};

interface Spender extends Redis {
  stemedbSpend(keyCount: number, ...keysAndValues: (string | number)[]): Promise<number[]>;
}

/**
 * Windows that all instances share, in Redis where it is configured. While Redis does not answer nobody asks it but a
 * probe, so that at most the requests of the first moment wait for their short timeout.
 */
@Injectable()
export class RedisWindows implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(RedisWindows.name);
  private redis: Spender | undefined;
  private isThere = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @InjectMetric(FALLBACK) private readonly gauge: Gauge,
  ) {}

  /** Redis may be away at the start: the server serves all the same. */
  async onModuleInit(): Promise<void> {
    if (this.config.REDIS_URL === undefined) return;
    this.redis = await this.open(this.config.REDIS_URL);
    try {
      await this.redis.connect();
      this.isThere = true;
    } catch (error) {
      this.isThere = true;
      this.lose(error);
    }
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer);
    this.isThere = false;
    this.redis?.disconnect();
  }

  /** Undefined where there is no Redis, or none that answers. */
  async spend(accounts: readonly Account[], tokens: number, lengthMs: number): Promise<Spending | undefined> {
    if (!this.isThere || !this.redis) return undefined;
    const limits = accounts.map(({ limit }) => limit);
    try {
      const answer = await this.redis.stemedbSpend(accounts.length, ...accounts.map(({ id }) => id), tokens, lengthMs, ...limits);
      return readSpending(answer);
    } catch (error) {
      this.lose(error);
      return undefined;
    }
  }

  /** A server without Redis does not load the library either. */
  private async open(url: string): Promise<Spender> {
    const { Redis } = await import('ioredis');
    const redis = new Redis(url, OPTIONS);
    redis.defineCommand('stemedbSpend', { lua: SPEND_SCRIPT });
    // Every failure also reaches whoever sent a command; without a listener the library would print it.
    redis.on('error', (error: Error) => this.lose(error));
    return redis as Spender;
  }

  /** One line for each time that Redis goes, however many requests find out. */
  private lose(error: unknown): void {
    if (!this.isThere) return;
    this.isThere = false;
    this.gauge.set(1);
    this.logger.warn(`Redis (REDIS_URL) does not answer: this process counts rate limits and quotas for itself until it is back. ${String(error)}`);
    this.probeLater();
  }

  private probeLater(): void {
    this.timer = setTimeout(() => void this.probe(), PROBE_MS).unref();
  }

  private async probe(): Promise<void> {
    const { redis } = this;
    if (!redis) return;
    try {
      await redis.ping();
      this.isThere = true;
      this.gauge.set(0);
      this.logger.log('Redis is back: rate limits and quotas are shared again');
    } catch {
      // A connection that is open and silent may lead to a machine that is gone; the next one finds out.
      if (redis.status === 'ready') redis.disconnect(true);
      this.probeLater();
    }
  }
}
