import type { Moment } from '@stemedb/platform/time';
import type { Standing } from './standing.rules';

/** A pair that a commit touched. */
export interface TouchedPair {
  /** Signed 64 bits as decimal text. */
  readonly subject_key: string;
  readonly predicate_key: string;
  readonly subject: string;
  readonly predicate: string;
  readonly moment: Moment;
}

/** How a touched pair stands as of that commit. */
export interface Evaluation {
  readonly pair: TouchedPair;
  readonly standing: Standing;
}

/** A standing with the time in which it holds; until null for as long as nothing happens. */
export type DatedStanding = Standing &
  Omit<TouchedPair, 'moment'> & { readonly recorded_at: Moment; readonly until: Moment | null };

const nameOf = ({ subject, predicate }: TouchedPair): string => JSON.stringify([subject, predicate]);

/** Of each pair the evaluation at its first moment, with which its standing so far ends. */
export function firstMoments(evaluations: readonly Evaluation[]): Evaluation[] {
  return [...historiesOf(evaluations).values()].flatMap((history) => history.slice(0, 1));
}

/** Each evaluation holds until the next one of its pair. */
export function datedStandings(evaluations: readonly Evaluation[]): DatedStanding[] {
  return [...historiesOf(evaluations).values()].flatMap((history) =>
    history.map(({ pair: { moment, ...pair }, standing }, index) => ({
      ...pair,
      ...standing,
      recorded_at: moment,
      until: history[index + 1]?.pair.moment ?? null,
    })),
  );
}

/** By pair, each in the order of time. */
function historiesOf(evaluations: readonly Evaluation[]): Map<string, Evaluation[]> {
  const histories = new Map<string, Evaluation[]>();
  for (const evaluation of evaluations) {
    const history = histories.get(nameOf(evaluation.pair));
    if (history) history.push(evaluation);
    else histories.set(nameOf(evaluation.pair), [evaluation]);
  }
  for (const history of histories.values()) history.sort((one, other) => (one.pair.moment < other.pair.moment ? -1 : 1));
  return histories;
}
