import { contentHash } from '@stemedb/knowledge/claims';
import { call } from './support/call';
import { addressOf, agent, ALICE, BOB, claimOf, SIGNED_AT, signClaim, signVote } from './support/claims';
import { badFields, expectProblem } from './support/problems';
import { startTestApp, type TestApp } from './support/server';
import { signSource } from './support/sources';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

const post = (path: string, body: unknown) => call(server.url, 'POST', path, { key: server.adminKey, body });
const get = (path: string, headers: Record<string, string> = {}) => call(server.url, 'GET', path, { key: server.adminKey, headers });

describe('the content of a source', () => {
  it.each([
    ['no character at all', ''],
    ['U+0000 and control characters', 'a\u0000b\u0007\u007f\u0085'],
    ['every kind of line end', 'a\nb\r\nc\rd\u2028e\u2029f'],
    ['a mark of the byte order, in front and inside', '\uFEFFa\uFEFFb'],
    ['letters in two spellings', 'caf\u00e9 cafe\u0301'],
    ['characters outside the BMP and the last one', '\u{1F600}\u{10FFFF}\uFFFD'],
    ['what looks like an escape', '\\u0000 \\x00 %00 \' " --'],
  ])('comes back byte for byte with %s', async (_what, content) => {
    const hash = contentHash(content);
    expect((await post('/v1/source', { content })).body).toMatchObject({ hash, status: 'created' });
    expect((await get(`/v1/source/${hash}`)).body).toMatchObject({ hash, content, content_bytes: Buffer.byteLength(content) });
  });

  it('may have 1 MiB of UTF-8, counted in bytes', async () => {
    const content = 'é'.repeat(524_288);
    expect((await post('/v1/source', { content })).status).toBe(201);
    const answer = await post('/v1/source', { content: `${content}a` });
    expectProblem(answer, 400, 'validation_failed');
    expect(badFields(answer)).toEqual(['content']);
  });

  it('may be escaped to several times its size on the way', async () => {
    const content = '\u0001'.repeat(1_048_576);
    expect((await post('/v1/source', { content })).body['hash']).toBe(contentHash(content));
  });

  it('must match a hash that is given with it, and names the true one', async () => {
    const answer = await post('/v1/source', { content: 'a', hash: contentHash('b') });
    expectProblem(answer, 422, 'source_hash_mismatch');
    expect(answer.body['errors']).toEqual([{ path: 'hash', message: `expected ${contentHash('a')}` }]);
    expect((await get(`/v1/source/${contentHash('a')}`)).status).toBe(404);
    expect((await post('/v1/source', { content: 'matching', hash: contentHash('matching') })).status).toBe(201);
  });
});

describe('the registration of a source', () => {
  it('stands as it was first made, whoever makes another', async () => {
    const first = await post('/v1/source', { content: 'once', title: 'First', source_class: 'Clinical' });
    const second = await post('/v1/source', signSource({ hash: contentHash('once'), content: 'once', title: 'Second', source_class: 'Regulatory' }));
    expect([second.status, second.body]).toEqual([200, { ...first.body, status: 'duplicate' }]);
    expect((await get(`/v1/source/${contentHash('once')}`)).body).toMatchObject({ title: 'First', source_class: 'Clinical', agent_id: null });
  });

  it('makes its signer known as an agent', async () => {
    const signer = agent(50);
    await post('/v1/source', signSource({ hash: contentHash('signed'), content: 'signed' }, signer));
    expect((await get(`/v1/agents/${signer.agentId}`)).body).toMatchObject({ trust: 0.5, assertions: 0, votes: 0 });
  });

  it.each([
    ['neither content nor hash', { title: 'a' }, ['content']],
    ['a signature without its signer', { hash: 'ab'.repeat(32), signature: 'ab'.repeat(64) }, ['signature']],
    ['a signer without a time', { hash: 'ab'.repeat(32), signature: 'ab'.repeat(64), agent_id: 'ab'.repeat(32) }, ['signature']],
    ['lines in its title', { hash: 'ab'.repeat(32), title: 'a\nb', author: '', uri: 'u'.repeat(2_049) }, ['author', 'title', 'uri']],
    ['an unknown class', { hash: 'ab'.repeat(32), source_class: 'Rumour', media_type: 1 }, ['media_type', 'source_class']],
    ['dates that are none', { hash: 'ab'.repeat(32), published_at: '5 December' }, ['published_at']],
    ['an unknown field', { hash: 'ab'.repeat(32), tier: 0 }, ['tier']],
  ])('is refused for %s', async (_what, body, fields) => {
    const answer = await post('/v1/source', body);
    expectProblem(answer, 400, 'validation_failed');
    expect(badFields(answer)).toEqual(fields);
  });

  it.each(['2017-13', '2017-02-30', '2017-12-05T25:00:00Z'])('is refused for the date %s, which does not exist', async (published_at) => {
    expectProblem(await post('/v1/source', { content: `dated ${published_at}`, published_at }), 400, 'validation_failed');
  });

  it.each(['2017', '2017-12', '2017-12-05', '2017-12-05T10:00:00Z', '2017-12-05T10:00:00.5+02:00'])('takes the date %s as it is', async (published_at) => {
    const { body } = await post('/v1/source', { content: `dated ${published_at}`, published_at });
    expect((await get(`/v1/source/${String(body['hash'])}`)).body['published_at']).toBe(published_at);
  });
});

describe('a vote', () => {
  const newTarget = async (subject: string) => {
    const claim = claimOf({ subject });
    await post('/v1/assert', signClaim(claim));
    return addressOf(claim);
  };
  const votesOn = async (hash: string) => [...((await get(`/v1/assertions/${hash}`)).body['votes'] ?? [])];

  it.each([-1, -0.5, 0, 0.1, 1])('may weigh %d', async (weight) => {
    const hash = await newTarget(`test://weight/${weight}`);
    expect((await post('/v1/vote', signVote(hash, weight))).status).toBe(201);
    expect((await votesOn(hash)).map((vote) => Number(vote['weight']))).toEqual([weight]);
  });

  it.each([-1.0001, 1.0001, 2, null, '1'])('may not weigh %j', async (weight) => {
    const answer = await post('/v1/vote', { ...signVote('ab'.repeat(32), 1), weight });
    expectProblem(answer, 400, 'validation_failed');
    expect(badFields(answer)).toEqual(['weight']);
  });

  it('is the current one of its agent when it has the latest time, whenever it arrives', async () => {
    const hash = await newTarget('test://current');
    for (const [weight, later] of [[0.2, 10], [0.9, 30], [-1, 20]] as const) await post('/v1/vote', signVote(hash, weight, BOB, SIGNED_AT + later));
    await post('/v1/vote', signVote(hash, 0.5, ALICE, SIGNED_AT));
    expect((await votesOn(hash)).map((vote) => [Number(vote['weight']), Boolean(vote['current'])])).toEqual([[0.9, true], [-1, false], [0.2, false], [0.5, true]]);
    expect((await get(`/v1/agents/${BOB.agentId}`)).body['votes']).toBeGreaterThanOrEqual(3);
    const { body } = await get('/v1/query?subject=test://current&predicate=value&lens=vote_consensus');
    expect(body['candidates']?.[0]?.['votes']).toBeCloseTo(1.4, 12);
  });

  it('changes the ETag of its assertion', async () => {
    const hash = await newTarget('test://etag');
    const etag = String((await get(`/v1/assertions/${hash}`)).headers.get('etag'));
    expect((await get(`/v1/assertions/${hash}`, { 'if-none-match': etag })).status).toBe(304);
    await post('/v1/vote', signVote(hash, 1));
    expect((await get(`/v1/assertions/${hash}`, { 'if-none-match': etag })).status).toBe(200);
  });
});

describe('an agent', () => {
  it('is known from its first claim on, with neutral trust and what it has signed', async () => {
    const newcomer = agent(60);
    expectProblem(await get(`/v1/agents/${newcomer.agentId}`), 404, 'agent_not_found');
    const first = await post('/v1/assert', signClaim(claimOf({ subject: 'test://agent/1' }), newcomer));
    await post('/v1/assert', signClaim(claimOf({ subject: 'test://agent/1' }), newcomer));
    await post('/v1/assert', signClaim(claimOf({ subject: 'test://agent/2' }), [ALICE, newcomer]));
    expect((await get(`/v1/agents/${newcomer.agentId}`)).body).toMatchObject({
      agent_id: newcomer.agentId,
      trust: 0.5,
      first_seen_at: first.body['recorded_at'],
      assertions: 2,
      votes: 0,
    });
  });
});
