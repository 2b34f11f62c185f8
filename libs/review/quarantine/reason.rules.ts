/** Why a claim is held back. Where several reasons hold, the first one here is named. */
export const REASONS = ['pattern', 'low_quality', 'duplicate', 'untrusted_high_confidence'] as const;
export type Reason = (typeof REASONS)[number];

/** @param setting `on`, `off`, or reasons, comma-separated */
export function reasonsOf(setting: string): ReadonlySet<Reason> {
  if (setting === 'on') return new Set(REASONS);
  const named = setting.split(',');
  return new Set(REASONS.filter((reason) => named.includes(reason)));
}

/** Below this an agent is not trusted. */
const TRUSTED = 0.5;
/** Above this a claim is put forward with high confidence. */
const HIGH_CONFIDENCE = 0.8;
/** Earlier claims with which an agent is no newcomer any more. */
export const EXPERIENCED = 10;

/** Whether a claim of this confidence depends on who signs it. */
export function isHighConfidence(confidence: number): boolean {
  return confidence > HIGH_CONFIDENCE;
}

/** What is known of a signer. */
export interface SignerStanding {
  readonly trust: number;
  /** Has signed at least so many claims before. */
  readonly experienced: boolean;
  /** Has answered a gold-standard question wrong. */
  readonly failed: boolean;
}

/**
 * Whether nobody who signs a claim of high confidence is trusted. Newcomers, who have not yet had the time to earn trust,
 * are let in; a signer who is trusted vouches for the others.
 */
export function isUntrusted(confidence: number, signers: readonly SignerStanding[]): boolean {
  if (!isHighConfidence(confidence) || signers.some(({ trust }) => trust >= TRUSTED)) return false;
  return signers.some(({ experienced, failed }) => experienced || failed);
}
