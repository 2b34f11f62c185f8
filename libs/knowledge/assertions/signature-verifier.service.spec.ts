import { prepareClaim } from '@stemedb/knowledge/claims';
import type { Verifiable } from './signature-block.rules';
import { SignatureVerifier } from './signature-verifier.service';
import { keysOf, signClaim } from './testing';

const prepared = (...given: Parameters<typeof signClaim>) => prepareClaim(signClaim(...given));

describe('the signatures of claims', () => {
  const verifier = new SignatureVerifier();
  const verifyAll = (claims: readonly Verifiable[]) => Promise.all(claims.map((claim) => verifier.verify(claim)));

  afterAll(() => verifier.onModuleDestroy());

  it('are checked for each claim, in the order of the claims', async () => {
    const good = prepared({}, [1, 2]);
    const foreign = { ...prepared({ confidence: 0.1 }, [1]), signatures: good.signatures };
    const second = prepared({ confidence: 0.2 }, [1, 2, 3]);
    const flipped = second.signatures.map((one, index) => (index === 1 ? { ...one, timestamp: one.timestamp + 1 } : one));
    expect(await verifyAll([good, foreign, { ...second, signatures: flipped }, second])).toEqual([
      [],
      [
        { index: 0, agent_id: keysOf(1).agentId, reason: 'mismatch' },
        { index: 1, agent_id: keysOf(2).agentId, reason: 'mismatch' },
      ],
      [{ index: 1, agent_id: keysOf(2).agentId, reason: 'mismatch' }],
      [],
    ]);
  });

  it('are checked of a lone claim as well', async () => {
    const claim = prepared({}, [1]);
    expect(await verifier.verify(claim)).toEqual([]);
    expect(await verifier.verify({ ...claim, address: '0'.repeat(64) })).toEqual([{ index: 0, agent_id: keysOf(1).agentId, reason: 'mismatch' }]);
  });
});
