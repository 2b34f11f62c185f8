import { blake3 } from '@noble/hashes/blake3.js';
import fc from 'fast-check';
import { findProof, MAX_NONCE, proofBits, proofHash } from './proof-of-work.rules';

const AGENT = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';

/** The recipe in other words, with another library. */
function hashByHand(agentId: string, nonce: bigint, timestamp: number): Uint8Array {
  const littleEndian = (value: bigint) => Array.from({ length: 8 }, (_unused, index) => Number((value >> BigInt(8 * index)) & 255n));
  return blake3(Uint8Array.from([...littleEndian(nonce), ...Buffer.from(agentId, 'hex'), ...littleEndian(BigInt(timestamp))]));
}

const proof = () => fc.record({ nonce: fc.bigInt(0n, MAX_NONCE), timestamp: fc.integer({ min: 0, max: 2 ** 40 }) });
const agentId = () => fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'));

describe('a proof of work', () => {
  it('is the BLAKE3 of nonce, agent and timestamp, as another library computes it', () => {
    fc.assert(
      fc.property(agentId(), proof(), (agent, one) => {
        const hash = hashByHand(agent, one.nonce, one.timestamp);
        expect(proofHash(agent, one)).toBe(Buffer.from(hash).toString('hex'));
        const bits = [...hash].map((byte) => byte.toString(2).padStart(8, '0')).join('');
        expect(proofBits(agent, one)).toBe(bits.indexOf('1'));
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
