import { contentHash, ZERO_HASH } from '@stemedb/knowledge/claims';
import { call, type Json, search } from './support/call';
import { addressOf, BOB, claimOf, signClaim } from './support/claims';
import { badFields, expectProblem } from './support/problems';
import { startTestApp, type TestApp } from './support/server';

const FUTURE = '2999-01-01T00:00:00Z';
const PREHISTORY = '2000-01-01T00:00:00Z';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

const post = (path: string, body: unknown, namespace = 'default') =>
  call(server.url, 'POST', path, { key: server.adminKey, body, headers: { 'x-namespace': namespace } });
const get = (path: string, namespace = 'default') => call(server.url, 'GET', path, { key: server.adminKey, headers: { 'x-namespace': namespace } });
const newSource = async (content: string, namespace?: string) => String((await post('/v1/source', { content }, namespace)).body['hash']);
const judge = (hash: string, status: string, namespace?: string) => post(`/v1/source/${hash}/status`, { status, reason: 'because' }, namespace);
const answer = async (subject: string, parameters: Record<string, string> = {}) =>
  (await get(`/v1/query${search({ subject, predicate: 'value', lens: 'consensus', ...parameters })}`)).body;
const winner = (body: Json) => (body['winner'] as unknown) && String(body['winner']?.['hash']);
const excluded = (body: Json) => [...(body['excluded'] ?? [])].map((item) => [String(item['hash']), String(item['reason'])]);

describe('the status of a source', () => {
  it('is active, and is changed by an admin with a reason', async () => {
    const hash = await newSource('changes');
    const changed = await judge(hash, 'deprecated');
    expect([changed.status, changed.body]).toEqual([
      201,
      {
        hash,
        outcome: 'changed',
        status: 'deprecated',
        previous: 'active',
        recorded_at: expect.stringMatching(/\.\d{6}Z$/),
        affected: { assertions: 0, descendants: 0 },
      },
    ]);
    const again = await judge(hash, 'deprecated');
    expect([again.status, again.body]).toEqual([200, { ...changed.body, outcome: 'unchanged' }]);
    expect((await judge(hash, 'active')).body).toMatchObject({ outcome: 'changed', previous: 'deprecated' });
  });

  it('is shown with the source, in the list, and as of a moment', async () => {
    const hash = await newSource('shown');
    const registered = String((await get(`/v1/source/${hash}`)).body['recorded_at']);
    const { recorded_at: retracted } = (await judge(hash, 'retracted')).body;
    expect((await get(`/v1/source/${hash}`)).body).toMatchObject({ status: 'retracted', status_reason: 'because', as_of: retracted });
    const before = await get(`/v1/source/${hash}?as_of=${registered}`);
    expect(before.body).toMatchObject({ status: 'active', status_reason: null, as_of: registered });
    expect((await get(`/v1/source/${hash}?as_of=${registered}`)).text).toBe(before.text);
    const list = (await get('/v1/sources?limit=1')).body;
    expect([list['items']?.[0]?.['status'], list['as_of']]).toEqual(['retracted', expect.stringMatching(/Z$/)]);
    expect((await get(`/v1/sources?limit=1&as_of=${registered}`)).body).toMatchObject({ as_of: registered, items: [{ hash, status: 'active' }] });
    expect((await get(`/v1/sources?as_of=${PREHISTORY}`)).body).toMatchObject({ items: [], next_cursor: null });
  });

  it('changes the ETag of the source, which else stays', async () => {
    const hash = await newSource('etag');
    const tag = async () => (await get(`/v1/source/${hash}`)).headers.get('etag');
    const first = await tag();
    await newSource('something else');
    expect(await tag()).toBe(first);
    await judge(hash, 'deprecated');
    expect(await tag()).not.toBe(first);
  });

  it.each([
    ['an unknown status', { status: 'Retracted', reason: 'a' }, ['status']],
    ['no status', { reason: 'a' }, ['status']],
    ['no reason', { status: 'retracted' }, ['reason']],
    ['an empty reason', { status: 'retracted', reason: '' }, ['reason']],
    ['too long a reason', { status: 'retracted', reason: 'a'.repeat(2_001) }, ['reason']],
    ['an unknown field', { status: 'retracted', reason: 'a', cascade: true }, ['cascade']],
  ])('is refused for %s', async (_what, body, fields) => {
    const refused = await post(`/v1/source/${contentHash('any')}/status`, body);
    expectProblem(refused, 400, 'validation_failed');
    expect(badFields(refused)).toEqual(fields);
  });

  it('is missing where the source is unknown, of another namespace or not yet registered', async () => {
    const foreign = await newSource('foreign', 'red');
    for (const hash of [contentHash('nobody'), foreign, ZERO_HASH]) expectProblem(await judge(hash, 'retracted'), 404, 'source_not_found');
    expectProblem(await get(`/v1/source/${foreign}`), 404, 'source_not_found');
    expectProblem(await get(`/v1/source/${foreign}?as_of=${PREHISTORY}`, 'red'), 404, 'source_not_found');
    expectProblem(await get(`/v1/source/${foreign}?as_of=${FUTURE}`, 'red'), 422, 'as_of_in_future');
    expectProblem(await get(`/v1/sources?as_of=${FUTURE}`), 422, 'as_of_in_future');
    expectProblem(await get(`/v1/sources?as_of=yesterday`), 400, 'validation_failed');
    expect((await judge('nothex', 'retracted')).status).toBe(400);
  });

  it('is said by nobody but an admin', async () => {
    const hash = await newSource('guarded');
    for (const role of ['read_only', 'write_agent'] as const) {
      const key = await server.createKey({ role });
      expectProblem(await call(server.url, 'POST', `/v1/source/${hash}/status`, { key, body: { status: 'retracted', reason: 'a' } }), 403, 'role_too_low');
    }
    expect((await get(`/v1/source/${hash}`)).body['status']).toBe('active');
  });
});

describe('a retraction', () => {
  it('takes the claims that rest on the source out of every answer from that moment on', async () => {
    const source_hash = await newSource('flawed study');
    const subject = 'test://retracted';
    const cites = claimOf({ subject, source_hash });
    const derives = claimOf({ subject, object: { type: 'Number', value: 2 }, parent_hash: addressOf(cites) });
    const stands = claimOf({ subject, object: { type: 'Number', value: 3 }, confidence: 0.1 });
    for (const claim of [cites, derives, stands]) await post('/v1/assert', signClaim(claim));
    const before = await answer(subject);
    expect(winner(before)).toBe([addressOf(cites), addressOf(derives)].find((hash) => hash === winner(before)));

    const { recorded_at, affected } = (await judge(source_hash, 'retracted')).body;
    expect(affected).toEqual({ assertions: 1, descendants: 1 });
    const after = await answer(subject);
    expect(winner(after)).toBe(addressOf(stands));
    expect(excluded(after).sort()).toEqual([[addressOf(cites), 'invalidated'], [addressOf(derives), 'invalidated']].sort());
    expect(winner(await answer(subject, { as_of: String(before['as_of']) }))).toBe(winner(before));
    expect(winner(await answer(subject, { as_of: String(recorded_at) }))).toBe(addressOf(stands));
  });

  it('holds for claims that come later, and ends when the source is active again', async () => {
    const source_hash = await newSource('revoked twice');
    const subject = 'test://late';
    await judge(source_hash, 'retracted');
    const late = claimOf({ subject, source_hash });
    expect((await post('/v1/assert', signClaim(late, BOB))).status).toBe(201);
    expect(excluded(await answer(subject))).toEqual([[addressOf(late), 'invalidated']]);
    await judge(source_hash, 'active');
    expect(winner(await answer(subject))).toBe(addressOf(late));
  });

  it('is no deprecation, which takes nothing out', async () => {
    const source_hash = await newSource('outdated');
    const claim = claimOf({ subject: 'test://deprecated', source_hash });
    await post('/v1/assert', signClaim(claim));
    await judge(source_hash, 'deprecated');
    expect(winner(await answer('test://deprecated'))).toBe(addressOf(claim));
  });
});
