import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProof } from '@stemedb/knowledge/claims';
import { chooseProof, claimsAdmitted, difficultyOf, untilExempt } from './admission.rules';

interface OfferedProof {
  readonly name: string;
  readonly agent_id: string;
  readonly nonce: string;
  readonly timestamp: number;
  readonly difficulty: number;
  readonly server_time: number;
}
interface Vectors {
  readonly proofs: readonly (OfferedProof & { readonly zero_bits: number })[];
  readonly refused_proofs: readonly (OfferedProof & { readonly reason: string })[];
}

/** What is published for every other implementation. */
const VECTORS = JSON.parse(readFileSync(join(__dirname, '../../../docs/test-vectors.json'), 'utf8')) as Vectors;
const AGENT = '0a'.repeat(32);
const NOW = 1_760_000_000;

describe('the difficulty of a proof of work', () => {
  it.each([
    [0, 0.5, 16],
    [9, 0.599, 16],
    [10, 0.5, 1],
    [49, 0.599, 1],
    [50, 0.5, 0],
    [50, 0, 0],
    [0, 0.6, 0],
    [9, 1, 0],
    [0, 0, 16],
  ])('for an agent with %d claims and a trust of %d is %d bits', (claims, trust, bits) => {
    expect(difficultyOf({ claims, trust })).toBe(bits);
  });

  it('is asked for again where the next step begins', () => {
    expect(claimsAdmitted({ claims: 0, trust: 0.5 })).toBe(10);
    expect(claimsAdmitted({ claims: 9, trust: 0.5 })).toBe(1);
    expect(claimsAdmitted({ claims: 10, trust: 0.5 })).toBe(40);
    expect(claimsAdmitted({ claims: 49, trust: 0.5 })).toBe(1);
    expect(claimsAdmitted({ claims: 0, trust: 0.6 })).toBe(Infinity);
  });

  it('ends with enough claims or enough trust', () => {
    expect(untilExempt({ claims: 12, trust: 0.55 })).toEqual({ claims: 38, trust: 0.05 });
    expect(untilExempt({ claims: 3, trust: 0.6 })).toEqual({ claims: 0, trust: 0 });
  });
});

describe('an offered proof', () => {
  const { nonce } = findProof(AGENT, NOW, 8, 0n, 100_000) ?? { nonce: 0n };
  const offer = { nonces: [nonce], timestamp: NOW };

  it('is chosen where it is hard enough, among several too', () => {
    expect(chooseProof(AGENT, 8, offer, NOW)).toEqual({ nonce, timestamp: NOW });
    expect(chooseProof(AGENT, 8, { ...offer, nonces: [nonce + 1n, nonce] }, NOW)).toEqual({ nonce, timestamp: NOW });
  });

  it.each([-300, 300])('counts %d seconds from the clock of the server', (distance) => {
    expect(chooseProof(AGENT, 8, offer, NOW + distance)).toEqual({ nonce, timestamp: NOW });
  });

  it.each([-301, 301])('does not count %d seconds from it', (distance) => {
    expect(chooseProof(AGENT, 8, offer, NOW + distance)).toBe('expired');
  });

  it('does not count where it is missing, too easy, or of another agent', () => {
    expect(chooseProof(AGENT, 8, undefined, NOW)).toBe('missing');
    expect(chooseProof(AGENT, 64, offer, NOW)).toBe('insufficient');
    expect(chooseProof('0b'.repeat(32), 16, offer, NOW)).toBe('insufficient');
  });
});

describe('a published proof', () => {
  const choose = (vector: OfferedProof, bits = vector.difficulty) =>
    chooseProof(vector.agent_id, bits, { nonces: [BigInt(vector.nonce)], timestamp: vector.timestamp }, vector.server_time);

  it.each(VECTORS.proofs)('counts, and not where one bit more is asked than it has: $name', (vector) => {
    const proof = { nonce: BigInt(vector.nonce), timestamp: vector.timestamp };
    expect([choose(vector), choose(vector, vector.zero_bits)]).toEqual([proof, proof]);
    expect(choose(vector, vector.zero_bits + 1)).toBe('insufficient');
  });

  it.each(VECTORS.refused_proofs)('does not count: $name', (vector) => {
    expect(choose(vector)).toBe(vector.reason);
  });
});
