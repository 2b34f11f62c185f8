import type { Ruleset } from './lens.types';
import type { ConflictStatus } from './resolution.types';

/**
 * Each weight's part of the whole, for weights of at least 0. Weights are first set against the
 * largest, so that neither huge nor tiny ones lose a digit. Where none has any weight nothing prefers
 * one to another, and the parts are equal: a share is a number always.
 */
export function sharesOf(weights: readonly number[]): number[] {
  const largest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  if (largest === 0) return weights.map(() => 1 / weights.length);
  const relative = weights.map((weight) => weight / largest);
  const total = relative.reduce((sofar, weight) => sofar + weight, 0);
  return relative.map((weight) => weight / total);
}

/** Shannon entropy of the shares ÷ ln(their number): 0 for one object, 1 for equal shares. */
export function conflictScore(shares: readonly number[]): number {
  if (shares.length < 2) return 0;
  let entropy = 0;
  for (const share of shares) if (share > 0) entropy -= share * Math.log(share);
  return Math.min(1, Math.max(0, entropy / Math.log(shares.length)));
}

/** What a reader calls a conflict; null where no claim took part. */
export function statusOf(
  distinctObjects: number,
  conflict: number,
  ruleset: Ruleset,
): ConflictStatus | null {
  if (distinctObjects === 0) return null;
  if (distinctObjects === 1) return 'Unanimous';
  return conflict < ruleset.contestedAt ? 'Agreed' : 'Contested';
}
