import type { Lifecycle, ObjectValue, SourceClass } from '@stemedb/knowledge/claims';
import type { Exclusion, InnerLens, LensName } from './lens.types';

export type ConflictStatus = 'Unanimous' | 'Agreed' | 'Contested';

/** The claim that an answer rests on, with its own object. */
export interface Winner {
  readonly hash: string;
  readonly object: ObjectValue;
}

/** A claim that took part, with every figure that a reader needs to work out its weight by hand. */
export interface RankedCandidate {
  readonly hash: string;
  readonly object: ObjectValue;
  readonly source_class: SourceClass;
  readonly tier: number;
  readonly source_hash: string;
  readonly lifecycle: Lifecycle;
  /** Its newest signature, Unix seconds. */
  readonly timestamp: number;
  /** confidence × tier_multiplier × trust × decay. */
  readonly weight: number;
  readonly confidence: number;
  readonly tier_multiplier: number;
  readonly trust: number;
  readonly decay: number;
  /** The sum of its current votes. */
  readonly votes: number;
  /** The index of its group in the answer's `groups`. */
  readonly group: number;
  /** The share of its group. */
  readonly share: number;
  /** False where a stronger claim already speaks for the same source or line of descent. */
  readonly counted: boolean;
}

/** Everybody who holds one object. */
export interface ObjectGroup {
  /** The object of the strongest member: one that somebody claimed. */
  readonly object: ObjectValue;
  readonly weight: number;
  /** weight ÷ the weight of all groups; equal parts where no group has any weight. */
  readonly share: number;
  /** All members, the strongest first. */
  readonly hashes: readonly string[];
  /** The members that the weight was made from. */
  readonly counted: readonly string[];
  /** vote_consensus only: the sum of votes before a negative one became weight 0. */
  readonly net_votes?: number;
}

/** What every lens answers. */
export interface Resolution {
  readonly lens: LensName;
  /** Which lens the epoch lens handed on to. */
  readonly inner_lens?: InnerLens;
  readonly ruleset_version: number;
  readonly winner: Winner | null;
  /** The strongest first, by the lens's own measure. */
  readonly candidates: readonly RankedCandidate[];
  /** The heaviest first. */
  readonly groups: readonly ObjectGroup[];
  /** 0 to 1. */
  readonly conflict_score: number;
  /** null where no claim took part. */
  readonly status: ConflictStatus | null;
  /** The share of the winner's group, 0 where no group has any weight, null without a winner. */
  readonly resolution_confidence: number | null;
  /** By hash. */
  readonly excluded: readonly Exclusion[];
}

/** What one tier says by itself. */
export interface TierResolution {
  readonly tier: number;
  readonly source_class: SourceClass;
  readonly winner: Winner;
  readonly groups: readonly ObjectGroup[];
  readonly conflict_score: number;
  readonly status: ConflictStatus;
  readonly resolution_confidence: number;
}

export interface LayeredResolution extends Resolution {
  /** Populated tiers only, the highest authority first. */
  readonly tiers: readonly TierResolution[];
  /** How far the tiers' winners disagree, 0 to 1. */
  readonly cross_tier_conflict: number;
}

export interface Constraint {
  readonly object: ObjectValue;
  readonly weight: number;
  readonly hashes: readonly string[];
  readonly counted: readonly string[];
  /** True where the other list names the same object: nobody can obey both. */
  readonly contradicted: boolean;
}

export interface ConstraintsResolution extends Resolution {
  readonly must_use: readonly Constraint[];
  readonly forbidden: readonly Constraint[];
}

/** Which lens answers in which shape. */
export interface LensAnswers {
  readonly recency: Resolution;
  readonly confidence: Resolution;
  readonly consensus: Resolution;
  readonly vote_consensus: Resolution;
  readonly authority: Resolution;
  readonly epoch: Resolution | LayeredResolution | ConstraintsResolution;
  readonly skeptic: Resolution;
  readonly layered: LayeredResolution;
  readonly constraints: ConstraintsResolution;
}
