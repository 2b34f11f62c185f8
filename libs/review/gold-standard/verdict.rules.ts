import type { ObjectValue } from '@stemedb/knowledge/claims';
import { DEFAULT_RULESET, equalObjects } from '@stemedb/knowledge/lenses';

/** A question whose right answer is fixed. */
export interface GoldQuestion {
  readonly id: string;
  readonly subject: string;
  readonly predicate: string;
  readonly object: ObjectValue;
  /** Relative; null is that of the lenses. */
  readonly tolerance: number | null;
}

/** A claim that stands, and who signed it. */
export interface StandingClaim {
  readonly hash: string;
  readonly object: ObjectValue;
  readonly agents: readonly string[];
}

/** What a claim says about one of its signers. */
export interface Judgement {
  readonly gold: GoldQuestion;
  readonly agentId: string;
  readonly hash: string;
  readonly object: ObjectValue;
  readonly accurate: boolean;
}

export const VERDICTS = ['accurate', 'inaccurate', 'mixed', 'unanswered'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Compares the claims about a question with its answer, for those of their signers who are asked about. */
export function judge(gold: GoldQuestion, claims: readonly StandingClaim[], asked: ReadonlySet<string>): Judgement[] {
  const tolerance = gold.tolerance ?? DEFAULT_RULESET.tolerance;
  return claims.flatMap(({ hash, object, agents }) => {
    const accurate = equalObjects(gold.object, object, tolerance);
    return agents.filter((agentId) => asked.has(agentId)).map((agentId) => ({ gold, agentId, hash, object, accurate }));
  });
}

/** What several claims of one agent come to. */
export function verdictOf(judgements: readonly { readonly accurate: boolean }[]): Verdict {
  if (judgements.length === 0) return 'unanswered';
  const right = judgements.filter(({ accurate }) => accurate).length;
  if (right === judgements.length) return 'accurate';
  return right === 0 ? 'inaccurate' : 'mixed';
}

/** Names a counted claim: it is counted once for each question and signer. */
export function countingKey(goldId: string, hash: string, agentId: string): string {
  return `${goldId}/${hash}/${agentId}`;
}

/**
 * Parts judgements into commits of a bounded size, in none of which an agent stands twice: a commit has one moment, and
 * an agent's trust changes at most once at a moment.
 */
export function inCommits(judgements: readonly Judgement[], most: number): Judgement[][] {
  const commits: Judgement[][] = [];
  const turns = new Map<string, number>();
  for (const judgement of judgements) {
    let turn = turns.get(judgement.agentId) ?? 0;
    while ((commits[turn]?.length ?? 0) >= most) turn += 1;
    (commits[turn] ??= []).push(judgement);
    turns.set(judgement.agentId, turn + 1);
  }
  return commits;
}
