import { ZERO_HASH, type ObjectValue, type SourceClass } from '@stemedb/knowledge/claims';
import type { Candidate, CandidateVote } from '../lens.types';
import { frameAt } from '../ruleset.rules';

/** The moment at which the examples are asked. */
export const NOW = 1_750_000_000;
export const DAY = 86_400;
/** Everything looked at now, with nothing aged: weights are easy to work out by hand. */
export const UNAGED = frameAt(NOW, { decay: false });

export const text = (value: string): ObjectValue => ({ type: 'Text', value });
export const number = (value: number): ObjectValue => ({ type: 'Number', value });

/** An unremarkable claim: Expert, confidence 1, one signer of trust 0.5, signed now, without a source. */
export function claim(hash: string, changes: Partial<Candidate> = {}): Candidate {
  return {
    hash,
    subject: 'semaglutide',
    predicate: 'half_life',
    object: text('a week'),
    confidence: 1,
    source_hash: ZERO_HASH,
    source_class: 'Expert',
    lifecycle: 'Proposed',
    signatures: [{ agent_id: `agent of ${hash}`, timestamp: NOW, trust: 0.5 }],
    votes: [],
    recorded_at: '2025-06-15T15:06:40.000Z',
    ...changes,
  };
}

/** A claim by one signer, for the examples that turn on age or trust. */
export function signed(
  hash: string,
  signature: { timestamp?: number; trust?: number; agent?: string },
  changes: Partial<Candidate> = {},
): Candidate {
  const { timestamp = NOW, trust = 0.5, agent = `agent of ${hash}` } = signature;
  return claim(hash, { signatures: [{ agent_id: agent, timestamp, trust }], ...changes });
}

/** So many independent claims of one class for one object. */
export function crowd(size: number, sourceClass: SourceClass, object: ObjectValue): Candidate[] {
  return Array.from({ length: size }, (_, index) =>
    claim(`${sourceClass} ${object.value} ${index}`, { source_class: sourceClass, object }),
  );
}

/** A source's address in the examples. */
export function source(name: string): string {
  return name.padEnd(64, 'f');
}

export function votes(...weights: readonly [agent: string, weight: number][]): CandidateVote[] {
  return weights.map(([agent, weight]) => ({ agent_id: agent, weight }));
}

export function hashes(claims: readonly { readonly hash: string }[]): string[] {
  return claims.map(({ hash }) => hash);
}
