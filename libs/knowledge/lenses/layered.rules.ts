import { SOURCE_CLASSES } from '@stemedb/knowledge/claims';
import { answer, objectGroup, supportOf, winnerOf } from './answer.rules';
import { conflictScore, sharesOf } from './conflict.rules';
import { sum } from './figure.rules';
import { groupByObject } from './grouping.rules';
import type { Candidate, Frame } from './lens.types';
import { strongestFirst } from './order.rules';
import type { LayeredResolution, TierResolution } from './resolution.types';
import { BY_WEIGHT, openQuestion, tallyOf, type Question, type Tally } from './tally.rules';
import type { Weighed } from './weight.rules';

/** What one tier decided among its own claims. */
interface Layer {
  readonly tier: number;
  readonly tally: Tally;
  readonly winner: Weighed;
}

/** Each tier's own consensus, how far the tiers disagree, and the highest authority's winner. */
export function resolveLayered(candidates: readonly Candidate[], frame: Frame): LayeredResolution {
  const question = openQuestion(candidates, frame);
  const layers = SOURCE_CLASSES.flatMap((_, tier) => layerOf(tier, question));
  const tally = tallyOf(question.claims, question);
  const winner = layers[0]?.winner ?? null;
  return {
    ...answer({ lens: 'layered', question, tally, order: tally.order, winner }),
    tiers: layers.map(tierResolution),
    cross_tier_conflict: crossTierConflict(layers, frame),
  };
}

/** One layer, or none for a tier without claims. */
function layerOf(tier: number, question: Question): Layer[] {
  const tally = tallyOf(
    question.claims.filter((claim) => claim.tier === tier),
    question,
  );
  const winner = tally.groups[0]?.members[0];
  return winner ? [{ tier, tally, winner }] : [];
}

function tierResolution({ tier, tally, winner }: Layer): TierResolution {
  return {
    tier,
    source_class: winner.candidate.source_class,
    winner: winnerOf(winner),
    groups: tally.groups.map(objectGroup),
    conflict_score: tally.conflict,
    status: tally.status ?? 'Unanimous',
    resolution_confidence: supportOf(winner, tally),
  };
}

/**
 * Every tier has one voice, its winner, as heavy as that one claim: counted by heads, a crowd of
 * anecdotes would make its contradiction of a regulator look like agreement.
 */
function crossTierConflict(layers: readonly Layer[], frame: Frame): number {
  const voices = strongestFirst(
    layers.map(({ winner }) => winner),
    BY_WEIGHT.strength,
  );
  const objects = groupByObject(voices, frame.tolerance ?? frame.ruleset.tolerance);
  const weights = objects.map((held) => sum(held.map(({ weight }) => weight)));
  return conflictScore(sharesOf(weights.toSorted((a, b) => b - a)));
}
