import type { Outcome } from '@stemedb/knowledge/queries';

/** What becomes of the answer to a pair. */
export interface Change {
  /** The answer is another object, or there is none any more. */
  readonly answer_changes: boolean;
  /** Another claim stands for the answer, be it with the same object. */
  readonly winner_changes: boolean;
}

export function changeBetween(before: Pick<Outcome, 'winner'>, after: Pick<Outcome, 'winner'>): Change {
  return {
    answer_changes: objectOf(before) !== objectOf(after),
    winner_changes: before.winner?.hash !== after.winner?.hash,
  };
}

function objectOf({ winner }: Pick<Outcome, 'winner'>): string | undefined {
  return winner ? JSON.stringify([winner.object.type, winner.object.value]) : undefined;
}
