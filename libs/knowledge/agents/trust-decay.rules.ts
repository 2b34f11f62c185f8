import { decayedScore } from './trust-score.rules';

/** An agent with a history of trust. */
export interface Decaying {
  readonly agent_id: string;
  readonly trust: number;
  /** Since his last event. */
  readonly elapsed_seconds: number;
}

export interface Decay {
  readonly agentId: string;
  readonly trust: number;
}

/** The new scores of those agents whose score has changed. */
export function decaysOf(agents: readonly Decaying[], halfLifeDays: number): Decay[] {
  return agents.flatMap(({ agent_id: agentId, trust: score, elapsed_seconds }) => {
    const trust = decayedScore(score, elapsed_seconds, halfLifeDays);
    return trust === undefined ? [] : [{ agentId, trust }];
  });
}

/** The last midnight in UTC: the one moment that all instances decay to on a day. */
export function startOfDay(now: Date): string {
  return `${now.toISOString().slice(0, 10)}T00:00:00.000000Z`;
}
