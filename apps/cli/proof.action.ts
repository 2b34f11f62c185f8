import { readProofDemand, solveProofs } from '@stemedb/sdk';

/**
 * Does the work that a server asks of a new agent.
 *
 * @param body the answer that asks for it
 * @returns the headers that bring it with the next request, undefined where the answer asks for something else
 */
export async function solveAsked(body: unknown): Promise<Record<string, string> | undefined> {
  const demand = readProofDemand(body);
  return demand && solveProofs(demand);
}
