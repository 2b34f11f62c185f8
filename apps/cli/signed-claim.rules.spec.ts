import { keyPairFromSeed, prepareClaim, verifySignatures } from '@stemedb/knowledge/claims';
import { type ReadyClaim, signedClaim } from './signed-claim.rules';

const ann = keyPairFromSeed(Buffer.alloc(32, 1));
const bob = keyPairFromSeed(Buffer.alloc(32, 2));
const CLAIM = { subject: 's', predicate: 'p', object: { type: 'Number', value: 1 }, confidence: 0.5 };
const TIME = 1_700_000_000;
const signedBy = (...signers: (typeof ann)[]) => signedClaim(CLAIM, { signers, timestamp: TIME }) as ReadyClaim;

describe('signing a claim', () => {
  it('gives a body that the server accepts under the same address', () => {
    const { body, address, canonical } = signedBy(ann, bob);
    const prepared = prepareClaim(body);
    expect(prepared).toMatchObject({ address, canonical });
    expect(verifySignatures(prepared)).toEqual([]);
    expect(body.signatures.map(({ agent_id, timestamp }) => [agent_id, timestamp])).toEqual([[ann.agentId, TIME], [bob.agentId, TIME]]);
  });

  it('keeps signatures that are there, and signs once for each agent', () => {
    const { body } = signedBy(ann);
    const again = signedClaim({ ...body }, { signers: [ann, bob], timestamp: TIME + 1 }) as ReadyClaim;
    expect(again.body.signatures.map(({ agent_id, timestamp }) => [agent_id, timestamp])).toEqual([[ann.agentId, TIME], [bob.agentId, TIME + 1]]);
  });

  it('sends a vector along without signing it', () => {
    const plain = signedBy(ann);
    const withVector = signedClaim({ ...CLAIM, vector: [0.5, 1] }, { signers: [ann], timestamp: TIME }) as ReadyClaim;
    expect(withVector.address).toBe(plain.address);
    expect(withVector.body.vector).toEqual([0.5, 1]);
  });

  it.each([
    ['an unknown field', { colour: 'red' }, ''],
    ['a number beyond every double', { object: { type: 'Number', value: Infinity } }, 'object.value'],
    ['a confidence beyond 1', { confidence: 1.01 }, 'confidence'],
    ['signatures that are no list', { signatures: 'x' }, 'signatures'],
    ['a signature of no shape', { signatures: [null] }, 'signatures.0'],
    ['a vector of words', { vector: ['x'] }, 'vector.0'],
  ])('refuses %s and names the field', (_case, more, path) => {
    const { faults } = signedClaim({ ...CLAIM, ...more }, { signers: [ann], timestamp: TIME }) as { faults: { path: string }[] };
    expect(faults.map((fault) => fault.path)).toContain(path);
  });

  it.each([[CLAIM], [{ ...CLAIM, vector: [1] }]])('refuses a claim that nobody signs', (claim) => {
    expect(signedClaim(claim, { signers: [], timestamp: TIME })).toMatchObject({ faults: [{ path: 'signatures' }] });
  });
});
