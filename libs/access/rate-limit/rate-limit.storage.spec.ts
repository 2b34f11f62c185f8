import * as fc from 'fast-check';
import { RateLimitStorage } from './rate-limit.storage';

const MINUTE_MS = 60_000;
const LIMIT = 3;

describe('the windows of the rate limit', () => {
  let storage: RateLimitStorage;

  beforeEach(() => {
    jest.useFakeTimers({ now: new Date('2026-01-01T00:00:00Z') });
    storage = new RateLimitStorage();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  const hit = (key = 'reads:a') => storage.increment(key, MINUTE_MS, LIMIT);

  it('let the limit pass and block what exceeds it, until the window ends', async () => {
    const blocked: boolean[] = [];
    for (let request = 0; request < 5; request += 1) blocked.push((await hit()).isBlocked);
    expect(blocked).toEqual([false, false, false, true, true]);
    jest.advanceTimersByTime(MINUTE_MS - 1);
    expect(await hit()).toMatchObject({ isBlocked: true, timeToExpire: 1, timeToBlockExpire: 1 });
    jest.advanceTimersByTime(1);
    expect(await hit()).toEqual({ totalHits: 1, timeToExpire: 60, isBlocked: false, timeToBlockExpire: 0 });
  });

  it('tell how many seconds are left, rounded up', async () => {
    expect((await hit()).timeToExpire).toBe(60);
    jest.advanceTimersByTime(500);
    expect((await hit()).timeToExpire).toBe(60);
    jest.advanceTimersByTime(30_000);
    expect((await hit()).timeToExpire).toBe(30);
  });

  it('count each key for itself', async () => {
    for (let request = 0; request < 4; request += 1) await hit('reads:a');
    expect(await hit('reads:a')).toMatchObject({ isBlocked: true });
    expect(await hit('reads:b')).toMatchObject({ totalHits: 1, isBlocked: false });
    expect(await hit('writes:a')).toMatchObject({ totalHits: 1, isBlocked: false });
  });

  it('begin with the first request, not on the minute', async () => {
    jest.advanceTimersByTime(59_000);
    await hit();
    jest.advanceTimersByTime(59_000);
    expect((await hit()).totalHits).toBe(2);
  });

  it('forget the keys of windows that have ended', async () => {
    const { windows } = storage as unknown as { windows: Map<string, unknown> };
    for (let key = 0; key < 1_000; key += 1) await hit(`reads:${key}`);
    expect(windows.size).toBe(1_000);
    jest.advanceTimersByTime(MINUTE_MS);
    await hit('reads:new');
    expect((storage as unknown as { windows: Map<string, unknown> }).windows.size).toBe(1);
  });

  it('block exactly what comes after the limit within one window', async () => {
    const arrivals = fc.array(fc.record({ key: fc.constantFrom('a', 'b'), afterMs: fc.integer({ min: 0, max: 40_000 }) }), {
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(arrivals, async (requests) => {
        storage = new RateLimitStorage();
        const windows = new Map<string, { endsAt: number; hits: number }>();
        for (const { key, afterMs } of requests) {
          jest.advanceTimersByTime(afterMs);
          const known = windows.get(key);
          const window = known && known.endsAt > Date.now() ? known : { endsAt: Date.now() + MINUTE_MS, hits: 0 };
          window.hits += 1;
          windows.set(key, window);
          expect(await hit(key)).toEqual({
            totalHits: window.hits,
            isBlocked: window.hits > LIMIT,
            timeToExpire: Math.ceil((window.endsAt - Date.now()) / 1_000),
            timeToBlockExpire: window.hits > LIMIT ? Math.ceil((window.endsAt - Date.now()) / 1_000) : 0,
          });
        }
      }),
    );
  });
});
