/** How much each measurement does. */
export interface Plan {
  /** Repetitions of each throughput measurement. */
  readonly rounds: number;
  readonly single: {
    /** Claims that each program is sent before the clock starts: V8 takes that long to compile what is hot. */
    readonly warmUp: number;
    readonly levels: readonly { readonly connections: number; readonly claims: number }[];
  };
  readonly batch: { readonly claims: number; readonly perRequest: number; readonly connections: number };
  readonly raw: { readonly claims: number; readonly sizes: readonly number[]; readonly connections: number };
  readonly memory: {
    /** Claims written one by one. */
    readonly writes: number;
    /** Claims in the file when it is searched. */
    readonly sizes: readonly number[];
    readonly searches: number;
    /** Writes of each of the two processes that share a file. */
    readonly contestedWrites: number;
  };
  readonly query: { readonly sizes: readonly number[]; readonly perSecond: number; readonly seconds: number; readonly warmUpSeconds: number };
  readonly audit: { readonly claims: number; readonly questions: number; readonly connections: number };
  /** Claims in the store whose widely cited source is retracted. */
  readonly retraction: { readonly claims: number };
  /** Claims written while so many streams listen. */
  readonly feed: { readonly streams: number; readonly perSecond: number; readonly seconds: number };
  readonly gates: {
    /** Claims that stand before, after which no agent has to work for its next one. */
    readonly known: number;
    /** Claims that each server is sent before the clock starts. */
    readonly warmUp: number;
    readonly connections: number;
    readonly rounds: number;
    /** Claims of a round. */
    readonly claims: number;
    /** Requests that an open breaker refuses. */
    readonly refusals: number;
    readonly quarantined: number;
    readonly escalations: number;
    /** How often each first page is asked for. */
    readonly pages: number;
  };
  readonly start: { readonly repetitions: number; readonly claims: number; readonly idleSeconds: number };
  /** Claims of each of the two writers alone, and claims that both write. */
  readonly writers: { readonly own: number; readonly shared: number; readonly connections: number };
}

export const FULL_PLAN: Plan = {
  rounds: 3,
  single: {
    warmUp: 20_000,
    levels: [
      { connections: 64, claims: 20_000 },
      { connections: 16, claims: 8_000 },
      { connections: 1, claims: 1_500 },
    ],
  },
  batch: { claims: 60_000, perRequest: 500, connections: 4 },
  raw: { claims: 60_000, sizes: [50, 1_000], connections: 4 },
  memory: { writes: 2_000, sizes: [10_000, 200_000], searches: 30, contestedWrites: 200 },
  query: { sizes: [10_000, 200_000, 1_000_000], perSecond: 200, seconds: 10, warmUpSeconds: 5 },
  audit: { claims: 20_000, questions: 6_000, connections: 16 },
  retraction: { claims: 100_000 },
  feed: { streams: 10, perSecond: 200, seconds: 10 },
  gates: { known: 10_000, warmUp: 20_000, connections: 64, rounds: 6, claims: 10_000, refusals: 5_000, quarantined: 100_000, escalations: 10_000, pages: 500 },
  start: { repetitions: 3, claims: 10_000, idleSeconds: 5 },
  writers: { own: 4_000, shared: 2_000, connections: 16 },
};

export const QUICK_PLAN: Plan = {
  rounds: 3,
  single: {
    warmUp: 2_000,
    levels: [
      { connections: 64, claims: 2_000 },
      { connections: 16, claims: 1_000 },
      { connections: 1, claims: 150 },
    ],
  },
  batch: { claims: 4_000, perRequest: 500, connections: 4 },
  raw: { claims: 4_000, sizes: [50, 1_000], connections: 4 },
  memory: { writes: 300, sizes: [10_000], searches: 10, contestedWrites: 100 },
  query: { sizes: [10_000], perSecond: 200, seconds: 2, warmUpSeconds: 1 },
  audit: { claims: 10_000, questions: 600, connections: 16 },
  retraction: { claims: 10_000 },
  feed: { streams: 3, perSecond: 100, seconds: 2 },
  gates: { known: 10_000, warmUp: 2_000, connections: 64, rounds: 4, claims: 2_000, refusals: 500, quarantined: 10_000, escalations: 1_000, pages: 100 },
  start: { repetitions: 1, claims: 1_000, idleSeconds: 5 },
  writers: { own: 800, shared: 400, connections: 16 },
};

/** Signed claims that the longest measurement of a plan takes. */
export function claimsNeeded(plan: Plan): number {
  const { rounds, single, batch, raw, query, audit, retraction, feed, gates, start, writers } = plan;
  return Math.max(
    single.warmUp + rounds * single.levels.reduce((sum, level) => sum + level.claims, 0),
    (rounds + 1) * batch.claims,
    raw.claims,
    start.claims,
    audit.claims,
    retraction.claims,
    feed.perSecond * feed.seconds,
    gates.known + gates.warmUp + gates.rounds * gates.claims,
    gates.quarantined,
    2 * writers.own + writers.shared,
    ...query.sizes,
  );
}
