import {
  assertionMessage,
  canonicalClaim,
  claimAddress,
  claimSchema,
  type ClaimSignature,
  type KeyPair,
  sign,
  type SignedClaim,
  signedClaimSchema,
} from '@stemedb/knowledge/claims';
import type { FieldFault } from './command.failure';

/** A claim ready to be sent. */
export interface ReadyClaim {
  readonly body: SignedClaim;
  readonly canonical: string;
  readonly address: string;
}

export interface Signing {
  readonly signers: readonly KeyPair[];
  /** Whole Unix seconds. */
  readonly timestamp: number;
}

const NO_SIGNER: FieldFault = { path: 'signatures', message: 'missing, expected a signature or a key to sign with' };

/**
 * Checks a claim as the server does, and signs it. Signatures that it carries already stay; an agent that is among them
 * does not sign again.
 *
 * @param input the fields of a claim, perhaps with `signatures` and `vector`
 */
export function signedClaim(input: Readonly<Record<string, unknown>>, signing: Signing): ReadyClaim | { readonly faults: FieldFault[] } {
  const { signatures: given, vector, ...statement } = input;
  const claim = claimSchema.safeParse(statement);
  if (!claim.success) return { faults: faultsOf(claim.error.issues) };
  const canonical = canonicalClaim(claim.data);
  const address = claimAddress(canonical);
  const isList = given === undefined || Array.isArray(given);
  const signatures = isList ? withSigners((given ?? []) as ClaimSignature[], address, signing) : given;
  if (given === undefined && vector === undefined) {
    // Nothing but the statement came from outside, and that has been checked.
    const body = { ...claim.data, signatures: signatures as ClaimSignature[] };
    return body.signatures.length === 0 ? { faults: [NO_SIGNER] } : { body, canonical, address };
  }
  const whole = signedClaimSchema.safeParse({ ...claim.data, vector, signatures });
  return whole.success ? { body: whole.data, canonical, address } : { faults: faultsOf(whole.error.issues) };
}

function withSigners(given: readonly ClaimSignature[], address: string, { signers, timestamp }: Signing): ClaimSignature[] {
  const signatures = [...given];
  for (const { agentId, secretKey } of signers) {
    if (signatures.some((signature) => signature?.agent_id === agentId)) continue;
    signatures.push({ agent_id: agentId, signature: sign(assertionMessage(address, timestamp), secretKey), timestamp });
  }
  return signatures;
}

/** The issues of a schema as fields and messages. */
export function faultsOf(issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]): FieldFault[] {
  return issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
}
