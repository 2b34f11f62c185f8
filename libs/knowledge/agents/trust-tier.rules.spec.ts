import { quotaMultiplier, scoresOf, TRUST_TIERS, trustTier } from './trust-tier.rules';

describe('a trust tier', () => {
  it.each([
    [0, 'Untrusted', 0.1],
    [0.299, 'Untrusted', 0.1],
    [0.3, 'Limited', 0.5],
    [0.499, 'Limited', 0.5],
    [0.5, 'Verified', 1],
    [0.699, 'Verified', 1],
    [0.7, 'Trusted', 2],
    [0.899, 'Trusted', 2],
    [0.9, 'Authority', 10],
    [1, 'Authority', 10],
  ])('at %d is %s, with a quota of %d times the usual one', (score, tier, multiplier) => {
    expect([trustTier(score), quotaMultiplier(score)]).toEqual([tier, multiplier]);
  });

  it('begins where the one below it ends', () => {
    const bounds = TRUST_TIERS.map(scoresOf);
    expect(bounds.map(([from]) => from)).toEqual([0, ...bounds.slice(0, -1).map(([, below]) => below)]);
    expect(bounds.map(([from]) => trustTier(from))).toEqual([...TRUST_TIERS]);
  });
});
