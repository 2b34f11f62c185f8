import {
  assertionMessage,
  canonicalClaim,
  claimAddress,
  generateKeyPair,
  type KeyPair,
  sign,
  type SourceClass,
  voteAddress,
  voteMessage,
  ZERO_HASH,
} from '@stemedb/knowledge/claims';

/** A signed claim as it is sent, and its address. */
export interface Signed {
  readonly hash: string;
  readonly body: string;
}

export interface Statement {
  readonly subject: string;
  readonly predicate?: string;
  readonly value?: string | number;
  readonly confidence?: number;
  /** Address of the evidence; none where it is left out. */
  readonly source?: string;
  readonly sourceClass?: SourceClass;
  readonly narrative?: string;
}

/** Signatures may not come from the future, and the tests need no other moment. */
const NOW = Math.floor(Date.now() / 1_000) - 60;

export function newAgent(): KeyPair {
  return generateKeyPair();
}

export function signClaim(agent: KeyPair, statement: Statement): Signed {
  const { subject, predicate = 'states', value = 'something', confidence = 0.75 } = statement;
  const { source = ZERO_HASH, sourceClass = 'Expert', narrative } = statement;
  const object = typeof value === 'number' ? { type: 'Number' as const, value } : { type: 'Text' as const, value };
  const claim = { subject, predicate, object, confidence, source_hash: source, source_class: sourceClass, narrative };
  const hash = claimAddress(canonicalClaim(claim));
  const signature = sign(assertionMessage(hash, NOW), agent.secretKey);
  return { hash, body: JSON.stringify({ ...claim, signatures: [{ agent_id: agent.agentId, signature, timestamp: NOW }] }) };
}

/** A vote as it is sent. */
export function signVote(agent: KeyPair, assertionHash: string, weight: number): string {
  const vote = { agent_id: agent.agentId, assertion_hash: assertionHash, weight, timestamp: NOW };
  return JSON.stringify({ ...vote, signature: sign(voteMessage(voteAddress(vote)), agent.secretKey) });
}
