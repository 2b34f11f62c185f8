import { reviewClaims } from './review-set.rules';

describe('the claims that open escalations', () => {
  const claims = reviewClaims(3);

  it('are about a pair for each escalation', () => {
    expect(new Set(claims.map(({ claim }) => claim.subject)).size).toBe(3);
  });

  it('contradict each other with the same weight in the first half, and agree in the second', () => {
    expect(claims.map(({ agent, claim }) => [claim.source_class, agent, claim.object.value])).toEqual([
      ['Regulatory', 0, 0],
      ['Regulatory', 1, 1],
      ['Anecdotal', 0, 0],
      ['Anecdotal', 1, 0],
      ['Anecdotal', 0, 0],
      ['Anecdotal', 1, 0],
    ]);
  });

  it('rest on a source each, so that none counts as a repetition', () => {
    expect(new Set(claims.map(({ claim }) => claim.source_hash)).size).toBe(claims.length);
  });
});
