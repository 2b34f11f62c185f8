import { retryDelayMs } from './retry.rules';

describe('the wait before another try', () => {
  it('doubles, up to ten seconds', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8].map((failures) => retryDelayMs(failures, 10, undefined, 1))).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  });

  it('is spread at random between half and whole', () => {
    expect(retryDelayMs(3, 10, undefined, 0)).toBe(500);
  });

  it('is what the server asked for, and never nothing', () => {
    expect(retryDelayMs(1, 10, 30_000, 0)).toBe(30_000);
    expect(retryDelayMs(1, 10, 0, 0)).toBe(50);
  });

  it('ends after as many tries as allowed, or where the server asks for too much', () => {
    expect(retryDelayMs(3, 3, undefined, 1)).toBeDefined();
    expect(retryDelayMs(4, 3, undefined, 1)).toBeUndefined();
    expect(retryDelayMs(1, 0, undefined, 1)).toBeUndefined();
    expect(retryDelayMs(1, 10, 120_001, 1)).toBeUndefined();
  });
});
