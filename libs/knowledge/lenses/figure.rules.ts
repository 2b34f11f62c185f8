/**
 * Twelve digits are far beyond what a weight means, and few enough that 0.6 × 0.75 and 0.9 × 0.5,
 * which a reader finds equal by hand, are the tie that they are.
 */
const SIGNIFICANT_DIGITS = 12;

/** A figure as it is compared for rank: two that a reader would call equal become the same. */
export function comparable(figure: number): number {
  return Number.isInteger(figure) ? figure : Number(figure.toPrecision(SIGNIFICANT_DIGITS));
}

/** Adds in rising order, so that the sum does not depend on the order in which rows arrived. */
export function sum(values: readonly number[]): number {
  const [first, second] = values;
  if (first === undefined) return 0;
  if (second === undefined) return first;
  let total = 0;
  for (const value of Float64Array.from(values).sort()) total += value;
  return total;
}
