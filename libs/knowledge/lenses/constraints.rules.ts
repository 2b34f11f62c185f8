import { answer, hashesOf } from './answer.rules';
import { conflictScore, sharesOf, statusOf } from './conflict.rules';
import { countOnce } from './corroboration.rules';
import { comparable } from './figure.rules';
import type { Members } from './grouping.rules';
import type { Candidate, ExclusionReason, Frame } from './lens.types';
import { byTie, freshestOf } from './order.rules';
import type { Constraint, ConstraintsResolution } from './resolution.types';
import { BY_WEIGHT, openQuestion, tallyOf, type Question, type Tally } from './tally.rules';
import type { Weighed } from './weight.rules';

const VERDICTS = ['must_use', 'forbidden'] as const;
type ConstraintPredicate = (typeof VERDICTS)[number];

/** The claims of one predicate about one object. */
interface Rule {
  readonly group: number;
  readonly members: Members<Weighed>;
  readonly counted: Members<Weighed>;
  readonly weight: number;
}

/**
 * What an agent has to obey: the objects of Approved must_use and forbidden claims. Several objects in
 * one list are no disagreement; an object in both is, and only that makes the conflict score.
 */
export function resolveConstraints(
  candidates: readonly Candidate[],
  frame: Frame,
): ConstraintsResolution {
  const question = openQuestion(candidates, { ...frame, lifecycle: 'Approved' }, otherPredicate);
  const tally = tallyOf(question.claims, question);
  const mustUse = rulesOf('must_use', tally, question);
  const forbidden = rulesOf('forbidden', tally, question);
  const disputed = disputesOf(mustUse, forbidden);
  const conflict = [...disputed.values()].reduce((most, score) => Math.max(most, score), 0);
  const verdicts = disputed.size === 0 ? Math.min(1, question.claims.length) : VERDICTS.length;
  return {
    ...answer({ lens: 'constraints', question, tally, order: tally.order, winner: null }),
    conflict_score: conflict,
    status: statusOf(verdicts, conflict, frame.ruleset),
    must_use: mustUse.map((rule) => constraint(rule, disputed)),
    forbidden: forbidden.map((rule) => constraint(rule, disputed)),
  };
}

function otherPredicate({ predicate }: Candidate): ExclusionReason | null {
  return predicate === 'must_use' || predicate === 'forbidden' ? null : 'predicate';
}

/** The heaviest first. */
function rulesOf(predicate: ConstraintPredicate, tally: Tally, question: Question): Rule[] {
  const parts = tally.groups.flatMap(({ members }, group) => {
    const held = members.filter(({ candidate }) => candidate.predicate === predicate);
    return isPopulated(held) ? [{ group, members: held, freshest: freshestOf(held) }] : [];
  });
  const counted = countOnce(
    parts.map(({ members }) => members),
    question.descent,
    BY_WEIGHT.standing,
  );
  return parts
    .map((part, index) => {
      const speaking = counted[index] ?? part.members;
      return { ...part, counted: speaking, weight: BY_WEIGHT.amount(speaking) };
    })
    .sort(
      (a, b) => comparable(b.weight) - comparable(a.weight) || byTie(a.freshest, b.freshest),
    );
}

function isPopulated(claims: Weighed[]): claims is Members<Weighed> {
  return claims.length > 0;
}

/** How evenly matched the two lists are, for each object that stands in both. */
function disputesOf(
  mustUse: readonly Rule[],
  forbidden: readonly Rule[],
): ReadonlyMap<number, number> {
  const against = new Map(forbidden.map((rule) => [rule.group, rule.weight]));
  const disputes = new Map<number, number>();
  for (const { group, weight } of mustUse) {
    const opposed = against.get(group);
    if (opposed !== undefined) disputes.set(group, conflictScore(sharesOf([weight, opposed])));
  }
  return disputes;
}

function constraint(rule: Rule, disputed: ReadonlyMap<number, number>): Constraint {
  return {
    object: rule.members[0].candidate.object,
    weight: rule.weight,
    hashes: hashesOf(rule.members),
    counted: hashesOf(rule.counted),
    contradicted: disputed.has(rule.group),
  };
}
