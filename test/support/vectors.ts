import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface SignatureVector {
  readonly agent_id: string;
  readonly timestamp: number;
  readonly signature: string;
}

export interface ClaimVector extends SignatureVector {
  readonly name: string;
  /** The claim as its writer spelled it. */
  readonly json: string;
  readonly address: string;
}

interface Vectors {
  readonly claims: readonly ClaimVector[];
  readonly votes: readonly {
    readonly name: string;
    readonly vote: { readonly assertion_hash: string };
    readonly address: string;
    readonly signature: string;
  }[];
  readonly refused_signatures: readonly {
    readonly name: string;
    readonly reason: string;
    readonly agent_id: string;
    readonly message: string;
    readonly signature: string;
  }[];
  readonly refused_claims: readonly { readonly name: string; readonly path: string; readonly json: string }[];
}

/** docs/test-vectors.json, which every other implementation checks itself against. */
export function readVectors(): Vectors {
  return JSON.parse(readFileSync(join(__dirname, '..', '..', 'docs', 'test-vectors.json'), 'utf8')) as Vectors;
}

/** The body of a write. The claim is not parsed on the way, which would lose the spelling of numbers and letters. */
export function bodyOf(claim: Pick<ClaimVector, 'json'>, { agent_id, timestamp, signature }: SignatureVector): string {
  return `${claim.json.trimEnd().slice(0, -1)},"signatures":${JSON.stringify([{ agent_id, signature, timestamp }])}}`;
}

/** As `it.each` takes them: the name for the title, then the vector. */
export function byName<Vector extends { readonly name: string }>(vectors: readonly Vector[]): [string, Vector][] {
  return vectors.map((vector) => [vector.name, vector]);
}
