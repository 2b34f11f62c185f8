import { answer } from './answer.rules';
import type { Candidate, Frame } from './lens.types';
import type { Resolution } from './resolution.types';
import { BY_VOTES, openQuestion, tallyOf } from './tally.rules';

/** The object with the largest total weight wins. */
export function resolveByConsensus(candidates: readonly Candidate[], frame: Frame): Resolution {
  const question = openQuestion(candidates, frame);
  const tally = tallyOf(question.claims, question);
  const winner = tally.groups[0]?.members[0] ?? null;
  return answer({ lens: 'consensus', question, tally, order: tally.order, winner });
}

/** The object with the largest sum of votes wins; without votes the newest, with confidence 0. */
export function resolveByVotes(candidates: readonly Candidate[], frame: Frame): Resolution {
  const question = openQuestion(candidates, frame);
  const tally = tallyOf(question.claims, question, BY_VOTES);
  const winner = tally.groups[0]?.members[0] ?? null;
  const resolution = answer({ lens: 'vote_consensus', question, tally, order: tally.order, winner });
  const groups = resolution.groups.map((group, index) => ({
    ...group,
    net_votes: tally.groups[index]?.amount ?? 0,
  }));
  return { ...resolution, groups };
}

/** Every distinct object with its share of the weight, and no winner: the disagreement itself. */
export function resolveAsSkeptic(candidates: readonly Candidate[], frame: Frame): Resolution {
  const question = openQuestion(candidates, frame);
  const tally = tallyOf(question.claims, question);
  return answer({ lens: 'skeptic', question, tally, order: tally.order, winner: null });
}
