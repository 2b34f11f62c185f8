import type { Lifecycle, ObjectValue, SourceClass } from '@stemedb/knowledge/claims';

/** Every lens a reader can choose, in the order the documentation lists them. */
export const LENS_NAMES = [
  'recency',
  'confidence',
  'consensus',
  'vote_consensus',
  'authority',
  'epoch',
  'skeptic',
  'layered',
  'constraints',
] as const;

export type LensName = (typeof LENS_NAMES)[number];

/** The lenses that the epoch lens can hand on to. */
export type InnerLens = Exclude<LensName, 'epoch'>;

/** One signature under a claim, with its signer's trust rank (0 to 1) as it stood at the moment asked about. */
export interface CandidateSignature {
  readonly agent_id: string;
  /** Whole Unix seconds, as signed. */
  readonly timestamp: number;
  readonly trust: number;
}

/** An agent's current vote on a claim, −1 to 1. Votes it has replaced are not candidates' business. */
export interface CandidateVote {
  readonly agent_id: string;
  readonly weight: number;
}

export type SupersessionType = 'Invalidate' | 'Temporal' | 'Refinement' | 'Retraction';

/** What replaced a claim; Invalidate and Retraction may leave nothing in its place. */
export interface CandidateSupersession {
  readonly type: SupersessionType;
  readonly hash?: string | null;
}

/**
 * One claim as a lens sees it: the claim itself and its state at the moment asked about. A list of
 * candidates answers one question (a subject, or aliases of it, and a predicate) and names each hash once.
 */
export interface Candidate {
  readonly hash: string;
  readonly subject: string;
  readonly predicate: string;
  readonly object: ObjectValue;
  /** 0 to 1. */
  readonly confidence: number;
  /** 64 hex digits; 64 zeros mean that no source is cited. */
  readonly source_hash: string;
  readonly source_class: SourceClass;
  readonly lifecycle: Lifecycle;
  readonly epoch?: string | null;
  readonly parent_hash?: string | null;
  /** Whole Unix seconds, inclusive. */
  readonly valid_from?: number | null;
  /** Whole Unix seconds, exclusive. */
  readonly valid_to?: number | null;
  readonly signatures: readonly CandidateSignature[];
  readonly votes: readonly CandidateVote[];
  readonly superseded_by?: CandidateSupersession | null;
  /** Why the claim no longer stands (a retracted source, say); absent while it does. */
  readonly invalidated?: string | null;
  readonly quarantined?: boolean;
  /** Whether its content was erased: nothing of it can be weighed any more, whatever moment is asked about. */
  readonly redacted?: boolean;
  /** The server's time of commit, RFC 3339. */
  readonly recorded_at: string;
}

/** The numbers that every weight and threshold comes from; a change makes a new version. */
export interface Ruleset {
  readonly version: number;
  readonly multipliers: Readonly<Record<SourceClass, number>>;
  /** Days until a claim of the class weighs half; null for a class that does not age. */
  readonly halfLivesDays: Readonly<Record<SourceClass, number | null>>;
  /** The most trust that any number of signers lends to one claim. */
  readonly trustCap: number;
  /** The conflict score from which an answer is Contested. */
  readonly contestedAt: number;
  /** The conflict score below which a disagreement counts as resolved. */
  readonly resolvedBelow: number;
  /** How many Anecdotal claims, with nothing from tiers 0 to 2, make an emerging signal. */
  readonly anecdotalCluster: number;
  /** The relative distance within which two Numbers are equal, unless a query widens it. */
  readonly tolerance: number;
}

/** Anything that can tell whether an epoch has been superseded: a Set, or a Map by epoch id. */
export type EpochLookup = Pick<ReadonlySet<string>, 'has'>;

/** How a question is looked at. Times are Unix seconds. */
export interface Frame {
  /** The moment that claims are aged to: as_of, else now. */
  readonly evaluatedAt: number;
  /** Only claims valid at this moment take part; 'any' turns the filter off. */
  readonly validAt: number | 'any';
  readonly decay: boolean;
  /** Relative, not negative; the ruleset's own where absent. */
  readonly tolerance?: number;
  readonly includeSuperseded: boolean;
  readonly minConfidence?: number;
  /** Only claims in this state. Without it Deprecated and Rejected claims stay out. */
  readonly lifecycle?: Lifecycle;
  /** Only claims of these classes; absent means all, an empty list means none. */
  readonly sourceClasses?: readonly SourceClass[];
  /** Only claims of this epoch. */
  readonly epoch?: string;
  /** Every epoch that another one replaced, chains already followed. */
  readonly supersededEpochs: EpochLookup;
  /** Whether claims of superseded epochs drop out; the epoch lens turns it on. */
  readonly epochAware?: boolean;
  /** What the epoch lens hands on to; recency where absent. */
  readonly inner?: InnerLens;
  readonly ruleset: Ruleset;
}

export const EXCLUSION_REASONS = [
  'quarantined',
  'redacted',
  'invalidated',
  'superseded',
  'predicate',
  'lifecycle',
  'epoch',
  'source_class',
  'below_min_confidence',
  'not_valid_at',
] as const;

/** Why a claim took no part. Where several hold, the first in EXCLUSION_REASONS is named. */
export type ExclusionReason = (typeof EXCLUSION_REASONS)[number];

export interface Exclusion {
  readonly hash: string;
  readonly reason: ExclusionReason;
}
