import type { Statement } from '@stemedb/platform/database';
import type { Moment } from '@stemedb/platform/time';

/** A claim as it was recorded, with what a derived table may be made of. */
export interface ProjectedClaim {
  /** Hashes are 64 lower-case hex digits. */
  readonly hash: string;
  /** Signed 64 bits as decimal text. */
  readonly subject_key: string;
  readonly subject: string;
  readonly predicate: string;
  /** Signed 64 bits as decimal text. */
  readonly predicate_key: string;
  /** Canonical JSON text. */
  readonly object: string;
  readonly narrative: string | null;
  /** The tier, 0 to 5. */
  readonly source_class: number;
  readonly source_hash: string;
  readonly parent_hash: string | null;
  readonly recorded_at: Moment;
}

/** The transaction in which a projection's rows and its checkpoint move together. */
export interface ProjectionSession {
  query<Row>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
}

/**
 * A table derived from the claims of a namespace. Claims come in the order in which they were recorded, each exactly
 * once, quarantined ones included and those that were erased left out; a commit's claims are never split over two calls.
 */
export interface Projection {
  /** Lasting: the checkpoint is found by it. A new name builds the table anew. */
  readonly name: string;
  apply(session: ProjectionSession, namespace: string, claims: readonly ProjectedClaim[]): Promise<void>;
  /** Removes what it has kept of a claim's content, in the transaction that erases it. Needed where it keeps anything. */
  forget?(session: ProjectionSession, namespace: string, claim: ErasedClaim): Promise<void>;
}

/** A claim whose content is about to be erased. */
export type ErasedClaim = Pick<ProjectedClaim, 'hash' | 'subject_key' | 'predicate_key' | 'predicate' | 'object'>;

/** What lies between a checkpoint and the present. */
export interface Span {
  /** The moment of the last commit taken in; null before the first. */
  readonly after: Moment | null;
  /** The moment of the last commit there is. */
  readonly upTo: Moment;
}

/** A step of a follower: what it found out, to be written. */
export interface Step {
  /** Everything recorded up to here is taken in once the step is written. */
  readonly reached: Moment;
  write(session: ProjectionSession): Promise<void>;
}

/** Like a projection, but finds by itself what happened in a span, be it other records than claims. */
export interface Follower {
  readonly name: string;
  /** Reads, outside of the writing transaction. Steps that another instance has already done are thrown away. */
  next(namespace: string, span: Span): Promise<Step>;
  /** Like that of a projection. A step on its way leaves out by itself what was erased since it read. */
  forget?(session: ProjectionSession, namespace: string, claim: ErasedClaim): Promise<void>;
}
