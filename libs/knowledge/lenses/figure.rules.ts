/**
 * Twelve digits are far beyond what a weight means, and few enough that 0.6 × 0.75 and 0.9 × 0.5,
 * which a reader finds equal by hand, are the tie that they are.
 */
const SIGNIFICANT_DIGITS = 12;

/** The powers of ten that a double holds exactly. */
const POWERS_OF_TEN: readonly number[] = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);

/** A figure as it is compared for rank: two that a reader would call equal become the same. */
export function comparable(figure: number): number {
  if (figure === 0) return 0;
  const digitsAfterPoint = SIGNIFICANT_DIGITS - 1 - Math.floor(Math.log10(Math.abs(figure)));
  const scale = POWERS_OF_TEN[digitsAfterPoint];
  // Printing and reading is right for every figure, and ten times slower than arithmetic.
  if (scale === undefined) return Number(figure.toPrecision(SIGNIFICANT_DIGITS));
  return Math.round(figure * scale) / scale;
}

/** Adds in rising order, so that the sum does not depend on the order in which rows arrived. */
export function sum(values: readonly number[]): number {
  const inOrder = values.length > 2 ? values.toSorted((a, b) => a - b) : values;
  let total = 0;
  for (const value of inOrder) total += value;
  return total;
}

/**
 * Votes lie between −1 and 1, so their sums are right to twelve places after the point; what rounding
 * leaves behind them would else be the whole weight of 0.1 + 0.2 − 0.3.
 */
export function sumOfVotes(weights: readonly number[]): number {
  // Adding 0 turns the −0 that a small negative rounds to into 0.
  return weights.length === 0 ? 0 : Math.round(sum(weights) * 1e12) / 1e12 + 0;
}
