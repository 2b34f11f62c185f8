import fc from 'fast-check';
import { decayed, decayedScore, NEUTRAL_TRUST, type Outcome, scoreAfter } from './trust-score.rules';

const score = () => fc.double({ min: 0, max: 1, noNaN: true });
const seconds = () => fc.integer({ min: 0, max: 400 * 86_400 });
const halfLife = () => fc.integer({ min: 1, max: 400 });

describe('a score after an outcome', () => {
  it.each<[number, Outcome, number]>([
    [0.5, 'accurate', 0.55],
    [0.55, 'accurate', 0.6],
    [0.6, 'accurate', 0.65],
    [0.5, 'inaccurate', 0.4],
    [0.3, 'inaccurate', 0.2],
    [0.98, 'accurate', 1],
    [1, 'accurate', 1],
    [0.04, 'inaccurate', 0],
    [0, 'inaccurate', 0],
  ])('of %d that was %s is %d', (before, outcome, after) => {
    expect(scoreAfter(before, outcome)).toBe(after);
  });

  it('stays from 0 to 1, whatever comes of what the agent says', () => {
    fc.assert(
      fc.property(score(), fc.array(fc.constantFrom<Outcome>('accurate', 'inaccurate')), (start, outcomes) => {
        const end = outcomes.reduce(scoreAfter, start);
        expect(end).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('the decay of a score', () => {
  it('halves the way to neutral with each half-life', () => {
    expect(decayed(0.9, 30 * 86_400, 30)).toBeCloseTo(0.7, 12);
    expect(decayed(0.1, 60 * 86_400, 30)).toBeCloseTo(0.4, 12);
  });

  it('in two steps comes to the same as in one', () => {
    fc.assert(
      fc.property(score(), seconds(), seconds(), halfLife(), (start, first, second, days) => {
        expect(decayed(decayed(start, first, days), second, days)).toBeCloseTo(decayed(start, first + second, days), 12);
      }),
    );
  });

  it('in many small steps does not drift, those included that are too small to be recorded', () => {
    fc.assert(
      fc.property(score(), fc.integer({ min: 1, max: 3_600 }), fc.integer({ min: 1, max: 400 }), (start, step, steps) => {
        let current = start;
        let since = 0;
        for (let now = step; now <= step * steps; now += step) {
          const next = decayedScore(current, now - since, 30);
          if (next !== undefined) [current, since] = [next, now];
        }
        expect(decayed(current, step * steps - since, 30)).toBeCloseTo(decayed(start, step * steps, 30), 10);
      }),
    );
  });

  it('never moves away from neutral nor across it', () => {
    fc.assert(
      fc.property(score(), seconds(), halfLife(), (start, elapsed, days) => {
        const end = decayed(start, elapsed, days);
        expect(Math.abs(end - NEUTRAL_TRUST)).toBeLessThanOrEqual(Math.abs(start - NEUTRAL_TRUST));
        expect((end - NEUTRAL_TRUST) * (start - NEUTRAL_TRUST)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('is nothing where no time has passed, for a neutral score, and where it would not show', () => {
    expect(decayedScore(0.9, 0, 30)).toBeUndefined();
    expect(decayedScore(0.9, -1, 30)).toBeUndefined();
    expect(decayedScore(NEUTRAL_TRUST, 1e9, 30)).toBeUndefined();
    expect(decayedScore(0.9, 0.001, 30)).toBeUndefined();
    expect(decayedScore(0.9, 86_400, 30)).toBeCloseTo(0.890_864, 6);
  });
});
