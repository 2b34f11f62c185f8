import { conflictScore, sharesOf, statusOf } from './conflict.rules';
import { countOnce } from './corroboration.rules';
import { descentOf, type Descent } from './derivation.rules';
import { admit, type ExtraCondition } from './eligibility.rules';
import { comparable, sum, sumOfVotes } from './figure.rules';
import { groupByObject, type Members } from './grouping.rules';
import type { Candidate, Exclusion, Frame } from './lens.types';
import { byTie, freshestOf, strongestFirst } from './order.rules';
import type { ConflictStatus } from './resolution.types';
import { votesByAgent, weigh, type Weighed } from './weight.rules';

/** The candidates of one question, parted and weighed. */
export interface Question {
  readonly frame: Frame;
  /** Among everything that was handed in. */
  readonly descent: Descent | undefined;
  readonly claims: readonly Weighed[];
  readonly excluded: readonly Exclusion[];
}

/** What makes a claim strong, and a group heavy. */
export interface Measure {
  /** Orders the members of a group: the strongest gives the group its object and its winner. */
  readonly strength: (claim: Weighed) => number;
  /** Chooses which of several dependent claims speaks for all. */
  readonly standing: (claim: Weighed) => number;
  /** What the independent members of a group amount to; below 0 it counts as 0 for the shares. */
  readonly amount: (counted: Members<Weighed>) => number;
}

export interface TalliedGroup {
  /** The strongest first. */
  readonly members: Members<Weighed>;
  readonly counted: Members<Weighed>;
  readonly amount: number;
  readonly weight: number;
  readonly share: number;
}

export interface Tally {
  /** All claims, the strongest first. */
  readonly order: readonly Weighed[];
  /** The heaviest first. */
  readonly groups: readonly TalliedGroup[];
  readonly conflict: number;
  readonly status: ConflictStatus | null;
}

/** Groups weighed by what their claims weigh. */
export const BY_WEIGHT: Measure = {
  strength: (claim) => claim.rank,
  standing: (claim) => claim.rank,
  amount: (counted) => sum(counted.map((claim) => claim.weight)),
};

/**
 * Groups weighed by the votes on their claims. Of dependent claims the one that moved the voters most,
 * for or against, is counted: otherwise a copy with one friendly vote would hide ten refusals.
 */
export const BY_VOTES: Measure = {
  strength: (claim) => claim.netVotes,
  standing: (claim) => Math.abs(claim.netVotes),
  amount: (counted) => {
    const inOrder = counted.toSorted(byTie);
    return sumOfVotes([...votesByAgent(inOrder.map(({ candidate }) => candidate.votes)).values()]);
  },
};

export function openQuestion(
  input: readonly Candidate[],
  frame: Frame,
  condition?: ExtraCondition,
): Question {
  const { admitted, excluded } = admit(input, frame, condition);
  const claims = admitted.map((candidate) => weigh(candidate, frame));
  return { frame, descent: descentOf(input), claims, excluded };
}

/**
 * Groups some claims of the question by object and sets the groups against one another.
 *
 * @param claims all of the question's, or those of one tier
 */
export function tallyOf(
  claims: readonly Weighed[],
  question: Question,
  measure: Measure = BY_WEIGHT,
): Tally {
  const { descent, frame } = question;
  const tolerance = frame.tolerance ?? frame.ruleset.tolerance;
  const order = strongestFirst(claims, measure.strength);
  const groups = groupByObject(order, tolerance);
  const counted = countOnce(groups, descent, measure.standing);
  const heaviestFirst = groups
    .map((members, index) => weighGroup(members, counted[index] ?? members, measure))
    .sort((a, b) => b.rank - a.rank || byTie(a.freshest, b.freshest));
  const shares = sharesOf(heaviestFirst.map(({ weight }) => weight));
  const conflict = conflictScore(shares);
  return {
    order,
    groups: heaviestFirst.map((group, index) => ({ ...group, share: shares[index] ?? 0 })),
    conflict,
    status: statusOf(groups.length, conflict, frame.ruleset),
  };
}

function weighGroup(members: Members<Weighed>, counted: Members<Weighed>, measure: Measure) {
  const amount = measure.amount(counted);
  return {
    members,
    counted,
    amount,
    weight: Math.max(0, amount),
    rank: comparable(amount),
    freshest: freshestOf(members),
  };
}
