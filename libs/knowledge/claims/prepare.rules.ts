import { claimAddress } from './address.rules';
import { canonicalClaim } from './canonical.rules';
import type { ClaimSignature, SignedClaim } from './claim.types';
import {
  assertionMessage,
  explainSignatureFailure,
  type SignatureFailure,
} from './signature.rules';

/** A claim with everything that follows from its text, computed once. */
export interface PreparedClaim {
  claim: SignedClaim;
  canonical: string;
  /** 64 lower-case hex digits. */
  address: string;
  signatures: ClaimSignature[];
}

export interface SignatureFault {
  /** Place in the list of signatures. */
  index: number;
  agent_id: string;
  reason: SignatureFailure;
}

/**
 * Computes canonical text and address of a claim. Checks no signature: see verifySignatures.
 *
 * @param claim what signedClaimSchema gave
 */
export function prepareClaim(claim: SignedClaim): PreparedClaim {
  const canonical = canonicalClaim(claim);
  return { claim, canonical, address: claimAddress(canonical), signatures: claim.signatures };
}

/** Every signature that does not count, in the order of the list; empty where all are valid. */
export function verifySignatures(
  prepared: { readonly address: string; readonly signatures: readonly ClaimSignature[] },
): SignatureFault[] {
  const faults: SignatureFault[] = [];
  prepared.signatures.forEach(({ agent_id, signature, timestamp }, index) => {
    const message = assertionMessage(prepared.address, timestamp);
    const reason = explainSignatureFailure(agent_id, signature, message);
    if (reason !== undefined) faults.push({ index, agent_id, reason });
  });
  return faults;
}
