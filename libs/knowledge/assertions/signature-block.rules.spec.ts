import { prepareClaim, verifySignatures } from '@stemedb/knowledge/claims';
import * as fc from 'fast-check';
import { packSignatures, type Verifiable, verifyBlock } from './signature-block.rules';
import { signClaim } from './testing';

/** Claims with one to three signers, some of which had a bit flipped afterwards. */
const claims = fc.array(
  fc.record({
    confidence: fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100),
    agents: fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
    fault: fc.constantFrom('none', 'address', 'key', 'signature', 'timestamp'),
  }),
  { maxLength: 6 },
);

const flip = (hex: string): string => `${hex[0] === '0' ? '1' : '0'}${hex.slice(1)}`;

function spoil({ address, signatures }: Verifiable, fault: string): Verifiable {
  const [first, ...others] = signatures;
  if (!first || fault === 'none') return { address, signatures };
  if (fault === 'address') return { address: flip(address), signatures };
  const spoilt = {
    agent_id: fault === 'key' ? flip(first.agent_id) : first.agent_id,
    signature: fault === 'signature' ? flip(first.signature) : first.signature,
    timestamp: fault === 'timestamp' ? first.timestamp + 1 : first.timestamp,
  };
  return { address, signatures: [spoilt, ...others] };
}

describe('a block of signatures', () => {
  it('gives each signature the verdict that it has by itself', () => {
    fc.assert(
      fc.property(claims, (made) => {
        const given = made.map(({ confidence, agents, fault }) => spoil(prepareClaim(signClaim({ confidence }, agents)), fault));
        const expected = given.flatMap((claim) => {
          const faulty = new Set(verifySignatures({ address: claim.address, signatures: [...claim.signatures] }).map(({ index }) => index));
          return claim.signatures.map((_signature, index) => (faulty.has(index) ? 0 : 1));
        });
        expect([...verifyBlock(packSignatures(given))]).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('is empty for no claims', () => {
    expect(verifyBlock(packSignatures([]))).toHaveLength(0);
  });
});
