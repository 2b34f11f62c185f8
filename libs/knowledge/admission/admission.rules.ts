import { type Proof, PROOF_WINDOW_SECONDS, proofBits } from '@stemedb/knowledge/claims';

/** What decides how hard an agent is let in. */
export interface Standing {
  /** Claims that carry its signature; counted up to `EXEMPT_CLAIMS`. */
  readonly claims: number;
  /** Trust rank, 0 to 1. */
  readonly trust: number;
}

const HARD_BITS = 16;
const EASY_BITS = 1;
const HARD_UNTIL_CLAIMS = 10;

/** An agent with so many claims has shown that it stays. */
export const EXEMPT_CLAIMS = 50;
export const EXEMPT_TRUST = 0.6;

/** Leading zero bits that a proof of an agent needs; 0 needs none. */
export function difficultyOf({ claims, trust }: Standing): number {
  if (claims >= EXEMPT_CLAIMS || trust >= EXEMPT_TRUST) return 0;
  return claims < HARD_UNTIL_CLAIMS ? HARD_BITS : EASY_BITS;
}

/**
 * How many claims of one request a proof admits: as many as stand before the next step. So a batch costs a new agent no
 * more than one proof a step, and no step is skipped.
 */
export function claimsAdmitted({ claims, trust }: Standing): number {
  if (difficultyOf({ claims, trust }) === 0) return Infinity;
  return (claims < HARD_UNTIL_CLAIMS ? HARD_UNTIL_CLAIMS : EXEMPT_CLAIMS) - claims;
}

/** What is left until an agent needs no proof: either is enough. */
export function untilExempt({ claims, trust }: Standing): { readonly claims: number; readonly trust: number } {
  if (difficultyOf({ claims, trust }) === 0) return { claims: 0, trust: 0 };
  return { claims: EXEMPT_CLAIMS - claims, trust: Number((EXEMPT_TRUST - trust).toFixed(12)) };
}

/** Why a proof does not count. */
export type ProofFault = 'missing' | 'expired' | 'insufficient' | 'used';

/** Nonces that a request brings, all of one time. */
export interface Offer {
  readonly nonces: readonly bigint[];
  /** Unix seconds. */
  readonly timestamp: number;
}

/**
 * The offered proof that serves an agent, or why none does.
 *
 * @param now Unix seconds
 */
export function chooseProof(agentId: string, bits: number, offer: Offer | undefined, now: number): Proof | Exclude<ProofFault, 'used'> {
  if (!offer) return 'missing';
  const { nonces, timestamp } = offer;
  if (Math.abs(now - timestamp) > PROOF_WINDOW_SECONDS) return 'expired';
  const nonce = nonces.find((one) => proofBits(agentId, { nonce: one, timestamp }) >= bits);
  return nonce === undefined ? 'insufficient' : { nonce, timestamp };
}

/** A proof that a claim rests on. */
export interface Pass extends Proof {
  readonly agentId: string;
  readonly difficulty: number;
  /** Claims of one request may share a proof. */
  readonly requestId: string;
}

/** PostgreSQL has no unsigned numbers. */
export const signedNonce = (nonce: bigint): string => BigInt.asIntN(64, nonce).toString();

/** By which the use of a proof by one request is told from every other. */
export const passKey = ({ agentId, nonce, requestId }: Pass): string => `${agentId}:${signedNonce(nonce)}:${requestId}`;
