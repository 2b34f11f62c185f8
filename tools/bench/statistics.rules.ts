/** What several repetitions of one measurement came to. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Latencies in milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly samples: number;
}

/**
 * The smallest sample that at least this part of all samples does not exceed (nearest rank, no interpolation).
 *
 * @param sorted rising, not empty
 * @param part 0 to 1
 */
export function percentile(sorted: Float64Array, part: number): number {
  const rank = Math.max(1, Math.ceil(part * sorted.length));
  const value = sorted[rank - 1];
  if (value === undefined) throw new RangeError('a percentile needs samples, and a part from 0 to 1');
  return value;
}

/** The middle value; of an even number of values the mean of the middle two. */
export function median(values: readonly number[]): number {
  const rising = Float64Array.from(values).sort();
  const falling = rising.slice().reverse();
  return (percentile(rising, 0.5) + percentile(falling, 0.5)) / 2;
}

export function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

export function latencyOf(samples: Float64Array): Latency {
  const sorted = Float64Array.from(samples).sort();
  return {
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    max: percentile(sorted, 1),
    samples: sorted.length,
  };
}

/** The repetitions of one latency measurement, each figure the median of its own. */
export function medianLatency(rounds: readonly Latency[]): Latency {
  return {
    p50: median(rounds.map((round) => round.p50)),
    p99: median(rounds.map((round) => round.p99)),
    max: Math.max(...rounds.map((round) => round.max)),
    samples: rounds.reduce((sum, round) => sum + round.samples, 0),
  };
}
