import { recordAddress } from '@stemedb/knowledge/claims';
import { call } from './support/call';
import { addressOf, ALICE, BOB, CAROL, claimOf, signClaim } from './support/claims';
import { badFields, expectProblem } from './support/problems';
import { flipBit, signTransition } from './support/records';
import { startTestApp, type TestApp } from './support/server';

const UNKNOWN = 'ab'.repeat(32);

describe('the lifecycle of a claim over HTTP', () => {
  let server: TestApp;
  let writer: string;
  let count = 0;
  const post = (hash: string, body: unknown, key = writer, headers: Record<string, string> = {}) =>
    call(server.url, 'POST', `/v1/assertions/${hash}/lifecycle`, { key, body, headers });
  const order = (hash: string, to: string, reason = 'because') => post(hash, { to, reason }, server.adminKey);

  beforeAll(async () => {
    server = await startTestApp();
    writer = await server.createKey();
  });
  afterAll(() => server.close());

  /** The address of a new, proposed claim that ALICE and CAROL have signed. */
  const written = async (namespace = 'default'): Promise<string> => {
    count += 1;
    const claim = claimOf({ subject: `decided ${count}` });
    const { status } = await call(server.url, 'POST', '/v1/assert', { key: server.adminKey, body: signClaim(claim, [ALICE, CAROL]), headers: { 'x-namespace': namespace } });
    expect(status).toBe(201);
    return addressOf(claim);
  };

  it('goes from proposal to review to approval to deprecation', async () => {
    const hash = await written();
    const body = signTransition(hash, 'UnderReview');
    const { signature: _signature, ...record } = body;
    const asked = await post(hash, body);
    expect([asked.status, asked.body]).toEqual([
      201,
      { hash: recordAddress('lifecycle', { ...record, target_hash: hash }), status: 'created', recorded_at: expect.stringMatching(/\.\d{6}Z$/) },
    ]);
    const again = await post(hash, body);
    expect([again.status, again.body]).toEqual([200, { ...asked.body, status: 'duplicate' }]);
    expect((await order(hash, 'Approved')).status).toBe(201);
    expect((await post(hash, signTransition(hash, 'Deprecated', CAROL))).status).toBe(201);
    expect((await post(hash, body)).body).toEqual({ ...asked.body, status: 'duplicate' });
  });

  it('refuses an impossible step to everybody', async () => {
    const hash = await written();
    for (const to of ['Proposed', 'Approved', 'Rejected', 'Deprecated']) {
      expectProblem(await order(hash, to), 409, 'lifecycle_step_impossible');
      expectProblem(await post(hash, signTransition(hash, to)), 409, 'lifecycle_step_impossible');
      expectProblem(await post(hash, signTransition(hash, to, BOB)), 409, 'lifecycle_step_impossible');
    }
    await order(hash, 'UnderReview');
    await order(hash, 'Rejected');
    for (const to of ['Proposed', 'UnderReview', 'Approved', 'Deprecated']) expectProblem(await order(hash, to), 409, 'lifecycle_step_impossible');
  });

  it('begins where the claim was written', async () => {
    const claim = claimOf({ subject: 'written as approved', lifecycle: 'Approved' });
    await call(server.url, 'POST', '/v1/assert', { key: writer, body: signClaim(claim) });
    expectProblem(await order(addressOf(claim), 'UnderReview'), 409, 'lifecycle_step_impossible');
    expect((await post(addressOf(claim), signTransition(addressOf(claim), 'Deprecated'))).status).toBe(201);
  });

  it('lets signers ask and give up, administrators decide, and strangers do nothing', async () => {
    const hash = await written();
    expectProblem(await post(hash, signTransition(hash, 'UnderReview', BOB)), 403, 'lifecycle_step_not_permitted');
    expect((await post(hash, signTransition(hash, 'UnderReview', CAROL))).status).toBe(201);
    for (const to of ['Approved', 'Rejected']) expectProblem(await post(hash, signTransition(hash, to)), 403, 'lifecycle_step_not_permitted');
    expect((await post(hash, signTransition(hash, 'Approved', BOB), server.adminKey)).status).toBe(201);
    expectProblem(await post(hash, signTransition(hash, 'Deprecated', BOB)), 403, 'lifecycle_step_not_permitted');
  });

  it('lets only one of two decisions at once succeed', async () => {
    for (let round = 0; round < 5; round += 1) {
      const hash = await written();
      await order(hash, 'UnderReview');
      const answers = await Promise.all([order(hash, 'Approved'), order(hash, 'Rejected'), order(hash, 'Approved', 'for another reason')]);
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    }
  });

  it('is moved by no unsigned step, save of an admin key', async () => {
    const hash = await written();
    const refused = await post(hash, { to: 'UnderReview', reason: 'because' });
    expectProblem(refused, 422, 'record_signature_required');
    expect(badFields(refused)).toEqual(['signature']);
    const moved = await order(hash, 'UnderReview');
    expect([moved.status, (await order(hash, 'UnderReview')).body]).toEqual([201, { ...moved.body, status: 'duplicate' }]);
  });

  it('is moved by no signature that does not hold, nor by one for another claim', async () => {
    const [hash, other] = [await written(), await written()];
    const body = signTransition(hash, 'UnderReview');
    for (const bad of [flipBit(body), flipBit(body, 33), { ...body, reason: 'Another' }, { ...body, agent_id: CAROL.agentId }]) {
      for (const key of [writer, server.adminKey]) expectProblem(await post(hash, bad, key), 422, 'record_signature_invalid');
    }
    expectProblem(await post(other, body), 422, 'record_signature_invalid');
    expect((await post(hash, body)).status).toBe(201);
  });

  it('does not exist for claims that are unknown or of another namespace', async () => {
    const red = await written('red');
    for (const hash of [UNKNOWN, red]) {
      expectProblem(await order(hash, 'UnderReview'), 404, 'assertion_not_found');
      expectProblem(await post(hash, signTransition(hash, 'UnderReview')), 404, 'assertion_not_found');
    }
    const key = await server.createKey({ namespace: 'red' });
    expect((await post(red, signTransition(red, 'UnderReview'), key)).status).toBe(201);
  });

  it.each([
    ['no reason', { reason: undefined }, ['reason']],
    ['an empty reason', { reason: '' }, ['reason']],
    ['an unknown state', { to: 'Done' }, ['to']],
    ['no state', { to: undefined }, ['to']],
    ['its target a second time', { target_hash: UNKNOWN }, ['target_hash']],
    ['half a signature', { agent_id: undefined }, ['signature']],
  ])('is malformed with %s', async (_what, changes, fields) => {
    const answer = await post(UNKNOWN, { ...signTransition(UNKNOWN, 'UnderReview'), ...changes });
    expectProblem(answer, 400, 'validation_failed');
    expect(badFields(answer)).toEqual(fields);
  });

  it('is malformed with an address that is none', async () => {
    const answer = await post(UNKNOWN.toUpperCase(), signTransition(UNKNOWN, 'UnderReview'));
    expectProblem(answer, 400, 'validation_failed');
    expect(badFields(answer)).toEqual(['hash']);
  });

  it('needs a key that may write, and that may act for its agent', async () => {
    const hash = await written();
    const body = signTransition(hash, 'UnderReview');
    expectProblem(await post(hash, body, await server.createKey({ role: 'read_only' })), 403, 'role_too_low');
    expectProblem(await post(hash, body, await server.createKey({ agentIds: [BOB.agentId] })), 403, 'agent_not_permitted');
    expectProblem(await post(hash, body, writer, { 'x-agent-id': BOB.agentId }), 400, 'agent_header_mismatch');
    expect((await post(hash, body, await server.createKey({ agentIds: [ALICE.agentId] }), { 'x-agent-id': ALICE.agentId })).status).toBe(201);
  });
});
