import * as fc from 'fast-check';
import { MemoryWindows } from './memory.windows';
import { spendWithin, type Window } from './window.rules';

const HOUR = 3_600_000;
const account = (limit: number, id = 'a') => ({ id, limit });

describe('a window', () => {
  it('begins with the first token spent and ends after its time, not on the hour', () => {
    const windows = new MemoryWindows(HOUR);
    const spend = (now: number) => windows.spend([account(10)], 4, now);
    expect(spend(500)).toEqual({ granted: true, balances: [{ spent: 4, endsInMs: HOUR }] });
    expect(spend(HOUR)).toEqual({ granted: true, balances: [{ spent: 8, endsInMs: 500 }] });
    expect(spend(HOUR + 499)).toEqual({ granted: false, balances: [{ spent: 8, endsInMs: 1 }] });
    expect(spend(HOUR + 500)).toEqual({ granted: true, balances: [{ spent: 4, endsInMs: HOUR }] });
  });

  it('is not begun by a question or a refusal', () => {
    const windows = new MemoryWindows(HOUR);
    expect(windows.spend([account(10)], 0, 0)).toEqual({ granted: true, balances: [{ spent: 0, endsInMs: 0 }] });
    expect(windows.spend([account(10)], 11, 0)).toEqual({ granted: false, balances: [{ spent: 0, endsInMs: 0 }] });
  });

  it('of an account leaves the others alone', () => {
    const windows = new MemoryWindows(HOUR);
    windows.spend([account(10, 'a')], 10, 0);
    expect(windows.spend([account(10, 'a')], 1, 1).granted).toBe(false);
    expect(windows.spend([account(10, 'b')], 1, 1).granted).toBe(true);
  });

  it('that has ended is forgotten', () => {
    const windows = new MemoryWindows(HOUR);
    const { windows: kept } = windows as unknown as { windows: Map<string, Window> };
    for (let number = 0; number < 1_000; number += 1) windows.spend([account(10, String(number))], 1, number);
    expect(kept.size).toBe(1_000);
    windows.spend([account(10, 'new')], 1, HOUR + 997);
    expect([...kept.keys()]).toEqual(['998', '999', 'new']);
    windows.spend([account(10, '999')], 1, 3 * HOUR);
    expect([...kept.keys()]).toEqual(['999']);
  });
});

describe('several accounts', () => {
  const windowArbitrary = fc.option(fc.record({ spent: fc.nat(20), endsAt: fc.nat(100) }), { nil: undefined });
  const pairs = fc.array(fc.record({ limit: fc.nat(30), window: windowArbitrary }), { minLength: 1, maxLength: 5 });

  it('all pay or none does, and none ever beyond its limit', () => {
    fc.assert(
      fc.property(pairs, fc.nat(20), fc.nat(100), (given, tokens, now) => {
        const accounts = given.map(({ limit }, index) => account(limit, String(index)));
        const before = given.map(({ window }) => (window && window.endsAt > now ? window.spent : 0));
        const after = spendWithin(accounts, given.map(({ window }) => window), tokens, now, HOUR);
        expect(after.granted).toBe(given.every(({ limit }, index) => (before[index] ?? 0) + tokens <= limit));
        expect(after.balances.map(({ spent }) => spent)).toEqual(before.map((spent) => spent + (after.granted ? tokens : 0)));
        expect(after.balances.every(({ endsInMs }) => endsInMs >= 0 && endsInMs <= HOUR)).toBe(true);
      }),
    );
  });

  it('spend in a window what its limit is, whatever the order of arrivals', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 15 }), { maxLength: 50 }), fc.integer({ min: 0, max: 100 }), (costs, limit) => {
        const windows = new MemoryWindows(HOUR);
        let spent = 0;
        for (const cost of costs) {
          const { granted } = windows.spend([account(limit)], cost, 1);
          expect(granted).toBe(spent + cost <= limit);
          if (granted) spent += cost;
        }
        expect(windows.spend([account(limit)], 0, 1).balances[0]?.spent).toBe(spent);
      }),
    );
  });
});
