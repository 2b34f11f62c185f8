import type { Moment } from '@stemedb/platform/time';
import type { RedactedKind } from './redaction.dto';

/** Something that can be redacted, as it stands; with what was said of it where it has been. */
export interface Target {
  readonly kind: RedactedKind;
  /** Signed 64 bits as decimal text; null for a source, as the three members after it. */
  readonly subject_key: string | null;
  readonly predicate_key: string | null;
  readonly predicate: string | null;
  readonly object: string | null;
  /** What there is of its content. */
  readonly fields: readonly string[];
  readonly redacted_fields: readonly string[] | null;
  readonly reason: string | null;
  readonly recorded_at: Moment | null;
}

export type Choice = { readonly found: 'nothing' | 'several' } | { readonly found: 'one'; readonly target: Target };

/** Which one of what stands under an address is meant. */
export function choose(targets: readonly Target[]): Choice {
  const [target, other] = targets;
  if (!target) return { found: 'nothing' };
  return other ? { found: 'several' } : { found: 'one', target };
}

export interface Redaction {
  readonly outcome: 'redacted' | 'unchanged';
  readonly fields: readonly string[];
  readonly reason: string;
  readonly recorded_at: Moment;
}

/** What comes of redacting a target for a reason at a moment. Of several times the first one counts. */
export function redactionOfTarget(target: Target, reason: string, moment: Moment): Redaction {
  const { redacted_fields: fields, reason: firstReason, recorded_at } = target;
  if (fields === null || firstReason === null || recorded_at === null) return { outcome: 'redacted', fields: target.fields, reason, recorded_at: moment };
  return { outcome: 'unchanged', fields, reason: firstReason, recorded_at };
}
