import type { Moment } from '@stemedb/platform/time';

/** A claim that took part in an answer. */
export interface Contribution {
  readonly hash: string;
  /** null where nothing was weighed. */
  readonly weight: number | null;
  readonly source_hash: string;
  readonly lifecycle: string;
}

/** What an answer came to, by which it can be compared with another one. */
export interface AnswerMark {
  /** `answerDigest` of the answer. */
  readonly digest: string;
  /** Digest of what was found, without the moment and the figures that move with it by themselves, as decay does. */
  readonly substance: string;
  /** Hash of the winning claim. */
  readonly winner: string | null;
}

/** The question of a reader, as it was understood. */
export interface AuditedQuery {
  /** The route, as the API document writes it: `/v1/query`. */
  readonly path: string;
  /** Normalized: with their defaults. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Who asked. */
export interface Reader {
  readonly namespace: string;
  readonly keyId: string;
  /** From X-Agent-Id. */
  readonly agentId: string | undefined;
}

/** One answered question. */
export interface QueryAudit extends AuditedQuery {
  /** `answerDigest` of the answer. */
  readonly digest: string;
  /** Hash of the winning claim. */
  readonly winner: string | null;
  readonly keyId: string;
  readonly agentId: string | undefined;
  readonly subject: string | undefined;
  readonly lens: string | undefined;
  /** The moment that the answer stood for. */
  readonly asOf: Moment;
  readonly contributing: readonly Contribution[];
  readonly conflictScore: number | null;
  readonly resolutionConfidence: number | null;
  /** Further facts that belong to the kind of answer, as the version of the ruleset. */
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly durationMs: number;
}

/** Something that an administrator did. */
export interface AdminAct {
  /** What was done: `source.retract`. */
  readonly act: string;
  readonly keyId: string;
  readonly agentId?: string;
  readonly subject?: string;
  /** To what, why, and what came of it. No content that may have to be erased. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Asks a question again that was audited. Whoever answers questions registers one; this module knows none. */
export interface AuditReplayer {
  /** @param asOf the moment to answer from; undefined is the present */
  replay(namespace: string, query: AuditedQuery, asOf: Moment | undefined): Promise<AnswerMark>;
}
