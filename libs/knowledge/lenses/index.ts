export { conflictScore, sharesOf, statusOf } from './conflict.rules';
export {
  classifyDisagreement,
  disagreementClass,
  DISAGREEMENT_CLASSES,
  type Disagreement,
  type DisagreementClass,
  type DisagreementFigures,
} from './disagreement.rules';
export { equalObjects } from './grouping.rules';
export {
  EXCLUSION_REASONS,
  LENS_NAMES,
  type Candidate,
  type CandidateSignature,
  type CandidateSupersession,
  type CandidateVote,
  type EpochLookup,
  type Exclusion,
  type ExclusionReason,
  type Frame,
  type InnerLens,
  type LensName,
  type Ruleset,
  type SupersessionType,
} from './lens.types';
export type {
  ConflictStatus,
  Constraint,
  ConstraintsResolution,
  LayeredResolution,
  LensAnswers,
  ObjectGroup,
  RankedCandidate,
  Resolution,
  TierResolution,
  Winner,
} from './resolution.types';
export { resolve } from './resolve.rules';
export { DEFAULT_RULESET, frameAt } from './ruleset.rules';
export { tierOf } from './weight.rules';
