import { type JsonObject, type Lifecycle, type ObjectValue, SOURCE_CLASSES, type SourceClass } from '@stemedb/knowledge/claims';
import type { CandidateSupersession } from '@stemedb/knowledge/lenses';
import type { SourceStatus } from './found-candidate';

/** Why and when the content of a record was erased. */
export interface RedactionFields {
  readonly reason: string;
  readonly recorded_at: string;
}

/** A row of CLAIM_COLUMNS as the driver gives it. */
export interface ClaimRow {
  readonly hash: string;
  readonly subject: string;
  readonly predicate: string;
  readonly object: string;
  readonly confidence: number;
  readonly source_hash: string;
  readonly source_class: number;
  readonly declared_class: boolean;
  readonly lifecycle: string;
  readonly valid_from: string | null;
  readonly valid_to: string | null;
  readonly epoch: string | null;
  readonly parent_hash: string | null;
  readonly source_metadata: string | null;
  readonly narrative: string | null;
  readonly visual_hash: string | null;
  readonly recorded_at: string;
  readonly redaction: RedactionFields | null;
}

/** A claim as readers get it; what its writer left out is left out. */
export interface ClaimFields {
  readonly hash: string;
  readonly subject: string;
  readonly predicate: string;
  /** null where it was erased. */
  readonly object: ObjectValue | null;
  readonly confidence: number;
  readonly source_hash: string;
  readonly source_class: SourceClass;
  /** Whether the writer declared the class, which makes it part of the address. */
  readonly source_class_declared: boolean;
  readonly lifecycle: Lifecycle;
  readonly valid_from?: number;
  readonly valid_to?: number;
  readonly epoch?: string;
  readonly parent_hash?: string;
  readonly source_metadata?: JsonObject;
  readonly narrative?: string;
  readonly visual_hash?: string;
  readonly recorded_at: string;
  readonly redacted?: true;
  readonly redaction?: RedactionFields;
}

/** What became of a claim up to a moment. */
export interface ClaimState {
  readonly lifecycle: Lifecycle;
  readonly superseded_by: CandidateSupersession | null;
  readonly source_status: SourceStatus;
}

export interface StateRow {
  readonly state: string;
  readonly superseded_by: CandidateSupersession | null;
  readonly source_status: SourceStatus;
}

export function stateOf(row: StateRow): ClaimState {
  return { lifecycle: row.state as Lifecycle, superseded_by: row.superseded_by, source_status: row.source_status };
}

/**
 * Every claim gets the same members in the same order, those left out as undefined, which JSON leaves out: built up by
 * spreading, thousands of such objects a second were what the garbage collector stopped the server for.
 */
export function claimOf(row: ClaimRow): ClaimFields {
  return {
    hash: row.hash,
    subject: row.subject,
    predicate: row.predicate,
    object: JSON.parse(row.object) as ObjectValue | null,
    confidence: row.confidence,
    source_hash: row.source_hash,
    source_class: SOURCE_CLASSES[row.source_class] as SourceClass,
    source_class_declared: row.declared_class,
    lifecycle: row.lifecycle as Lifecycle,
    valid_from: secondsIn(row.valid_from),
    valid_to: secondsIn(row.valid_to),
    epoch: row.epoch ?? undefined,
    parent_hash: row.parent_hash ?? undefined,
    source_metadata: row.source_metadata === null ? undefined : (JSON.parse(row.source_metadata) as JsonObject),
    narrative: row.narrative ?? undefined,
    visual_hash: row.visual_hash ?? undefined,
    recorded_at: row.recorded_at,
    redacted: row.redaction === null ? undefined : true,
    redaction: row.redaction ?? undefined,
  };
}

/** The driver gives a bigint as text. */
export function secondsIn(text: string | null): number | undefined {
  return text === null ? undefined : Number(text);
}
