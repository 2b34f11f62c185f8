import { contentHash, recordAddress, recordMessage, sign } from '@stemedb/knowledge/claims';
import { call } from './support/call';
import { addressOf, agent, ALICE, BOB, claimOf, SIGNED_AT, signClaim, signVote } from './support/claims';
import { startTestApp, type TestApp } from './support/server';

describe('sources, votes and agents', () => {
  let server: TestApp;
  const post = (path: string, body: unknown) => call(server.url, 'POST', path, { key: server.adminKey, body });
  const get = (path: string) => call(server.url, 'GET', path, { key: server.adminKey });

  beforeAll(async () => {
    server = await startTestApp();
  });
  afterAll(() => server.close());

  describe('a source', () => {
    it('is registered once under the BLAKE3 of its content', async () => {
      const content = 'evidence \u{1F4C4} é';
      const created = await post('/v1/source', { content, title: 'One', source_class: 'Clinical', published_at: '2021-03' });
      expect([created.status, created.body['hash'], created.body['status']]).toEqual([201, contentHash(content), 'created']);
      const again = await post('/v1/source', { content, title: 'Another title' });
      expect([again.status, again.body['status'], again.body['recorded_at']]).toEqual([200, 'duplicate', created.body['recorded_at']]);
      const read = await get(`/v1/source/${contentHash(content)}`);
      expect(read.body).toMatchObject({ content, title: 'One', source_class: 'Clinical', published_at: '2021-03', uri: null });
      expect(read.headers.get('etag')).toMatch(/^".+"$/);
    });

    it('may be known by its hash alone', async () => {
      const hash = contentHash('secret file');
      expect((await post('/v1/source', { hash, uri: 'https://example.org/' })).status).toBe(201);
      expect((await get(`/v1/source/${hash}`)).body).toMatchObject({ content: null, content_bytes: null });
    });

    it('is refused when its content does not match its hash, or when it has neither', async () => {
      const wrong = await post('/v1/source', { content: 'a', hash: contentHash('b') });
      expect([wrong.status, wrong.body['code']]).toEqual([422, 'source_hash_mismatch']);
      expect((await post('/v1/source', { title: 'nothing' })).body['errors']?.[0]?.['path']).toBe('content');
      expect((await post('/v1/source', { content: 'a', published_at: 'last year' })).body['errors']?.[0]?.['path']).toBe('published_at');
    });

    it('takes a content of 1 MiB and no more', async () => {
      expect((await post('/v1/source', { content: 'm'.repeat(1_048_576) })).status).toBe(201);
      expect((await post('/v1/source', { content: 'm'.repeat(1_048_577) })).body['errors']?.[0]?.['path']).toBe('content');
    });

    it('may be signed, and then the signature must hold', async () => {
      const registration = { hash: contentHash('signed'), title: 'Signed', agent_id: ALICE.agentId, timestamp: SIGNED_AT };
      const message = recordMessage('source', recordAddress('source', registration));
      const signature = sign(message, ALICE.secretKey);
      const refused = await post('/v1/source', { ...registration, title: 'Other', content: 'signed', signature });
      expect([refused.status, refused.body['code']]).toEqual([422, 'source_signature_invalid']);
      expect((await post('/v1/source', { ...registration, content: 'signed' })).body['errors']?.[0]?.['path']).toBe('signature');
      expect((await post('/v1/source', { ...registration, content: 'signed', signature })).status).toBe(201);
      expect((await get(`/v1/source/${registration.hash}`)).body['agent_id']).toBe(ALICE.agentId);
    });

    it('is listed newest first, page by page, each once', async () => {
      for (let number = 0; number < 7; number += 1) await post('/v1/source', { content: `page ${number}` });
      const seen: string[] = [];
      let cursor = '';
      do {
        const page = (await get(`/v1/sources?limit=3${cursor && `&cursor=${cursor}`}`)).body;
        seen.push(...[...(page['items'] ?? [])].map((item) => String(item['hash'])));
        cursor = String(page['next_cursor'] ?? '');
      } while (cursor !== '');
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.slice(0, 7)).toEqual([6, 5, 4, 3, 2, 1, 0].map((number) => contentHash(`page ${number}`)));
    });

    it('that nobody registered is named as a warning beside the answer that rests on it', async () => {
      const claim = claimOf({ subject: 'cites', source_hash: contentHash('nobody registered this') });
      await post('/v1/assert', signClaim(claim));
      const answer = await get('/v1/skeptic?subject=cites&predicate=value');
      expect(answer.body['source_warnings']).toEqual([{ source_hash: claim.source_hash, status: 'unregistered', hashes: [addressOf(claim)] }]);
      await post('/v1/source', { content: 'nobody registered this', title: 'Somebody did' });
      const later = await get('/v1/skeptic?subject=cites&predicate=value');
      expect([later.body['source_warnings'], later.body['candidates']?.[0]?.['source_title']]).toEqual([[], 'Somebody did']);
    });
  });

  describe('a vote', () => {
    it('counts once, the one with the latest time, and leaves the others in history', async () => {
      const claim = claimOf({ subject: 'voted' });
      const hash = addressOf(claim);
      await post('/v1/assert', signClaim(claim));
      const latest = await post('/v1/vote', signVote(hash, 0.5, BOB, SIGNED_AT + 10));
      expect([latest.status, latest.body['status']]).toEqual([201, 'created']);
      expect((await post('/v1/vote', signVote(hash, -1, BOB, SIGNED_AT))).status).toBe(201);
      const again = await post('/v1/vote', signVote(hash, 0.5, BOB, SIGNED_AT + 10));
      expect([again.status, again.body]).toEqual([200, { ...latest.body, status: 'duplicate' }]);
      await post('/v1/vote', signVote(hash, 1, ALICE));
      const votes = [...((await get(`/v1/assertions/${hash}`)).body['votes'] ?? [])];
      expect(votes.map((vote) => [vote['weight'], vote['current']])).toEqual([[0.5, true], expect.anything(), expect.anything()]);
      expect(votes.filter((vote) => vote['current']).length).toBe(2);
      const answer = await get('/v1/query?subject=voted&predicate=value&lens=vote_consensus');
      expect(answer.body['candidates']?.[0]?.['votes']).toBe(1.5);
    });

    it('on an unknown assertion is 404, and out of bounds 400', async () => {
      const unknown = await post('/v1/vote', signVote('ab'.repeat(32), 1));
      expect([unknown.status, unknown.body['code']]).toEqual([404, 'assertion_not_found']);
      const heavy = await post('/v1/vote', { ...signVote('ab'.repeat(32), 1), weight: 1.5 });
      expect(heavy.body['errors']?.[0]?.['path']).toBe('weight');
    });
  });

  it('show agents with trust 0.5 and what they have done', async () => {
    const claim = claimOf({ subject: 'of agents' });
    const [busy, other] = [agent(71), agent(72)];
    await post('/v1/assert', signClaim(claim, [busy, other]));
    await post('/v1/vote', signVote(addressOf(claim), 1, busy));
    await post('/v1/vote', signVote(addressOf(claim), 0.5, busy, SIGNED_AT + 1));
    expect((await get(`/v1/agents/${busy.agentId}`)).body).toMatchObject({ agent_id: busy.agentId, trust: 0.5, assertions: 1, votes: 2 });
    const { body } = await get('/v1/agents?limit=1000');
    const ids = [...(body['items'] ?? [])].map((item) => String(item['agent_id']));
    expect(ids).toEqual(expect.arrayContaining([busy.agentId, other.agentId]));
    expect([ids, body['next_cursor']]).toEqual([[...ids].sort(), null]);
  });
});
