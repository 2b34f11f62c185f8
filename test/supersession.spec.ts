import { recordAddress } from '@stemedb/knowledge/claims';
import { call } from './support/call';
import { addressOf, ALICE, BOB, CAROL, claimOf, SIGNED_AT, signClaim } from './support/claims';
import { badFields, expectProblem } from './support/problems';
import { flipBit, signRecord } from './support/records';
import { startTestApp, type TestApp } from './support/server';

const UNKNOWN = 'ab'.repeat(32);

describe('a supersession over HTTP', () => {
  let server: TestApp;
  let writer: string;
  let count = 0;
  const post = (body: unknown, key = writer, headers: Record<string, string> = {}) => call(server.url, 'POST', '/v1/supersede', { key, body, headers });

  beforeAll(async () => {
    server = await startTestApp();
    writer = await server.createKey();
  });
  afterAll(() => server.close());

  /** The address of a new claim that ALICE and CAROL have signed. */
  const written = async (namespace = 'default'): Promise<string> => {
    count += 1;
    const claim = claimOf({ subject: `superseded ${count}` });
    const { status } = await call(server.url, 'POST', '/v1/assert', { key: server.adminKey, body: signClaim(claim, [ALICE, CAROL]), headers: { 'x-namespace': namespace } });
    expect(status).toBe(201);
    return addressOf(claim);
  };
  const invalidation = (target_hash: string, changes: object = {}, keys = BOB) => signRecord('supersession', { target_hash, type: 'Invalidate', reason: 'It was wrong', ...changes }, keys);

  it('is created once, under its own address, and then a duplicate', async () => {
    const record = invalidation(await written());
    const { signature: _signature, ...body } = record;
    const created = await post(record);
    expect([created.status, created.body]).toEqual([201, { hash: recordAddress('supersession', body), status: 'created', recorded_at: expect.stringMatching(/\.\d{6}Z$/) }]);
    const again = await post(record);
    expect([again.status, again.body]).toEqual([200, { ...created.body, status: 'duplicate' }]);
    expect((await post(invalidation(record.target_hash, { reason: 'Another reason' }))).status).toBe(201);
  });

  it.each(['Temporal', 'Refinement', 'Invalidate'])('may put another claim in the place of one: %s', async (type) => {
    const [target, successor] = [await written(), await written()];
    expect((await post(invalidation(target, { type, superseding_hash: successor }))).status).toBe(201);
  });

  it('leaves both claims readable', async () => {
    const [target, successor] = [await written(), await written()];
    await post(invalidation(target, { type: 'Temporal', superseding_hash: successor }));
    for (const hash of [target, successor]) expect((await call(server.url, 'GET', `/v1/assertions/${hash}`, { key: writer })).status).toBe(200);
  });

  it('leaves an audit where an administrator withdraws a claim, and only there', async () => {
    const [target, signed, other] = [await written(), await written(), await written()];
    const retraction = (target_hash: string) => ({ target_hash, type: 'Retraction', reason: 'It was withdrawn' });
    const retracted = await post(retraction(target), server.adminKey);
    expect([retracted.status, (await post(retraction(signed), server.adminKey)).status]).toEqual([201, 201]);
    expect((await post(signRecord('supersession', retraction(signed), BOB), server.adminKey)).status).toBe(201);
    for (const status of [201, 200]) expect((await post(signRecord('supersession', retraction(other), CAROL))).status).toBe(status);
    expect((await post({ ...retraction(other), type: 'Invalidate' }, server.adminKey)).status).toBe(201);
    const { body } = await call(server.url, 'GET', '/v1/audit?kind=admin', { key: server.adminKey });
    const items = [...body['items']!].filter((item) => String(item['act']) === 'assertion.retract');
    expect(items.map((item) => item['agent_id'])).toEqual([BOB.agentId, null, null]);
    const { body: audit } = await call(server.url, 'GET', `/v1/audit/${String(items[2]!['id'])}`, { key: server.adminKey });
    expect(audit['payload']).toMatchObject({ detail: { target_hash: target, record_hash: retracted.body['hash'], reason: 'It was withdrawn' } });
  });

  it('names the field in which a claim is unknown', async () => {
    const known = await written();
    for (const [record, path] of [
      [invalidation(UNKNOWN), 'target_hash'],
      [invalidation(known, { superseding_hash: UNKNOWN }), 'superseding_hash'],
    ] as const) {
      const answer = await post(record);
      expectProblem(answer, 404, 'assertion_not_found');
      expect(badFields(answer)).toEqual([path]);
    }
  });

  it('does not reach through the wall between namespaces', async () => {
    const [red, own] = [await written('red'), await written()];
    expectProblem(await post(invalidation(red)), 404, 'assertion_not_found');
    expectProblem(await post(invalidation(own, { superseding_hash: red })), 404, 'assertion_not_found');
    const key = await server.createKey({ namespace: 'red' });
    expect((await post(invalidation(red), key)).status).toBe(201);
  });

  it('that retracts is refused to a stranger, and granted to each signer and to an admin key', async () => {
    const retraction = (target: string, keys = BOB) => invalidation(target, { type: 'Retraction' }, keys);
    const target = await written();
    expectProblem(await post(retraction(target)), 403, 'retraction_not_permitted');
    expect((await post(retraction(target, CAROL))).status).toBe(201);
    expect((await post(retraction(await written(), ALICE))).status).toBe(201);
    expect((await post(retraction(await written()), server.adminKey)).status).toBe(201);
    expect((await post({ target_hash: await written(), type: 'Retraction', reason: 'By law' }, server.adminKey)).status).toBe(201);
  });

  it('needs a signature, save from an admin key', async () => {
    const body = { target_hash: await written(), type: 'Invalidate', reason: 'It was wrong' };
    const refused = await post(body);
    expectProblem(refused, 422, 'record_signature_required');
    expect(badFields(refused)).toEqual(['signature']);
    const created = await post(body, server.adminKey);
    expect([created.status, created.body['hash']]).toEqual([201, recordAddress('supersession', body)]);
    expect((await post(body, server.adminKey)).body).toEqual({ ...created.body, status: 'duplicate' });
  });

  it('is refused with a bad signature, from an admin key too', async () => {
    const record = invalidation(await written());
    const { signature: _signature, ...body } = record;
    for (const bad of [flipBit(record), flipBit(record, 40), { ...record, reason: 'Another' }, { ...record, agent_id: ALICE.agentId }, { ...record, timestamp: SIGNED_AT - 1 }]) {
      for (const key of [writer, server.adminKey]) expectProblem(await post(bad, key), 422, 'record_signature_invalid');
    }
    expect((await post(flipBit(record))).body['address']).toBe(recordAddress('supersession', body));
    expectProblem(await post(signRecord('supersession', { target_hash: record.target_hash, type: 'Invalidate', reason: 'x' }, BOB, 4_000_000_000)), 422, 'record_timestamp_in_future');
    expect((await post(record)).status).toBe(201);
  });

  it('closes no circle', async () => {
    const [first, second, third] = [await written(), await written(), await written()];
    const replace = (target: string, successor: string) => post(invalidation(target, { type: 'Temporal', superseding_hash: successor }));
    expectProblem(await replace(first, first), 409, 'supersession_cycle');
    expect([(await replace(first, second)).status, (await replace(second, third)).status]).toEqual([201, 201]);
    expectProblem(await replace(second, first), 409, 'supersession_cycle');
    expectProblem(await replace(third, first), 409, 'supersession_cycle');
    expect((await replace(first, third)).status).toBe(201);
  });

  it.each([
    ['no reason', { reason: undefined }, ['reason']],
    ['an empty reason', { reason: '' }, ['reason']],
    ['a reason of blanks', { reason: '   ' }, ['reason']],
    ['an unknown type', { type: 'Wrong' }, ['type']],
    ['something newer that is not named', { type: 'Temporal' }, ['superseding_hash']],
    ['a retraction that names a successor', { type: 'Retraction', superseding_hash: UNKNOWN }, ['superseding_hash']],
    ['an unknown field', { because: 'why' }, ['because']],
    ['half a signature', { signature: undefined }, ['signature']],
  ])('is malformed with %s', async (_what, changes, fields) => {
    const answer = await post({ ...invalidation(UNKNOWN), ...changes });
    expectProblem(answer, 400, 'validation_failed');
    expect(badFields(answer)).toEqual(fields);
  });

  it('needs a key that may write, and that may act for its agent', async () => {
    const record = invalidation(await written());
    expectProblem(await post(record, await server.createKey({ role: 'read_only' })), 403, 'role_too_low');
    expectProblem(await post(record, await server.createKey({ agentIds: [ALICE.agentId] })), 403, 'agent_not_permitted');
    expectProblem(await post(record, writer, { 'x-agent-id': ALICE.agentId }), 400, 'agent_header_mismatch');
    expect((await post(record, await server.createKey({ agentIds: [BOB.agentId] }), { 'x-agent-id': BOB.agentId })).status).toBe(201);
  });
});
