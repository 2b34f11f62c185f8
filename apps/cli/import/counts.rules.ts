import { type Counts, type Outcome, OUTCOMES } from './import.types';

export const NOTHING: Counts = { created: 0, cosigned: 0, duplicate: 0, quarantined: 0, failed: 0 };

export function countsOf(outcomes: readonly Outcome[]): Counts {
  const counts = { ...NOTHING } as Record<Outcome, number>;
  for (const outcome of outcomes) counts[outcome] += 1;
  return counts;
}

export function sum(...all: readonly Counts[]): Counts {
  const total = { ...NOTHING } as Record<Outcome, number>;
  for (const counts of all) for (const outcome of OUTCOMES) total[outcome] += counts[outcome];
  return total;
}

/** All items, whatever became of them. */
export function totalOf(counts: Counts): number {
  return OUTCOMES.reduce((total, outcome) => total + counts[outcome], 0);
}

/** `474 created, 3 failed`; outcomes that did not occur are left out. */
export function countsText(counts: Counts): string {
  const parts = OUTCOMES.filter((outcome) => counts[outcome] > 0).map((outcome) => `${counts[outcome]} ${outcome}`);
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

/** Counts as a file holds them; undefined where they are none. */
export function readCounts(value: unknown): Counts | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const record = value as Record<string, unknown>;
  const sound = OUTCOMES.every((outcome) => Number.isSafeInteger(record[outcome]) && Number(record[outcome]) >= 0);
  return sound ? (Object.fromEntries(OUTCOMES.map((outcome) => [outcome, record[outcome]])) as Counts) : undefined;
}
