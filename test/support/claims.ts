import {
  assertionMessage,
  type Claim,
  keyPairFromSeed,
  type KeyPair,
  prepareClaim,
  sign,
  type SignedClaim,
  type SignedVote,
  voteAddress,
  voteMessage,
  ZERO_HASH,
} from '@stemedb/knowledge/claims';

export const SIGNED_AT = 1_760_000_000;

/** The same agent for the same number. */
export function agent(number: number): KeyPair {
  return keyPairFromSeed(Buffer.alloc(32, number));
}

export const ALICE = agent(1);
export const BOB = agent(2);
export const CAROL = agent(3);

/** A claim about nothing in particular. */
export function claimOf(changes: Partial<Claim> = {}): Claim {
  return {
    subject: 'test://subject',
    predicate: 'value',
    object: { type: 'Number', value: 1 },
    confidence: 0.8,
    source_hash: ZERO_HASH,
    ...changes,
  };
}

export function addressOf(claim: Claim): string {
  return prepareClaim({ ...claim, signatures: [] }).address;
}

export function signClaim(claim: Claim, keys: KeyPair | readonly KeyPair[] = ALICE, timestamp = SIGNED_AT): SignedClaim {
  const message = assertionMessage(addressOf(claim), timestamp);
  return {
    ...claim,
    signatures: [keys].flat().map((one) => ({ agent_id: one.agentId, signature: sign(message, one.secretKey), timestamp })),
  };
}

export function signVote(assertionHash: string, weight: number, keys: KeyPair = ALICE, timestamp = SIGNED_AT): SignedVote {
  const vote = { agent_id: keys.agentId, assertion_hash: assertionHash, weight, timestamp };
  return { ...vote, signature: sign(voteMessage(voteAddress(vote)), keys.secretKey) };
}
