import type { ThrottlerStorage } from '@nestjs/throttler';
import type { Budget } from '@stemedb/access/budgets';

const SECOND_MS = 1_000;

/**
 * Fixed windows, one a key and route class, where the budgets are: in Redis, or in this process. The library's own storage
 * keeps a timer for every request of a window, which at thousands of requests a second costs more than the requests.
 */
export class RateLimitStorage implements ThrottlerStorage {
  constructor(private readonly budget: Budget) {}

  async increment(key: string, _ttl: number, limit: number) {
    const { granted, balances } = await this.budget.spend([{ id: key, limit }], 1);
    const { spent = 0, endsInMs = 0 } = balances[0] ?? {};
    const timeToExpire = Math.ceil(endsInMs / SECOND_MS);
    return { totalHits: granted ? spent : limit + 1, timeToExpire, isBlocked: !granted, timeToBlockExpire: granted ? 0 : timeToExpire };
  }
}
