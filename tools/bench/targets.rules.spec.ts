import type { Results } from './results.types';
import { ratiosOf, targetsOf } from './targets.rules';

const spread = (median: number) => ({ median, min: median - 1, max: median + 1 });
const latency = (p99: number) => ({ p50: p99 / 2, p99, max: p99, samples: 100 });

const results: Results = {
  single: [
    { program: 'StemeDB', connections: 64, perSecond: spread(4_000), latency: latency(20) },
    { program: 'bare, group commit', connections: 64, perSecond: spread(10_000), latency: latency(5) },
  ],
  query: [
    { claims: 10_000, question: 'list', perSecond: 200, latency: latency(11), lateness: latency(1) },
    { claims: 1_000_000, question: 'list', perSecond: 200, latency: latency(10), lateness: latency(1) },
  ],
};

describe('the objectives', () => {
  it('are met at their bound where it is a least, and missed where it is a limit', () => {
    expect(targetsOf(results).map(({ measured, met }) => [measured, met])).toEqual([
      [4_000, true],
      [0.4, true],
      [10, false],
    ]);
  });

  it('are silent about what was not measured', () => {
    expect(targetsOf({})).toEqual([]);
  });

  it('are missed when two writers lose a claim, or a claim stands twice', () => {
    const memory = { acknowledged: 400, kept: 231 };
    const written = { acknowledged: 12_000, distinct: 10_000, created: 10_000 };
    const metWith = (kept: number, copies: number) =>
      targetsOf({ writers: { memory, stemedb: { ...written, kept, copies } } }).map(({ met }) => met);
    expect(metWith(10_000, 0)).toEqual([true]);
    expect(metWith(9_999, 0)).toEqual([false]);
    expect(metWith(10_000, 1)).toEqual([false]);
  });
});

describe('the objectives of guards and gates', () => {
  const round = (perSecond: number) => ({ perSecond, latency: latency(20) });
  const gates = (pairs: readonly (readonly [number, number])[], refusalP99: number, listP99: number) => ({
    connections: 64,
    claims: 10_000,
    rounds: pairs.map(([off, on]) => ({ off: round(off), on: round(on) })),
    refusal: latency(refusalP99),
    quarantined: 100_000,
    escalations: 10_000,
    lists: [
      { list: '/v1/admin/quarantine', items: 50, latency: latency(3) },
      { list: '/v1/admin/escalations', items: 50, latency: latency(listP99) },
    ],
  });
  const metWith = (...given: Parameters<typeof gates>) => targetsOf({ gates: gates(...given) }).map(({ met }) => met);

  it('compare the two servers round by round, so that a machine that grows slower decides nothing', () => {
    expect(metWith([[4_000, 3_500], [1_000, 900], [2_000, 1_720]], 0.9, 19)).toEqual([true, true, true]);
    expect(metWith([[4_000, 3_300], [1_000, 840], [2_000, 1_900]], 0.9, 19)).toEqual([false, true, true]);
  });

  it('are missed by a refusal of a millisecond, and by one list that takes 20', () => {
    expect(metWith([[4_000, 4_000]], 1, 19)).toEqual([true, false, true]);
    expect(metWith([[4_000, 4_000]], 0.9, 20)).toEqual([true, true, false]);
  });
});

describe('the ratios', () => {
  it('compare only what was measured under the same load', () => {
    expect(ratiosOf(results)).toEqual([{ name: 'single claims, 64 connections ÷ bare, group commit', value: 0.4 }]);
    expect(ratiosOf({})).toEqual([]);
  });
});
