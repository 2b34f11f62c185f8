import { randomBytes } from 'node:crypto';
import { findProof, type Proof } from '@stemedb/knowledge/claims';
import type { Demand, ProofDemand } from './proof-demand.rules';

/** Nonces tried before others get their turn: some milliseconds. */
const SLICE = 2_048;

/** As many proofs as one request can bring. */
export const MOST_PROOFS = 32;

/**
 * Solves what a server asks for.
 *
 * @returns the headers that bring the proofs with the next request
 */
export async function solveProofs({ demands, serverTime }: ProofDemand): Promise<Record<string, string>> {
  const nonces: bigint[] = [];
  for (const demand of demands.slice(0, MOST_PROOFS)) nonces.push((await solve(demand, serverTime)).nonce);
  return { 'x-pow-nonce': nonces.join(','), 'x-pow-timestamp': String(serverTime) };
}

async function solve({ agentId, difficulty }: Demand, timestamp: number): Promise<Proof> {
  // From a place of its own, because a nonce counts once: the search of the same second would find the same one again.
  let from = BigInt(`0x${randomBytes(6).toString('hex')}`);
  for (;;) {
    const proof = findProof(agentId, timestamp, difficulty, from, SLICE);
    if (proof) return proof;
    from += BigInt(SLICE);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
