import { recordAddress } from '@stemedb/knowledge/claims';
import { call, search } from './support/call';
import { ALICE, BOB } from './support/claims';
import { badFields, expectProblem } from './support/problems';
import { flipBit, signRecord } from './support/records';
import { startTestApp, type TestApp } from './support/server';

describe('epochs over HTTP', () => {
  let server: TestApp;
  let writer: string;
  const post = (body: unknown, key = writer, headers: Record<string, string> = {}) => call(server.url, 'POST', '/v1/epoch', { key, body, headers });
  const get = (id: string, parameters: Record<string, string> = {}, key = writer) =>
    call(server.url, 'GET', `/v1/epochs/${encodeURIComponent(id)}${search(parameters)}`, { key });
  const list = (parameters: Record<string, string | number> = {}, key = writer) => call(server.url, 'GET', `/v1/epochs${search(parameters)}`, { key });
  const epoch = (id: string, changes: object = {}) => ({ id, name: `The epoch ${id}`, starts_at: 1_600_000_000, ...changes });
  const after = (id: string, supersedes: string, supersession_type = 'Temporal') => epoch(id, { supersedes, supersession_type });

  beforeAll(async () => {
    server = await startTestApp();
    writer = await server.createKey();
  });
  afterAll(() => server.close());

  it('are created once and then duplicates', async () => {
    const body = epoch('first', { description: 'The beginning', ends_at: 1_700_000_000 });
    const created = await post(body);
    expect([created.status, created.body]).toEqual([201, { hash: recordAddress('epoch', body), status: 'created', recorded_at: expect.stringMatching(/\.\d{6}Z$/) }]);
    const again = await post(body);
    expect([again.status, again.body]).toEqual([200, { ...created.body, status: 'duplicate' }]);
    expect((await get('first')).body).toMatchObject({ ...body, hash: created.body['hash'], recorded_at: created.body['recorded_at'], superseded_by: null, superseded: false });
  });

  it('never change: another body under the same id is refused', async () => {
    await post(epoch('fixed'));
    for (const other of [epoch('fixed', { name: 'Other' }), epoch('fixed', { ends_at: 1_700_000_000 }), after('fixed', 'first'), signRecord('epoch', epoch('fixed'))]) {
      const answer = await post(other);
      expectProblem(answer, 409, 'epoch_exists');
      expect(badFields(answer)).toEqual(['id']);
    }
    expect((await get('fixed')).body).toMatchObject({ name: 'The epoch fixed', ends_at: null });
  });

  it.each(['a/b', 'a b?c#d', '100 %', '%2F', 'ä\u{1F4C4}', '..%', 'x'.repeat(128), '\u{1F4C4}'.repeat(64)])('may be called %s', async (id) => {
    expect((await post(epoch(id))).status).toBe(201);
    expect((await get(id)).body['id']).toBe(id);
  });

  it('tell what replaced them, and from when on', async () => {
    await post(epoch('old'));
    const before = String((await get('old')).body['as_of']);
    const refined = await post(after('exact', 'old', 'Refinement'));
    expect((await get('old')).body).toMatchObject({ superseded_by: { id: 'exact', type: 'Refinement' }, superseded: false });
    await post(after('new', 'old'));
    expect((await get('old')).body).toMatchObject({ superseded_by: { id: 'new', type: 'Temporal' }, superseded: true });
    expect((await get('new')).body).toMatchObject({ supersedes: 'old', supersession_type: 'Temporal', superseded_by: null });
    expect((await get('old', { as_of: before })).body).toMatchObject({ as_of: before, superseded_by: null, superseded: false });
    expect((await get('old', { as_of: String(refined.body['recorded_at']) })).body).toMatchObject({ superseded_by: { id: 'exact' }, superseded: false });
    expectProblem(await get('new', { as_of: before }), 404, 'epoch_not_found');
  });

  it('give the same bytes as of the same moment, whatever is written later', async () => {
    await post(epoch('still'));
    const { as_of } = (await get('still')).body as unknown as { as_of: string };
    const [one, all] = [(await get('still', { as_of })).text, (await list({ as_of, limit: 2 })).text];
    await post(after('moving', 'still', 'Invalidate'));
    expect([(await get('still', { as_of })).text, (await list({ as_of, limit: 2 })).text]).toEqual([one, all]);
    expectProblem(await get('still', { as_of: '9999-01-01T00:00:00Z' }), 422, 'as_of_in_future');
    expectProblem(await list({ as_of: '9999-01-01T00:00:00Z' }), 422, 'as_of_in_future');
    expectProblem(await list({ as_of: 'yesterday' }), 400, 'validation_failed');
  });

  it('replace only what exists in their namespace, and never themselves', async () => {
    const unknown = await post(after('next', 'nothing'));
    expectProblem(unknown, 404, 'epoch_not_found');
    expect(badFields(unknown)).toEqual(['supersedes']);
    expectProblem(await post(after('next', 'next')), 409, 'epoch_cycle');
    await call(server.url, 'POST', '/v1/epoch', { key: server.adminKey, body: epoch('red'), headers: { 'x-namespace': 'red' } });
    expectProblem(await post(after('next', 'red')), 404, 'epoch_not_found');
    expectProblem(await get('red'), 404, 'epoch_not_found');
    expect((await list({ limit: 1_000 })).text).not.toContain('The epoch red');
    expect((await post(epoch('red', { name: 'Ours' }))).status).toBe(201);
  });

  it('may be signed, and then the signature must hold', async () => {
    const signed = signRecord('epoch', epoch('signed'), BOB);
    for (const bad of [flipBit(signed), flipBit(signed, 63), { ...signed, name: 'Other' }, { ...signed, agent_id: ALICE.agentId }]) {
      const answer = await post(bad, server.adminKey);
      expectProblem(answer, 422, 'record_signature_invalid');
      expect(badFields(answer)).toEqual(['signature']);
    }
    expectProblem(await post(signRecord('epoch', epoch('signed'), BOB, 4_000_000_000)), 422, 'record_timestamp_in_future');
    expectProblem(await post(signed, await server.createKey({ agentIds: [ALICE.agentId] })), 403, 'agent_not_permitted');
    expectProblem(await post(signed, writer, { 'x-agent-id': ALICE.agentId }), 400, 'agent_header_mismatch');
    expect((await post(signed)).status).toBe(201);
    expect((await get('signed')).body).toMatchObject({ agent_id: BOB.agentId, timestamp: signed.timestamp, signature: signed.signature });
  });

  it('are listed newest first, page by page, each once, as of the first page', async () => {
    const key = await server.createKey({ namespace: 'pages' });
    for (let number = 0; number < 7; number += 1) await post(epoch(`page ${number}`), key);
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = (await list({ limit: 3, ...(cursor && { cursor }) }, key)).body;
      seen.push(...[...(page['items'] ?? [])].map((item) => String(item['id'])));
      cursor = String(page['next_cursor'] ?? '');
      await post(epoch(`meanwhile ${seen.length}`), key);
    } while (cursor !== '' && cursor !== 'null');
    expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0].map((number) => `page ${number}`));
    expectProblem(await list({ cursor: 'nonsense' }, key), 400, 'validation_failed');
    expectProblem(await list({ limit: 0 }, key), 400, 'validation_failed');
    expectProblem(await list({ name: 'x' }, key), 400, 'validation_failed');
  });

  it.each([
    ['no id', { id: undefined }, ['id']],
    ['an id of 129 characters', { id: 'x'.repeat(129) }, ['id']],
    ['a control character in its id', { id: 'a\u0001' }, ['id']],
    ['no name', { name: undefined }, ['name']],
    ['no beginning', { starts_at: undefined }, ['starts_at']],
    ['an end before its beginning', { ends_at: 1 }, ['ends_at']],
    ['a predecessor without type', { supersedes: 'first' }, ['supersession_type']],
    ['a type without predecessor', { supersession_type: 'Temporal' }, ['supersession_type']],
    ['an unknown type', { supersedes: 'first', supersession_type: 'Better' }, ['supersession_type']],
    ['half a signature', { timestamp: 1 }, ['signature']],
    ['an unknown field', { colour: 'red' }, ['colour']],
  ])('are malformed with %s', async (_what, changes, fields) => {
    const answer = await post({ ...epoch('malformed'), ...changes });
    expectProblem(answer, 400, 'validation_failed');
    expect(badFields(answer)).toEqual(fields);
    expectProblem(await get('malformed'), 404, 'epoch_not_found');
  });

  it('are made by keys that may write, and read by all', async () => {
    const reader = await server.createKey({ role: 'read_only' });
    expectProblem(await post(epoch('by a reader'), reader), 403, 'role_too_low');
    expect([(await get('first', {}, reader)).status, (await list({}, reader)).status]).toEqual([200, 200]);
    expectProblem(await get('x'.repeat(129)), 400, 'validation_failed');
  });
});
