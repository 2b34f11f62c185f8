import fc from 'fast-check';
import { comparable, sum } from './figure.rules';

describe('a comparable figure', () => {
  test('sees the tie that a reader sees, though binary fractions differ', () => {
    expect(0.6 * 0.75).not.toBe(0.9 * 0.5);
    expect(comparable(0.6 * 0.75)).toBe(comparable(0.9 * 0.5));
    expect(comparable(0.45)).not.toBe(comparable(0.450_000_001));
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
});
