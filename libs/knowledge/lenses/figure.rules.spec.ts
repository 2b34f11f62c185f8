import fc from 'fast-check';
import { comparable, sum, sumOfVotes } from './figure.rules';

const figures = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('a comparable figure', () => {
  test('sees the tie that a reader sees, though binary fractions differ', () => {
    expect(0.6 * 0.75).not.toBe(0.9 * 0.5);
    expect(comparable(0.6 * 0.75)).toBe(comparable(0.9 * 0.5));
    expect(comparable(0.1 + 0.2)).toBe(comparable(0.3));
    expect(comparable(1e-300 * (0.1 + 0.2))).toBe(comparable(0.3e-300));
    expect(comparable(1e300 * (0.1 + 0.2))).toBe(comparable(0.3e300));
  });

  test('tells apart what differs within twelve digits', () => {
    expect(comparable(0.45)).not.toBe(comparable(0.450_000_000_01));
    expect(comparable(1 - 1e-11)).toBeLessThan(1);
  });

  test('stays within the twelfth digit of the figure', () => {
    fc.assert(
      fc.property(figures, (figure) => {
        expect(Math.abs(comparable(figure) - figure)).toBeLessThanOrEqual(Math.abs(figure) * 1e-11);
      }),
    );
  });

  test('keeps the order of figures', () => {
    const near = fc.tuple(figures, fc.constantFrom(1, 1 + 1e-15, 1 + 1e-12, 1 + 1e-9, 2));
    fc.assert(
      fc.property(near, ([figure, factor]) => {
        const [a, b] = [Math.abs(figure), Math.abs(figure) * factor];
        fc.pre(Number.isFinite(b));
        expect(comparable(a)).toBeLessThanOrEqual(comparable(b));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a sum', () => {
  test('does not depend on the order of its parts', () => {
    const parts = fc.array(fc.double({ min: -1, max: 1, noNaN: true }));
    fc.assert(
      fc.property(parts, (values) => {
        expect(sum(values.toReversed())).toBe(sum(values));
      }),
    );
  });

  test('of nothing is 0', () => {
    expect(sum([])).toBe(0);
  });
});

describe('a sum of votes', () => {
  test('is 0 where the votes cancel out', () => {
    expect(0.1 + 0.2 - 0.3).not.toBe(0);
    expect(sumOfVotes([0.1, 0.2, -0.3])).toBe(0);
    expect(sumOfVotes([-0.1, -0.2, 0.3])).toBe(0);
  });

  test('reads as the votes read', () => {
    expect(sumOfVotes([0.1, 0.2])).toBe(0.3);
    expect(sumOfVotes([-1, -0.5, 0.25])).toBe(-1.25);
    expect(sumOfVotes([])).toBe(0);
  });
});
