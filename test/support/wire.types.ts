/** What the tests read from answers, as the API document promises it; written by hand so that a test shares no type with the server. */

export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly request_id: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

export interface WriteBody {
  readonly hash: string;
  readonly status: string;
  readonly recorded_at: string;
}

export interface BatchBody {
  readonly results: readonly (Partial<WriteBody> & {
    readonly index: number;
    readonly status: string;
    readonly error?: Pick<ProblemBody, 'code' | 'status' | 'detail' | 'errors'>;
  })[];
  readonly summary: Readonly<Record<'created' | 'cosigned' | 'duplicate' | 'quarantined' | 'failed', number>>;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next_cursor: string | null;
}

export interface ListedClaim {
  readonly hash: string;
  readonly subject: string;
  readonly recorded_at: string;
}

export type ClaimPage = Page<ListedClaim> & { readonly as_of: string };

export interface ClaimObject {
  readonly type: string;
  readonly value: string | number | boolean;
}

export interface Group {
  readonly object: ClaimObject;
  readonly share: number;
  readonly hashes: readonly string[];
  readonly counted: readonly string[];
}

export interface LensAnswer {
  readonly as_of: string;
  readonly winner: { readonly hash: string; readonly object: ClaimObject } | null;
  readonly candidates: readonly { readonly hash: string; readonly weight: number; readonly counted: boolean }[];
  readonly candidates_total: number;
  readonly groups: readonly Group[];
  readonly conflict_score: number;
  readonly status: string | null;
  readonly resolution_confidence: number | null;
  readonly excluded: readonly { readonly hash: string; readonly reason: string }[];
  readonly source_warnings: readonly { readonly source_hash: string; readonly status: string; readonly hashes: readonly string[] }[];
}

export interface AssertionBody extends ListedClaim {
  readonly signatures: readonly { readonly agent_id: string; readonly timestamp: number; readonly signature: string }[];
  readonly votes: readonly {
    readonly hash: string;
    readonly agent_id: string;
    readonly weight: number;
    readonly timestamp: number;
    readonly current: boolean;
  }[];
}

export interface AgentBody {
  readonly agent_id: string;
  readonly trust: number;
  readonly assertions: number;
  readonly votes: number;
}

export interface SourceBody {
  readonly hash: string;
  readonly content?: string | null;
  readonly content_bytes: number | null;
  readonly recorded_at: string;
}
