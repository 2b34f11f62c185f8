import type { Pass } from '@stemedb/knowledge/admission';
import type { PreparedClaim, SourceClass } from '@stemedb/knowledge/claims';

/** A claim whose form and signatures have been checked, on its way to the store. */
export interface IncomingClaim extends PreparedClaim {
  /** Declared by the writer, or inferred from the subject. */
  readonly sourceClass: SourceClass;
  /** The API key that carried it. */
  readonly keyId: string;
  /** The proofs of work that it rests on. */
  readonly passes?: readonly Pass[];
}

export type WriteStatus = 'created' | 'cosigned' | 'duplicate' | 'quarantined';

/** What became of a claim. */
export interface WriteResult {
  readonly hash: string;
  readonly status: WriteStatus;
  /** When the claim was first recorded, RFC 3339. */
  readonly recorded_at: string;
}
