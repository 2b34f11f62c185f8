import type { Candidate } from '@stemedb/knowledge/lenses';

export type SourceStatus = 'active' | 'deprecated' | 'retracted';

/** A candidate with what readers are told beside its weight. */
export interface FoundCandidate extends Candidate {
  readonly narrative?: string;
  /** Title of the registered source, null where it has none or none is registered. */
  readonly sourceTitle: string | null;
  readonly sourceKnown: boolean;
  readonly sourceStatus: SourceStatus;
}
