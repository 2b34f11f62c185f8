import { resolveByAuthority, resolveByConfidence, resolveByRecency } from './claim-lenses.rules';
import { resolveConstraints } from './constraints.rules';
import { resolveAsSkeptic, resolveByConsensus, resolveByVotes } from './group-lenses.rules';
import { resolveLayered } from './layered.rules';
import type { Candidate, Frame, LensName } from './lens.types';
import type { LensAnswers } from './resolution.types';

const LENSES: {
  readonly [L in LensName]: (candidates: readonly Candidate[], frame: Frame) => LensAnswers[L];
} = {
  recency: resolveByRecency,
  confidence: resolveByConfidence,
  consensus: resolveByConsensus,
  vote_consensus: resolveByVotes,
  authority: resolveByAuthority,
  epoch: resolveByEpoch,
  skeptic: resolveAsSkeptic,
  layered: resolveLayered,
  constraints: resolveConstraints,
};

/**
 * Answers one question through a lens. The answer depends on nothing but the arguments, and not on the
 * order of the candidates, which are left as they are.
 */
export function resolve<L extends LensName>(
  lens: L,
  candidates: readonly Candidate[],
  frame: Frame,
): LensAnswers[L] {
  return LENSES[lens](candidates, frame);
}

/** Leaves out what belongs to superseded epochs and hands on to `frame.inner`. */
function resolveByEpoch(candidates: readonly Candidate[], frame: Frame): LensAnswers['epoch'] {
  const inner = frame.inner ?? 'recency';
  const resolution = LENSES[inner](candidates, { ...frame, epochAware: true });
  return { ...resolution, lens: 'epoch', inner_lens: inner };
}
