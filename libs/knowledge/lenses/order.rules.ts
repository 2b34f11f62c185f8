import type { Weighed } from './weight.rules';

/**
 * How every tie ends: the newest signature, then the smallest hash. Between the two stands one case,
 * a claim refined within the same second, which gives way to its refinement: that is the newer one.
 */
export function byTie(a: Weighed, b: Weighed): number {
  return (
    b.newest - a.newest ||
    Number(isRefined(a)) - Number(isRefined(b)) ||
    compareText(a.candidate.hash, b.candidate.hash)
  );
}

/**
 * A sorted copy: the largest measure first, ties as byTie ends them. A measure that was reckoned has to
 * come through `comparable`, or rounding decides what is a tie.
 */
export function strongestFirst(
  claims: readonly Weighed[],
  measure: (claim: Weighed) => number,
): Weighed[] {
  return rankedBy(claims, measure).map(({ claim }) => claim);
}

/** The same order, in runs of claims whose measure a reader would call equal. */
export function equallyStrong(
  claims: readonly Weighed[],
  measure: (claim: Weighed) => number,
): Weighed[][] {
  const runs: Weighed[][] = [];
  let rankOfRun: number | undefined;
  for (const { claim, rank } of rankedBy(claims, measure)) {
    if (rank === rankOfRun) runs.at(-1)?.push(claim);
    else runs.push([claim]);
    rankOfRun = rank;
  }
  return runs;
}

function rankedBy(claims: readonly Weighed[], measure: (claim: Weighed) => number) {
  return claims
    .map((claim) => ({ claim, rank: measure(claim) }))
    .sort((a, b) => b.rank - a.rank || byTie(a.claim, b.claim));
}

/** The claim that byTie puts first. */
export function freshestOf(claims: readonly [Weighed, ...Weighed[]]): Weighed {
  return claims.reduce((best, claim) => (byTie(claim, best) < 0 ? claim : best));
}

/** By UTF-16 code units, the same on every machine; localeCompare is not. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function isRefined(claim: Weighed): boolean {
  return claim.candidate.superseded_by?.type === 'Refinement';
}
