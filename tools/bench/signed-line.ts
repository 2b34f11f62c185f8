import { assertionMessage, canonicalClaim, type Claim, claimAddress, contentHash, type KeyPair, keyPairFromSeed, sign } from '@stemedb/knowledge/claims';

/** The keys of the bench's agent with this number. */
export function agentKeys(agent: number): KeyPair {
  return keyPairFromSeed(Buffer.from(contentHash(`agent ${agent}`), 'hex'));
}

/** A claim signed by one agent, as a line of NDJSON. */
export function signedLine(claim: Claim, { agentId, secretKey }: KeyPair, timestamp: number): string {
  const signature = sign(assertionMessage(claimAddress(canonicalClaim(claim)), timestamp), secretKey);
  return `${JSON.stringify({ ...claim, signatures: [{ agent_id: agentId, signature, timestamp }] })}\n`;
}
