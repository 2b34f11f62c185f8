/** The score of an agent of whom nothing is known. */
export const NEUTRAL_TRUST = 0.5;

/** What came of something that an agent said. */
export type Outcome = 'accurate' | 'inaccurate';

const STEP: Readonly<Record<Outcome, number>> = { accurate: 0.05, inaccurate: -0.1 };

/** Decimal places of a score after an outcome: sums of hundredths in binary would drift, and JSON would show it. */
const PLACES = 12;

const SECONDS_A_DAY = 86_400;

/** A decay by less than this is none: it would fill the history with events that no answer shows. */
const LEAST_DECAY = 1e-6;

/** The score after an outcome, 0 to 1. */
export function scoreAfter(score: number, outcome: Outcome): number {
  return Math.min(1, Math.max(0, Number((score + STEP[outcome]).toFixed(PLACES))));
}

/**
 * The score after a time in which nothing was heard of the agent: what it is above or below neutral halves with each
 * half-life. Two decays in a row come to the same as one over the whole time.
 */
export function decayed(score: number, elapsedSeconds: number, halfLifeDays: number): number {
  if (elapsedSeconds <= 0) return score;
  return NEUTRAL_TRUST + (score - NEUTRAL_TRUST) * 0.5 ** (elapsedSeconds / SECONDS_A_DAY / halfLifeDays);
}

/**
 * The score to be recorded for a decay, undefined where it changes by nothing that counts. Nothing is lost by that: the
 * time goes on to run from the last event.
 */
export function decayedScore(score: number, elapsedSeconds: number, halfLifeDays: number): number | undefined {
  const next = decayed(score, elapsedSeconds, halfLifeDays);
  return Math.abs(next - score) < LEAST_DECAY ? undefined : next;
}
