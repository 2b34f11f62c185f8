/** What an agent's trust rank amounts to, from the lowest. */
export const TRUST_TIERS = ['Untrusted', 'Limited', 'Verified', 'Trusted', 'Authority'] as const;
export type TrustTier = (typeof TRUST_TIERS)[number];

interface Step {
  /** The tier reaches up to this score, itself not included. */
  readonly below: number;
  readonly quotaMultiplier: number;
}

const STEPS: Readonly<Record<TrustTier, Step>> = {
  Untrusted: { below: 0.3, quotaMultiplier: 0.1 },
  Limited: { below: 0.5, quotaMultiplier: 0.5 },
  Verified: { below: 0.7, quotaMultiplier: 1 },
  Trusted: { below: 0.9, quotaMultiplier: 2 },
  Authority: { below: Infinity, quotaMultiplier: 10 },
};

/** @param score trust rank, 0 to 1 */
export function trustTier(score: number): TrustTier {
  return TRUST_TIERS.find((tier) => score < STEPS[tier].below) ?? 'Authority';
}

/** By how much an agent's quota is larger or smaller than the one of a new agent. */
export function quotaMultiplier(score: number): number {
  return STEPS[trustTier(score)].quotaMultiplier;
}

/** The scores of a tier: from the first, up to the second, itself not included. */
export function scoresOf(tier: TrustTier): readonly [from: number, below: number] {
  const previous = TRUST_TIERS[TRUST_TIERS.indexOf(tier) - 1];
  return [previous === undefined ? 0 : STEPS[previous].below, STEPS[tier].below];
}
