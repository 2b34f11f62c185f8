import { answer } from './answer.rules';
import { comparable } from './figure.rules';
import type { Candidate, Frame, LensName } from './lens.types';
import { strongestFirst } from './order.rules';
import type { Resolution } from './resolution.types';
import { openQuestion, tallyOf } from './tally.rules';
import type { Weighed } from './weight.rules';

/** The claim with the newest signature wins. */
export function resolveByRecency(candidates: readonly Candidate[], frame: Frame): Resolution {
  return pickClaim('recency', candidates, frame, (claims) =>
    strongestFirst(claims, (claim) => claim.newest),
  );
}

/** The claim with the highest confidence wins, whoever made it. */
export function resolveByConfidence(candidates: readonly Candidate[], frame: Frame): Resolution {
  return pickClaim('confidence', candidates, frame, (claims) =>
    strongestFirst(claims, (claim) => claim.candidate.confidence),
  );
}

/**
 * The lowest tier number present decides, and inside it the highest confidence × trust: no number of
 * claims from lower tiers outvotes one from a higher.
 */
export function resolveByAuthority(candidates: readonly Candidate[], frame: Frame): Resolution {
  return pickClaim('authority', candidates, frame, (claims) =>
    strongestFirst(claims, (claim) => comparable(claim.candidate.confidence * claim.trust))
      // Sorting is stable, so each tier keeps its own order.
      .toSorted((a, b) => a.tier - b.tier),
  );
}

/** These lenses choose one claim; the groups beside it show how much else speaks for its object. */
function pickClaim(
  lens: LensName,
  candidates: readonly Candidate[],
  frame: Frame,
  inOrder: (claims: readonly Weighed[]) => Weighed[],
): Resolution {
  const question = openQuestion(candidates, frame);
  const order = inOrder(question.claims);
  const tally = tallyOf(question.claims, question);
  return answer({ lens, question, tally, order, winner: order[0] ?? null });
}
