import type { SignedClaim } from '@stemedb/knowledge/claims';

export type PlainClaim = Pick<SignedClaim, 'subject' | 'predicate' | 'object' | 'confidence' | 'source_hash' | 'narrative'>;

/** What an agent with a knowledge graph of plain texts would note down of a claim. */
export function observationOf({ predicate, object, confidence, source_hash, narrative }: PlainClaim): string {
  return `${predicate} = ${String(object.value)} (confidence ${confidence}, source ${source_hash.slice(0, 16)}): ${narrative ?? ''}`;
}

/** Claims in the memory server's own file format: one entity a line, with its observations. */
export function graphLines(claims: readonly PlainClaim[]): string {
  const observations = new Map<string, string[]>();
  for (const claim of claims) {
    const list = observations.get(claim.subject) ?? [];
    list.push(observationOf(claim));
    observations.set(claim.subject, list);
  }
  return [...observations]
    .map(([name, list]) => JSON.stringify({ type: 'entity', name, entityType: 'subject', observations: list }))
    .join('\n');
}
