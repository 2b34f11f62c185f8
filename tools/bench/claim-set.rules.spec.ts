import { canonicalClaim, claimSchema, contentHash } from '@stemedb/knowledge/claims';
import { BLOCK, claimAt, completePairs, PAIRS_PER_BLOCK, pairAt, WIDELY_CITED } from './claim-set.rules';

const NOW = 1_800_000_000;
const block = Array.from({ length: BLOCK }, (_unused, number) => claimAt(number, NOW));

describe('the set of claims', () => {
  it('holds no claim twice', () => {
    expect(new Set(block.map(({ claim }) => canonicalClaim(claim))).size).toBe(BLOCK);
  });

  it('holds claims that the server takes as they are', () => {
    for (const number of [0, 1, 4_711, BLOCK, 199_999]) {
      const { claim } = claimAt(number, NOW);
      expect(claimSchema.parse(claim)).toMatchObject(claim);
    }
  });

  it('gives each pair 1 to 50 candidates', () => {
    const sizes = new Map<string, number>();
    for (const { claim } of block) sizes.set(claim.subject, (sizes.get(claim.subject) ?? 0) + 1);
    expect(sizes.size).toBe(PAIRS_PER_BLOCK);
    expect(Math.min(...sizes.values())).toBe(1);
    expect(Math.max(...sizes.values())).toBe(50);
    expect(sizes.has(pairAt(completePairs(BLOCK) - 1).subject)).toBe(true);
    expect(sizes.has(pairAt(completePairs(BLOCK)).subject)).toBe(false);
  });

  it('cites one source ten thousand times', () => {
    const hash = contentHash(WIDELY_CITED.content);
    const citing = Array.from({ length: WIDELY_CITED.among + 100 }, (_unused, number) => claimAt(number, NOW).claim.source_hash).filter((cited) => cited === hash);
    expect(citing.length).toBe(10_000);
  });

  it('carries no time of the future', () => {
    expect(Math.max(...block.map(({ timestamp }) => timestamp))).toBeLessThanOrEqual(NOW);
  });
});
