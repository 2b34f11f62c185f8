import * as fc from 'fast-check';
import { type Figures, limitOf, namedAgent, standingOf, tightest } from './quota.rules';

const BASE: Figures = { base: 10_000, ofKey: null, ofAgent: null, multiplier: 1 };

const figures = fc.record({
  base: fc.integer({ min: 1, max: 2_000_000_000 }),
  ofKey: fc.option(fc.nat(2_000_000_000)),
  ofAgent: fc.option(fc.nat(2_000_000_000)),
  multiplier: fc.constantFrom(0.1, 0.5, 1, 2, 10),
});

describe('the tokens of an hour', () => {
  it.each([
    [{}, 10_000],
    [{ multiplier: 0.1 }, 1_000],
    [{ multiplier: 10 }, 100_000],
    [{ ofKey: 7 }, 7],
    [{ ofKey: 7, multiplier: 10 }, 7],
    [{ ofAgent: 9, ofKey: 7 }, 9],
    [{ ofAgent: 0, ofKey: 7 }, undefined],
    [{ ofKey: 0 }, undefined],
    [{ base: 0 }, undefined],
    [{ base: 3, multiplier: 0.1 }, 1],
  ])('of an agent that has proved itself: %j', (changes, expected) => {
    expect(limitOf({ ...BASE, ...changes }, 'proved')).toBe(expected);
  });

  it.each([
    [{ multiplier: 0.1 }, 1_000],
    [{ multiplier: 10 }, 10_000],
    [{ ofAgent: 1_000_000 }, 10_000],
    [{ ofAgent: 0 }, 10_000],
    [{ ofKey: 7 }, 7],
  ])('of a key that names an agent: %j', (changes, expected) => {
    expect(limitOf({ ...BASE, ...changes }, 'named')).toBe(expected);
  });

  it('are never more for a name than for none', () => {
    const orEndless = (limit: number | undefined): number => limit ?? Infinity;
    fc.assert(
      fc.property(figures, (given) => {
        expect(orEndless(limitOf(given, 'named'))).toBeLessThanOrEqual(orEndless(limitOf(given, 'none')));
      }),
    );
  });

  it('are a whole number, and at least one where there is a limit', () => {
    fc.assert(
      fc.property(figures, fc.constantFrom('proved' as const, 'named' as const, 'none' as const), (given, identity) => {
        const limit = limitOf(given, identity);
        expect(limit === undefined || (Number.isInteger(limit) && limit >= 1)).toBe(true);
      }),
    );
  });
});

describe('where somebody stands', () => {
  it('is what is left, and the seconds until the hour ends', () => {
    expect(standingOf(100, { spent: 30, endsInMs: 1_001 })).toEqual({ limit: 100, remaining: 70, reset: 2 });
    expect(standingOf(100, { spent: 130, endsInMs: 1 })).toEqual({ limit: 100, remaining: 0, reset: 1 });
    expect(standingOf(100, { spent: 0, endsInMs: 0 })).toEqual({ limit: 100, remaining: 100, reset: 3_600 });
  });

  it('of several is that of whom is refused first and longest', () => {
    const standing = (remaining: number, reset: number) => ({ limit: 100, remaining, reset });
    expect(tightest([])).toBeUndefined();
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(100), fc.nat(3_600)), { minLength: 1 }), (pairs) => {
        const least = tightest(pairs.map(([remaining, reset]) => standing(remaining, reset)));
        const fewest = Math.min(...pairs.map(([remaining]) => remaining));
        expect(least).toEqual(standing(fewest, Math.max(...pairs.filter(([remaining]) => remaining === fewest).map(([, reset]) => reset))));
      }),
    );
  });
});

describe('a header', () => {
  it('names an agent where it is an agent id, and nobody else', () => {
    expect(namedAgent('ab'.repeat(32))).toBe('ab'.repeat(32));
    for (const header of [undefined, '', 'AB'.repeat(32), 'ab'.repeat(31), ['ab'.repeat(32)]]) expect(namedAgent(header)).toBeUndefined();
  });
});
