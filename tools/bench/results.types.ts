import type { Latency, Spread } from './statistics.rules';

export const PROGRAMS = ['StemeDB', 'bare, group commit', 'bare, one row a commit'] as const;
export type Program = (typeof PROGRAMS)[number];

/** One program under closed-loop single-claim writes. */
export interface SingleResult {
  readonly program: Program;
  readonly connections: number;
  readonly perSecond: Spread;
  readonly latency: Latency;
  /** Processor time of the program's own process; unknown without /proc. */
  readonly cpuMicrosPerClaim?: number;
}

export interface BatchResult {
  readonly claimsPerRequest: number;
  readonly connections: number;
  readonly perSecond: Spread;
  /** Of a whole request. */
  readonly latency: Latency;
  readonly cpuMicrosPerClaim?: number;
}

export interface RawResult {
  readonly rowsPerCommit: number;
  readonly connections: number;
  readonly perSecond: Spread;
}

export interface MemoryResult {
  readonly writes: { readonly claims: number; readonly perSecond: number; readonly latency: Latency };
  readonly searches: readonly { readonly claims: number; readonly latency: Latency }[];
}

export const QUESTIONS = ['list', 'consensus', 'skeptic', 'consensus as of', 'subtree'] as const;
export type Question = (typeof QUESTIONS)[number];

export interface QueryResult {
  readonly claims: number;
  readonly question: Question;
  readonly perSecond: number;
  readonly latency: Latency;
  readonly lateness: Latency;
}

/** Lens answers of the same build with its audits and without them. */
export interface AuditResult {
  readonly claims: number;
  readonly connections: number;
  readonly audited: AuditedRounds;
  readonly unaudited: AuditedRounds;
}

export interface AuditedRounds {
  readonly perSecond: Spread;
  readonly latency: Latency;
  /** Processor time of the API; unknown without /proc. */
  readonly cpuMicros?: number;
}

export interface RetractionResult {
  readonly claims: number;
  readonly citing: number;
  /** Foretelling what would fall, in milliseconds. */
  readonly impactMs: number;
  /** The act itself, until it is durable and says what fell. */
  readonly retractionMs: number;
  /** The first lens answer afterwards, which leaves out what has fallen. */
  readonly answerMs: number;
}

/** From the answer to the writer until the event has reached the stream's reader. */
export interface FeedResult {
  readonly streams: number;
  readonly perSecond: number;
  readonly delay: Latency;
}

/** One of two servers in one round of single-claim writes. */
export interface GatedRound {
  readonly perSecond: number;
  readonly latency: Latency;
  /** Of the API, what follows from a claim included; unknown without /proc. */
  readonly cpuMicrosPerClaim?: number;
}

/** The first page of a list, asked for again and again over one connection. */
export interface ListResult {
  /** Path and filter. */
  readonly list: string;
  /** On the page. */
  readonly items: number;
  readonly latency: Latency;
}

/** The same build with all guards and gates, and without those that can be turned off. */
export interface GatesResult {
  readonly connections: number;
  /** Of each server in each round. */
  readonly claims: number;
  readonly rounds: readonly { readonly off: GatedRound; readonly on: GatedRound }[];
  /** By an open breaker, as a client with one connection sees it. */
  readonly refusal: Latency;
  readonly quarantined: number;
  readonly escalations: number;
  readonly lists: readonly ListResult[];
}

export interface StartResult {
  readonly claims: number;
  readonly readyMs: Spread;
  readonly idleMiB?: Spread;
}

/** What two writers at once were told, and what was there afterwards. */
export interface WritersResult {
  readonly memory: { readonly acknowledged: number; readonly kept: number };
  readonly stemedb: { readonly acknowledged: number; readonly distinct: number; readonly created: number; readonly kept: number; readonly copies: number };
}

export interface Results {
  readonly single?: readonly SingleResult[];
  readonly batch?: BatchResult;
  readonly raw?: readonly RawResult[];
  readonly memory?: MemoryResult;
  readonly query?: readonly QueryResult[];
  readonly audit?: AuditResult;
  readonly retraction?: RetractionResult;
  readonly feed?: FeedResult;
  readonly gates?: GatesResult;
  readonly start?: StartResult;
  readonly writers?: WritersResult;
}
