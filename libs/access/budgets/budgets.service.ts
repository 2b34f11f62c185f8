import { Injectable } from '@nestjs/common';
import type { Account, Spending } from './budget.types';
import { MemoryWindows } from './memory.windows';
import { RedisWindows } from './redis.windows';

/** Accounts of one kind, whose windows have one length. */
export interface Budget {
  /** Spends tokens of all the accounts or of none; never fails. 0 tokens only ask where they stand. */
  spend(accounts: readonly Account[], tokens: number): Promise<Spending>;
}

/** What may be spent in a time, shared between instances through Redis where there is one. */
@Injectable()
export class Budgets {
  constructor(private readonly redis: RedisWindows) {}

  /** @param name keeps the accounts of different kinds apart */
  open(name: string, lengthMs: number): Budget {
    const memory = new MemoryWindows(lengthMs);
    return {
      spend: async (accounts, tokens) => {
        const named = accounts.map(({ id, limit }) => ({ id: `${name}:${id}`, limit }));
        // Of a clock that nobody sets: a window would not end while somebody sets it back.
        const now = Math.floor(performance.now());
        return (await this.redis.spend(named, tokens, lengthMs)) ?? memory.spend(accounts, tokens, now);
      },
    };
  }
}
