import fc from 'fast-check';
import { latencyOf, median, percentile, spreadOf } from './statistics.rules';

const samples = fc.float64Array({ minLength: 1, maxLength: 300, noNaN: true, noDefaultInfinity: true });

describe('a percentile', () => {
  it('is a sample that the given part of all samples does not exceed, and the smallest such', () => {
    fc.assert(
      fc.property(samples, fc.double({ min: 0.001, max: 1, noNaN: true }), (values, part) => {
        const sorted = values.sort();
        const found = percentile(sorted, part);
        const notAbove = (limit: number) => sorted.filter((value) => value <= limit).length / sorted.length;
        expect(sorted.includes(found)).toBe(true);
        expect(notAbove(found)).toBeGreaterThanOrEqual(part);
        const smaller = sorted.filter((value) => value < found).at(-1);
        if (smaller !== undefined) expect(notAbove(smaller)).toBeLessThan(part);
      }),
    );
  });

  it('names the second worst of 100 samples as p99, not the worst', () => {
    const sorted = Float64Array.from({ length: 100 }, (_unused, index) => index + 1);
    expect(percentile(sorted, 0.99)).toBe(99);
    expect(latencyOf(sorted)).toEqual({ p50: 50, p99: 99, max: 100, samples: 100 });
  });

  it('refuses to answer without samples', () => {
    expect(() => percentile(new Float64Array(), 0.5)).toThrow(RangeError);
  });
});

describe('a spread', () => {
  it('has the middle value of an odd number of rounds, and the mean of the middle two of an even number', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([7])).toBe(7);
  });

  it('keeps the worst and the best round', () => {
    expect(spreadOf([30, 10, 20])).toEqual({ median: 20, min: 10, max: 30 });
  });
});
