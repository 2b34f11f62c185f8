import {
  assertionMessage,
  canonicalClaim,
  type Claim,
  claimAddress,
  generateKeyPair,
  type KeyPair,
  type ObjectValue,
  recordAddress,
  recordMessage,
  sign,
  type SignedClaim,
  type SignedVote,
  voteAddress,
  voteMessage,
  ZERO_HASH,
} from '@stemedb/knowledge/claims';

/** A body as it is sent, and the address that the server is to give it. */
export interface Signed<Body> {
  readonly hash: string;
  readonly body: Body;
}

export type Agent = KeyPair;

/** When claims are signed unless a test says otherwise: a minute ago, because clocks may differ. */
export function signingTime(): number {
  return Math.floor(Date.now() / 1_000) - 60;
}

export const newAgent = (): Agent => generateKeyPair();

export const number = (value: number): ObjectValue => ({ type: 'Number', value });
export const text = (value: string): ObjectValue => ({ type: 'Text', value });

let claims = 0;

/** A claim unlike every other of this run, with whatever the test sets. */
export function claimWith(fields: Partial<Claim> = {}): Claim {
  claims += 1;
  return { subject: `test://subject/${claims}`, predicate: 'states', object: number(claims), confidence: 0.75, source_hash: ZERO_HASH, ...fields };
}

/** Signs a claim as every agent in the list, at one time. */
export function signClaim(fields: Partial<Claim> = {}, agents: Agent | readonly Agent[] = newAgent(), timestamp = signingTime()): Signed<SignedClaim> {
  const claim = claimWith(fields);
  const hash = claimAddress(canonicalClaim(claim));
  const signatures = [agents].flat().map(({ agentId, secretKey }) => ({
    agent_id: agentId,
    signature: sign(assertionMessage(hash, timestamp), secretKey),
    timestamp,
  }));
  return { hash, body: { ...claim, signatures } };
}

/** Signs a vote on an assertion. */
export function signVote(assertionHash: string, weight: number, agent: Agent = newAgent(), timestamp = signingTime()): Signed<SignedVote> {
  const vote = { agent_id: agent.agentId, assertion_hash: assertionHash, weight, timestamp };
  const hash = voteAddress(vote);
  return { hash, body: { ...vote, signature: sign(voteMessage(hash), agent.secretKey) } };
}

/** Signs the registration of a source: its hash and the metadata that is given, without the content. */
export function signSource<Source extends { readonly hash: string; readonly content?: string }>(source: Source, agent: Agent, timestamp = signingTime()) {
  const { content: _content, ...metadata } = source;
  const address = recordAddress('source', { ...metadata, agent_id: agent.agentId, timestamp });
  const signature = sign(recordMessage('source', address), agent.secretKey);
  return { ...source, agent_id: agent.agentId, timestamp, signature };
}
