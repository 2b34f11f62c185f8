import { Injectable } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';

interface Window {
  hits: number;
  endsAt: number;
}

/**
 * Fixed windows in this process's memory, one a key and route class. The library's own storage keeps a timer for every
 * request of a window, which at thousands of requests a second costs more than the requests.
 */
@Injectable()
export class RateLimitStorage implements ThrottlerStorage {
  private windows = new Map<string, Window>();
  private sweepAt = 0;

  async increment(key: string, ttl: number, limit: number) {
    const now = Date.now();
    if (now >= this.sweepAt) this.sweep(now, ttl);
    const window = this.current(key, now, ttl);
    window.hits += 1;
    const timeToExpire = Math.ceil((window.endsAt - now) / 1_000);
    const isBlocked = window.hits > limit;
    return { totalHits: window.hits, timeToExpire, isBlocked, timeToBlockExpire: isBlocked ? timeToExpire : 0 };
  }

  private current(key: string, now: number, ttl: number): Window {
    const known = this.windows.get(key);
    if (known && known.endsAt > now) return known;
    const window = { hits: 0, endsAt: now + ttl };
    this.windows.set(key, window);
    return window;
  }

  private sweep(now: number, ttl: number): void {
    for (const [key, window] of this.windows) if (window.endsAt <= now) this.windows.delete(key);
    this.sweepAt = now + ttl;
  }
}
