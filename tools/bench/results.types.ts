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

export const QUESTIONS = ['list', 'consensus', 'skeptic'] as const;
export type Question = (typeof QUESTIONS)[number];

export interface QueryResult {
  readonly claims: number;
  readonly question: Question;
  readonly perSecond: number;
  readonly latency: Latency;
  readonly lateness: Latency;
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
  readonly start?: StartResult;
  readonly writers?: WritersResult;
}
