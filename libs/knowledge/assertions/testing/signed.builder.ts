import {
  assertionMessage,
  type Claim,
  type KeyPair,
  keyPairFromSeed,
  prepareClaim,
  sign,
  type SignedClaim,
  signedClaimSchema,
  type SignedVote,
  voteAddress,
  voteMessage,
} from '@stemedb/knowledge/claims';

/** 2025-01-01T00:00:00Z, long past. */
export const SIGNED_AT = 1_735_689_600;

const CLAIM: Claim = {
  subject: 'drug://semaglutide/half_life',
  predicate: 'days',
  object: { type: 'Number', value: 7 },
  confidence: 0.9,
  source_hash: '0'.repeat(64),
};

/** The keys of agent number 0 to 255. */
export function keysOf(agent: number): KeyPair {
  return keyPairFromSeed(Buffer.alloc(32, agent));
}

/** A claim as the API takes it, signed by the agents of these numbers. */
export function signClaim(changes: Partial<Claim> & Pick<SignedClaim, 'vector'> = {}, agents: readonly number[] = [1]): SignedClaim {
  const claim = { ...CLAIM, ...changes };
  const { address } = prepareClaim({ ...claim, signatures: [] });
  const signatures = agents.map((agent) => {
    const keys = keysOf(agent);
    return { agent_id: keys.agentId, signature: sign(assertionMessage(address, SIGNED_AT), keys.secretKey), timestamp: SIGNED_AT };
  });
  return signedClaimSchema.parse({ ...claim, signatures });
}

/** A vote as the API takes it, signed by the agent of this number. */
export function signVote(assertionHash: string, weight: number, agent = 1, timestamp = SIGNED_AT): SignedVote {
  const keys = keysOf(agent);
  const vote = { agent_id: keys.agentId, assertion_hash: assertionHash, weight, timestamp };
  return { ...vote, signature: sign(voteMessage(voteAddress(vote)), keys.secretKey) };
}
