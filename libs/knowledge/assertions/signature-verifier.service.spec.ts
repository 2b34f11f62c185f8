import { prepareClaim } from '@stemedb/knowledge/claims';
import { SignatureVerifier } from './signature-verifier.service';
import { keysOf, signClaim } from './testing';

const prepared = (...given: Parameters<typeof signClaim>) => prepareClaim(signClaim(...given));

describe('the signatures of a batch', () => {
  const verifier = new SignatureVerifier();

  afterAll(() => verifier.onModuleDestroy());

  it('are checked for each claim, in the order of the claims', async () => {
    const good = prepared({}, [1, 2]);
    const foreign = { ...prepared({ confidence: 0.1 }, [1]), signatures: good.signatures };
    const second = prepared({ confidence: 0.2 }, [1, 2, 3]);
    const flipped = second.signatures.map((one, index) => (index === 1 ? { ...one, timestamp: one.timestamp + 1 } : one));
    expect(await verifier.verifyAll([good, foreign, { ...second, signatures: flipped }, second])).toEqual([
      [],
      [
        { index: 0, agent_id: keysOf(1).agentId, reason: 'mismatch' },
        { index: 1, agent_id: keysOf(2).agentId, reason: 'mismatch' },
      ],
      [{ index: 1, agent_id: keysOf(2).agentId, reason: 'mismatch' }],
      [],
    ]);
  });

  it('are none of no claims', async () => {
    expect(await verifier.verifyAll([])).toEqual([]);
  });
});
