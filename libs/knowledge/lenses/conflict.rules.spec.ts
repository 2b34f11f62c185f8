import fc from 'fast-check';
import { conflictScore, sharesOf, statusOf } from './conflict.rules';
import { DEFAULT_RULESET } from './ruleset.rules';

const weights = fc.array(fc.double({ min: 1e-6, max: 3, noNaN: true }), { minLength: 1, maxLength: 20 });

describe('shares', () => {
  test('sum to 1', () => {
    const anyWeights = fc.array(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), { minLength: 1 });
    fc.assert(
      fc.property(anyWeights, (values) => {
        const shares = sharesOf(values);
        expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
        expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
      }),
    );
  });

  test('stay the same when all weights are scaled, however far', () => {
    const factor = fc.constantFrom(1e-300, 1e-12, 1 / 3, 7, 1e12, 1e300);
    fc.assert(
      fc.property(weights, factor, (values, by) => {
        const shares = sharesOf(values);
        sharesOf(values.map((value) => value * by)).forEach((share, index) => {
          expect(share).toBeCloseTo(shares[index] ?? NaN, 12);
        });
      }),
    );
  });

  test('are equal, and numbers, where nothing has any weight', () => {
    expect(sharesOf([0, 0, 0, 0])).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(sharesOf([])).toEqual([]);
  });
});

describe('the conflict score', () => {
  test('is 0 for one object and for none', () => {
    expect(conflictScore([1])).toBe(0);
    expect(conflictScore([])).toBe(0);
  });

  test('is 1 for two equal shares', () => {
    expect(conflictScore([0.5, 0.5])).toBe(1);
  });

  test('is entropy over the logarithm of the number of objects', () => {
    const entropy = -(0.7 * Math.log(0.7) + 0.2 * Math.log(0.2) + 0.1 * Math.log(0.1));
    expect(conflictScore([0.7, 0.2, 0.1])).toBeCloseTo(entropy / Math.log(3), 12);
  });

  test('counts an object without weight among the objects', () => {
    expect(conflictScore([0.5, 0.5, 0])).toBeCloseTo(Math.log(2) / Math.log(3), 12);
    expect(conflictScore([1, 0])).toBe(0);
  });

  test('lies between 0 and 1', () => {
    fc.assert(
      fc.property(weights, (values) => {
        const score = conflictScore(sharesOf(values));
        expect(score >= 0 && score <= 1).toBe(true);
      }),
    );
  });
});

describe('the status', () => {
  test('is Unanimous for one object, Agreed below the threshold, Contested from it on', () => {
    expect(statusOf(1, 0, DEFAULT_RULESET)).toBe('Unanimous');
    expect(statusOf(2, 0.399, DEFAULT_RULESET)).toBe('Agreed');
    expect(statusOf(2, 0.4, DEFAULT_RULESET)).toBe('Contested');
  });

  test('is nothing where nobody spoke', () => {
    expect(statusOf(0, 0, DEFAULT_RULESET)).toBeNull();
  });
});
