/** What people are shown of a server's answer. A server may say more, and an older one less. */

export interface ObjectValue {
  readonly type: string;
  readonly value: string | number | boolean;
}

export interface Winner {
  readonly hash: string;
  readonly object: ObjectValue;
}

export interface Group {
  readonly object: ObjectValue;
  readonly weight: number;
  readonly share: number;
  readonly hashes: readonly string[];
}

export interface Candidate {
  readonly hash: string;
  readonly object: ObjectValue;
  readonly source_class: string;
  readonly confidence: number;
  readonly weight: number;
  readonly group?: number;
  readonly counted?: boolean;
  readonly source_hash?: string;
  readonly source_title?: string | null;
  readonly agents?: readonly string[];
}

export interface Tier {
  readonly source_class: string;
  readonly winner: Winner;
  readonly conflict_score: number;
  readonly status: string;
  readonly resolution_confidence: number;
}

export interface Constraint {
  readonly object: ObjectValue;
  readonly weight: number;
  readonly hashes: readonly string[];
  readonly contradicted?: boolean;
}

export interface Resolution {
  readonly subject: string;
  readonly predicate: string | null;
  readonly lens: string;
  readonly inner_lens?: string;
  readonly ruleset_version?: number;
  readonly as_of?: string;
  readonly valid_at?: string;
  readonly winner: Winner | null;
  readonly candidates: readonly Candidate[];
  readonly candidates_total?: number;
  readonly groups?: readonly Group[];
  readonly conflict_score?: number;
  readonly status?: string | null;
  readonly resolution_confidence?: number | null;
  readonly excluded?: readonly { readonly hash: string; readonly reason: string }[];
  readonly source_warnings?: readonly { readonly source_hash: string; readonly status: string; readonly hashes: readonly string[] }[];
  readonly aliases_used?: readonly string[];
  readonly tiers?: readonly Tier[];
  readonly cross_tier_conflict?: number;
  readonly must_use?: readonly Constraint[];
  readonly forbidden?: readonly Constraint[];
}

export interface ListedClaim {
  readonly hash: string;
  readonly subject: string;
  readonly predicate: string;
  /** null where it was erased. */
  readonly object: ObjectValue | null;
  readonly confidence: number;
  readonly source_class: string;
  readonly lifecycle?: string;
}

export interface ClaimPage {
  readonly items: readonly ListedClaim[];
  readonly next_cursor: string | null;
}

export function isPage(answer: unknown): answer is ClaimPage {
  return typeof answer === 'object' && answer !== null && Array.isArray((answer as Partial<ClaimPage>).items);
}

export function isResolution(answer: unknown): answer is Resolution {
  return typeof answer === 'object' && answer !== null && Array.isArray((answer as Partial<Resolution>).candidates);
}
