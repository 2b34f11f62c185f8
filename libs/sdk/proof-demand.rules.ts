/** A proof of work that the server asks for. */
export interface Demand {
  readonly agentId: string;
  /** Leading zero bits. */
  readonly difficulty: number;
}

/** What an answer asks for before it lets a claim in. */
export interface ProofDemand {
  readonly demands: readonly Demand[];
  /** The server's clock, Unix seconds: a proof is dated by it, so that the client's may be wrong. */
  readonly serverTime: number;
}

export const PROOF_REQUIRED = 'proof_of_work_required';

/**
 * Reads a demand for proofs out of a problem document (RFC 9457) or the error of a batch item.
 *
 * @returns undefined where it is something else
 */
export function readProofDemand(problem: unknown): ProofDemand | undefined {
  if (!isRecord(problem) || problem['code'] !== PROOF_REQUIRED) return undefined;
  const { agents, server_time: serverTime } = problem;
  if (!Array.isArray(agents) || typeof serverTime !== 'number') return undefined;
  const demands = agents.flatMap((one: unknown): Demand[] => {
    const { agent_id: agentId, difficulty } = isRecord(one) ? one : {};
    return typeof agentId === 'string' && typeof difficulty === 'number' ? [{ agentId, difficulty }] : [];
  });
  return demands.length > 0 ? { demands, serverTime } : undefined;
}

/** Several demands as one: of each agent the hardest, and no more agents than one request can bring proofs of. */
export function joinDemands(all: readonly ProofDemand[], mostAgents: number): ProofDemand | undefined {
  const hardest = new Map<string, number>();
  for (const { agentId, difficulty } of all.flatMap(({ demands }) => demands)) {
    hardest.set(agentId, Math.max(difficulty, hardest.get(agentId) ?? 0));
  }
  const demands = [...hardest].slice(0, mostAgents).map(([agentId, difficulty]) => ({ agentId, difficulty }));
  return demands.length > 0 ? { demands, serverTime: Math.max(...all.map(({ serverTime }) => serverTime)) } : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
