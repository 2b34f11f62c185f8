import * as fc from 'fast-check';
import type { Claim, SignedClaim } from './claim.types';
import { claimAddress } from './address.rules';
import { canonicalClaim } from './canonical.rules';
import { prepareClaim, verifySignatures } from './prepare.rules';
import { assertionMessage, keyPairFromSeed, sign } from './signature.rules';
import { claimArbitrary } from './testing';

const TIMESTAMP = 1_735_689_600;
const keys = [1, 2].map((byte) => keyPairFromSeed(Buffer.alloc(32, byte)));

function signed(claim: Claim): SignedClaim {
  const address = claimAddress(canonicalClaim(claim));
  const signatures = keys.map(({ agentId, secretKey }, index) => ({
    agent_id: agentId,
    signature: sign(assertionMessage(address, TIMESTAMP + index), secretKey),
    timestamp: TIMESTAMP + index,
  }));
  return { ...claim, signatures };
}

const CLAIM: Claim = {
  subject: 'drug://semaglutide',
  predicate: 'half_life_days',
  object: { type: 'Number', value: 7 },
  confidence: 0.9,
  source_hash: '0'.repeat(64),
};

const faultsOf = (claim: SignedClaim) => verifySignatures(prepareClaim(claim));

describe('prepared claim', () => {
  it('carries canonical text, address and signatures', () => {
    const claim = signed(CLAIM);
    const canonical = canonicalClaim(CLAIM);
    expect(prepareClaim(claim)).toEqual({
      claim,
      canonical,
      address: claimAddress(canonical),
      signatures: claim.signatures,
    });
  });

  it('has the same address whatever the vector and whoever signs', () => {
    const claim = signed(CLAIM);
    const other = { ...claim, vector: [1, 2], signatures: claim.signatures.slice(1) };
    expect(prepareClaim(other).address).toBe(prepareClaim(claim).address);
  });

  it('finds no fault in what was signed', () => {
    fc.assert(
      fc.property(claimArbitrary, (claim) => {
        expect(faultsOf(signed(claim))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('finds every signature at fault once the statement is changed', () => {
    const changed = { ...signed(CLAIM), confidence: 0.91 };
    expect(faultsOf(changed)).toEqual(
      keys.map(({ agentId }, index) => ({ index, agent_id: agentId, reason: 'mismatch' })),
    );
  });

  it('names only the signature that does not count', () => {
    const claim = signed(CLAIM);
    claim.signatures[1]!.timestamp += 1;
    expect(faultsOf(claim)).toEqual([{ index: 1, agent_id: keys[1]!.agentId, reason: 'mismatch' }]);
  });

  it('refuses the signature of one agent under the name of another', () => {
    const claim = signed(CLAIM);
    claim.signatures[0]!.agent_id = keys[1]!.agentId;
    expect(faultsOf(claim)).toEqual([{ index: 0, agent_id: keys[1]!.agentId, reason: 'mismatch' }]);
  });

  it('tells a weak key from a mismatch', () => {
    const claim = signed(CLAIM);
    claim.signatures[0]!.agent_id = `01${'00'.repeat(31)}`;
    expect(faultsOf(claim)).toMatchObject([{ index: 0, reason: 'weak_key' }]);
  });
});
