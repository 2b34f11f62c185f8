/** The six kinds of evidence, strongest first: the index of a class is its tier number. */
export const SOURCE_CLASSES = [
  'Regulatory',
  'Clinical',
  'Observational',
  'Expert',
  'Community',
  'Anecdotal',
] as const;
export type SourceClass = (typeof SOURCE_CLASSES)[number];

/** The states of a claim. A claim whose writer names none is `Proposed`. */
export const LIFECYCLES = [
  'Proposed',
  'UnderReview',
  'Approved',
  'Deprecated',
  'Rejected',
] as const;
export type Lifecycle = (typeof LIFECYCLES)[number];

/** The source_hash of a claim without a source. */
export const ZERO_HASH = '0'.repeat(64);

export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;
export type JsonObject = { [key: string]: JsonValue };

/** What a claim says of its subject. A Reference names a subject or an assertion hash. */
export type ObjectValue =
  | { type: 'Text'; value: string }
  | { type: 'Number'; value: number }
  | { type: 'Boolean'; value: boolean }
  | { type: 'Reference'; value: string };

/** The statement whose canonical form is hashed to the address of an assertion. */
export interface Claim {
  subject: string;
  predicate: string;
  object: ObjectValue;
  /** 0 to 1. */
  confidence: number;
  /** 64 lower-case hex digits; ZERO_HASH where there is no source. */
  source_hash: string;
  /** Only where the writer declared it: an inferred class is no part of the address. */
  source_class?: SourceClass;
  source_metadata?: JsonObject;
  /** Whole Unix seconds, inclusive. */
  valid_from?: number;
  /** Whole Unix seconds, exclusive. */
  valid_to?: number;
  epoch?: string;
  /** Address of the assertion that this one derives from or revises. */
  parent_hash?: string;
  /** Absent means Proposed. */
  lifecycle?: Lifecycle;
  narrative?: string;
  /** 16 lower-case hex digits, the perceptual hash of a picture. */
  visual_hash?: string;
}

export interface ClaimSignature {
  /** The Ed25519 public key, 64 lower-case hex digits. */
  agent_id: string;
  /** 128 lower-case hex digits. */
  signature: string;
  /** Whole Unix seconds, and part of what is signed. */
  timestamp: number;
}

/** A claim as it is written: the vector travels with it and is no part of its address. */
export interface SignedClaim extends Claim {
  signatures: ClaimSignature[];
  vector?: number[];
}

/** What an agent signs to weigh an assertion. */
export interface Vote {
  agent_id: string;
  assertion_hash: string;
  /** -1 (disagrees) to 1 (agrees). */
  weight: number;
  /** Whole Unix seconds. */
  timestamp: number;
}

export interface SignedVote extends Vote {
  signature: string;
}
