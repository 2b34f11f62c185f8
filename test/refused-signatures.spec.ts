import { contentHash } from '@stemedb/knowledge/claims';
import { call } from './support/call';
import { addressOf, ALICE, claimOf, signClaim, signVote } from './support/claims';
import { expectProblem } from './support/problems';
import { flipBit, signRecord, signTransition } from './support/records';
import { startTestApp, type TestApp } from './support/server';

describe('a record of which the signature does not hold', () => {
  const claim = claimOf({ subject: 'refused://signature' });
  const hash = addressOf(claim);
  const broken = signClaim(claimOf({ subject: 'refused://other' }));
  const source = { hash: contentHash('refused'), title: 'Evidence' };
  const LATER = 4_000_000_000;
  let server: TestApp;

  const post = (path: string, body: unknown) => call(server.url, 'POST', path, { key: server.adminKey, body });
  const failures = async (): Promise<number> => {
    const { text } = await call(server.url, 'GET', '/metrics');
    return Number(/^stemedb_signature_failures_total (\d+)$/m.exec(text)?.[1]);
  };

  beforeAll(async () => {
    server = await startTestApp();
    await post('/v1/assert', signClaim(claim));
  });
  afterAll(() => server.close());

  it.each<[string, string, unknown, string]>([
    ['claim', '/v1/assert', { ...broken, signatures: broken.signatures.map((one) => flipBit(one)) }, 'signature_invalid'],
    ['vote', '/v1/vote', flipBit(signVote(hash, 1)), 'vote_signature_invalid'],
    ['supersession', '/v1/supersede', flipBit(signRecord('supersession', { target_hash: hash, type: 'Retraction', reason: 'wrong' })), 'record_signature_invalid'],
    ['transition', `/v1/assertions/${hash}/lifecycle`, flipBit(signTransition(hash, 'UnderReview', ALICE)), 'record_signature_invalid'],
    ['epoch', '/v1/epoch', flipBit(signRecord('epoch', { id: 'one', name: 'One', starts_at: 0 })), 'record_signature_invalid'],
    ['source', '/v1/source', flipBit(signRecord('source', source)), 'source_signature_invalid'],
  ])('is refused and counted once: a %s', async (_what, path, body, code) => {
    const before = await failures();
    expectProblem(await post(path, body), 422, code);
    expect(await failures()).toBe(before + 1);
  });

  it('is not what is refused for another reason', async () => {
    const before = await failures();
    expectProblem(await post('/v1/source', signRecord('source', source, ALICE, LATER)), 422, 'source_signature_invalid');
    expectProblem(await post('/v1/epoch', signRecord('epoch', { id: 'one', name: 'One', starts_at: 0 }, ALICE, LATER)), 422, 'record_timestamp_in_future');
    expectProblem(await post('/v1/vote', signVote(hash, 1, ALICE, LATER)), 422, 'vote_timestamp_in_future');
    expectProblem(await post('/v1/vote', signVote('ab'.repeat(32), 1)), 404, 'assertion_not_found');
    expect(await failures()).toBe(before);
  });
});
