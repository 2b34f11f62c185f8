import { type PairStanding, standingSignals } from './signal.rules';

const MOMENT = '2026-01-01T00:00:00.000000Z';
const standing = (changes: Partial<PairStanding>): PairStanding => ({
  subject: 's',
  predicate: 'p',
  class: 'low_priority',
  conflict_score: 0.9,
  claims: 4,
  evidence_claims: 0,
  anecdotal_claims: 0,
  moment: MOMENT,
  evidence_at: MOMENT,
  ...changes,
});
const said = (changes: Partial<PairStanding>) => standingSignals(standing(changes), 500).map(({ type, ends, count }) => [type, ends, count]);

describe('the standing of a pair', () => {
  it('that is an active disagreement speaks for a conflict, with all its claims', () => {
    expect(said({ class: 'active_disagreement', evidence_claims: 2 })).toEqual([
      ['conflict', false, 4],
      ['anecdotal_cluster', true, 0],
    ]);
  });

  it('with as many Anecdotal claims as the threshold, and nothing beside them, speaks for a cluster', () => {
    expect(said({ anecdotal_claims: 500 })).toEqual([['anecdotal_cluster', false, 500]]);
    expect(said({ anecdotal_claims: 499 })).toEqual([]);
  });

  it('with any claim of tiers 0 to 2 ends a cluster, whatever its size', () => {
    expect(said({ anecdotal_claims: 900, evidence_claims: 1 })).toEqual([['anecdotal_cluster', true, 900]]);
  });

  it.each(['low_priority', 'resolved', 'emerging_signal'] as const)('of the class %s is no conflict', (name) => {
    expect(said({ class: name })).toEqual([]);
  });
});
