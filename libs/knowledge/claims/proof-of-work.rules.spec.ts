import fc from 'fast-check';
import { findProof, MAX_NONCE, proofBits, proofHash } from './proof-of-work.rules';
import { independentProofHash, independentZeroBits } from './testing';

const AGENT = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';

const proof = () => fc.record({ nonce: fc.bigInt(0n, MAX_NONCE), timestamp: fc.integer({ min: 0, max: 2 ** 40 }) });
const agentId = () => fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'));

describe('a proof of work', () => {
  it('is the BLAKE3 of nonce, agent and timestamp, as another library computes it', () => {
    fc.assert(
      fc.property(agentId(), proof(), (agent, one) => {
        const hash = independentProofHash(agent, one.nonce, one.timestamp);
        expect(proofHash(agent, one)).toBe(hash);
        expect(proofBits(agent, one)).toBe(independentZeroBits(hash));
      }),
    );
  });

  it('is found by trying one nonce after the other, and not past the tries', () => {
    const found = findProof(AGENT, 1_760_000_000, 8, 0n, 100_000);
    expect(proofBits(AGENT, found ?? { nonce: 0n, timestamp: 0 })).toBeGreaterThanOrEqual(8);
    expect(findProof(AGENT, 1_760_000_000, 8, 0n, Number(found?.nonce))).toBeUndefined();
    expect(findProof(AGENT, 1_760_000_000, 8, found?.nonce ?? 0n, 1)).toEqual(found);
  });

  it('of one agent or time proves nothing for another', () => {
    const found = findProof(AGENT, 1_760_000_000, 16, 0n, 2_000_000);
    if (!found) throw new Error('there is none among so many');
    expect(proofBits('ab'.repeat(32), found)).toBeLessThan(16);
    expect(proofBits(AGENT, { ...found, timestamp: found.timestamp + 1 })).toBeLessThan(16);
  });
});
