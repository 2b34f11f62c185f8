import type { DomainError } from '@stemedb/platform/errors';

/** What is to become of a record: it is written, it stood already since a moment (RFC 3339), or it is refused. */
export type RecordVerdict =
  | { readonly kind: 'write' }
  | { readonly kind: 'standing'; readonly recordedAt: string }
  | { readonly kind: 'refuse'; readonly error: DomainError };

/** What became of it: `created` at a moment, or the verdict that kept it from being written. */
export type RecordOutcome = { readonly kind: 'created'; readonly recordedAt: string } | Exclude<RecordVerdict, { kind: 'write' }>;

export const WRITE: RecordVerdict = { kind: 'write' };
