import type { Claim } from '@stemedb/knowledge/claims';
import { call, type Json, search } from './support/call';
import { addressOf, agent, ALICE, BOB, claimOf, SIGNED_AT, signClaim } from './support/claims';
import { startTestApp, type TestApp } from './support/server';
import { unaudited } from './support/unaudited';

const number = (value: number) => ({ type: 'Number' as const, value });

/** A small store: what is said of one subject by all kinds of evidence, and of its neighbours. */
const CLAIMS: Record<string, { claim: Claim; signer?: number; signedAt?: number }> = {
  label: { claim: claimOf({ object: number(7), confidence: 0.9, source_class: 'Regulatory' }) },
  trial: { claim: claimOf({ object: number(7.0000000001), confidence: 0.95, source_class: 'Clinical' }), signer: 2 },
  forum: { claim: claimOf({ object: number(5), confidence: 0.99, source_class: 'Anecdotal' }), signer: 3, signedAt: SIGNED_AT + 50 },
  past: { claim: claimOf({ object: number(9), confidence: 0.9, source_class: 'Regulatory', valid_from: 1_000, valid_to: 2_000 }), signer: 4 },
  approved: { claim: claimOf({ object: number(7), source_class: 'Expert', lifecycle: 'Approved', epoch: 'e1' }), signer: 5 },
  rejected: { claim: claimOf({ object: number(1), source_class: 'Expert', lifecycle: 'Rejected' }), signer: 5 },
  picture: { claim: claimOf({ subject: 'test://subject/child', visual_hash: '00000000000000ff' }) },
  must: { claim: claimOf({ predicate: 'must_use', object: { type: 'Text', value: 'TLS 1.3' }, lifecycle: 'Approved' }) },
  proposed: { claim: claimOf({ predicate: 'forbidden', object: { type: 'Text', value: 'MD5' } }) },
};

const hash = (name: keyof typeof CLAIMS) => addressOf(CLAIMS[name]?.claim ?? claimOf());

describe('reading', () => {
  let server: TestApp;
  const get = (path: string, headers: Record<string, string> = {}) => call(server.url, 'GET', path, { key: server.adminKey, headers });
  const write = (claim: Claim, signer = 1, signedAt = SIGNED_AT) =>
    call(server.url, 'POST', '/v1/assert', { key: server.adminKey, body: signClaim(claim, agent(signer), signedAt) });
  const list = async (parameters: Record<string, string | number>) =>
    [...((await get(`/v1/query${search(parameters)}`)).body['items'] ?? [])].map((item) => String(item['hash']));
  const names = async (parameters: Record<string, string | number>) =>
    (await list(parameters)).map((found) => Object.keys(CLAIMS).find((name) => hash(name) === found));
  const ask = async (parameters: Record<string, string | number>, endpoint = 'query'): Promise<Json> => {
    const answer = await get(`/v1/${endpoint}${search({ subject: 'test://subject', predicate: 'value', ...parameters })}`);
    expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
    return answer.body;
  };
  const winner = async (parameters: Record<string, string | number>) => (await ask(parameters))['winner']?.['object']?.['value'];

  beforeAll(async () => {
    server = await startTestApp();
    for (const { claim, signer, signedAt } of Object.values(CLAIMS)) await write(claim, signer, signedAt);
  });
  afterAll(() => server.close());

  describe('a list', () => {
    it('holds what matches, newest first', async () => {
      expect(await names({ subject: 'test://subject' })).toEqual(['proposed', 'must', 'rejected', 'approved', 'past', 'forum', 'trial', 'label']);
      expect(await names({ predicate: 'must_use' })).toEqual(['must']);
      expect(await names({ subject: 'test://nothing' })).toEqual([]);
    });

    it('goes down a subtree in the order of its subjects', async () => {
      expect(await names({ subject_prefix: 'test://subject/' })).toEqual(['picture']);
      expect((await names({ subject_prefix: 'test://' })).at(-1)).toBe('picture');
      expect(await names({ subject_prefix: 'test://%' })).toEqual([]);
    });

    it.each<[string, Record<string, string>, string[]]>([
      ['agent_id', { subject: 'test://subject', agent_id: BOB.agentId }, ['trial']],
      ['lifecycle', { lifecycle: 'Approved' }, ['must', 'approved']],
      ['epoch', { epoch: 'e1' }, ['approved']],
      ['min_confidence', { min_confidence: '0.95' }, ['forum', 'trial']],
      ['valid_at', { valid_at: '1500', min_confidence: '0.8', epoch: 'none' }, []],
      ['source_class', { source_class: 'Clinical' }, ['trial']],
      ['visual_near', { visual_near: '00000000000000fe' }, ['picture']],
      ['visual_threshold', { visual_near: '0000000000000000', visual_threshold: '7' }, []],
    ])('is narrowed down by %s', async (_filter, parameters, expected) => {
      expect(await names(parameters)).toEqual(expected);
    });

    it.each(['source_class=Clinical&source_class=Anecdotal', 'source_class[]=Clinical&source_class[]=Anecdotal', 'source_class%5B%5D=Clinical&source_class%5b%5d=Anecdotal'])(
      'takes several classes as %s',
      async (parameters) => {
        const items = [...((await get(`/v1/query?${parameters}`)).body['items'] ?? [])];
        expect(items.map((item) => item['source_class'])).toEqual(['Anecdotal', 'Clinical']);
      },
    );

    it('neither skips nor repeats while others write, and stays in its moment', async () => {
      for (let index = 0; index < 20; index += 1) await write(claimOf({ subject: `page://${String(index).padStart(2, '0')}` }), 6);
      const questions: Record<string, string>[] = [{ subject_prefix: 'page://' }, { agent_id: agent(6).agentId }];
      for (const parameters of questions) {
        const seen: string[] = [];
        let cursor: string | undefined;
        let page = 0;
        do {
          const answer = (await get(`/v1/query${search({ ...parameters, limit: 3, ...(cursor ? { cursor } : {}) })}`)).body;
          seen.push(...[...(answer['items'] ?? [])].map((item) => String(item['hash'])));
          cursor = answer['next_cursor'] === null ? undefined : String(answer['next_cursor']);
          await write(claimOf({ subject: `page://${page}-late-${Object.keys(parameters)[0]}` }), 6);
          page += 1;
        } while (cursor);
        expect(new Set(seen).size).toBe(seen.length);
        // The twenty of the beginning, and for the second question the seven that the first one's pages brought.
        expect(seen.length).toBe('subject_prefix' in parameters ? 20 : 27);
      }
    });

    it('refuses a cursor of another query and a damaged one', async () => {
      const cursor = String((await get('/v1/query?limit=1')).body['next_cursor']);
      for (const path of [`/v1/query?limit=1&predicate=value&cursor=${cursor}`, '/v1/query?cursor=abc', `/v1/query?cursor=${cursor.slice(0, -6)}`]) {
        const answer = await get(path);
        expect([answer.status, answer.body['errors']?.[0]?.['path']]).toEqual([400, 'cursor']);
      }
    });
  });

  describe('a lens', () => {
    it('answers by its own rule', async () => {
      expect(await winner({ lens: 'recency' })).toBe(5);
      expect(await winner({ lens: 'confidence' })).toBe(5);
      expect(await winner({ lens: 'consensus' })).toBe(7);
      expect(await winner({ lens: 'authority' })).toBe(7);
      expect(await winner({ lens: 'epoch', inner_lens: 'confidence' })).toBe(5);
    });

    it('names everything that it left out, and why', async () => {
      const answer = await ask({ lens: 'consensus', min_confidence: 0.85 });
      expect([...(answer['excluded'] ?? [])].map((one) => `${String(one['hash'])} ${String(one['reason'])}`).sort()).toEqual(
        [`${hash('past')} not_valid_at`, `${hash('rejected')} lifecycle`, `${hash('approved')} below_min_confidence`].sort(),
      );
      expect(answer['candidates_total']).toBe(3);
      expect(answer).toMatchObject({ lens: 'consensus', ruleset_version: 1, aliases_used: [], decay: 'on' });
    });

    it('shows the parts of each weight, which multiply to it', async () => {
      for (const candidate of [...((await ask({ lens: 'consensus', decay: 'off' }))['candidates'] ?? [])]) {
        const [confidence, multiplier, trust, decay] = ['confidence', 'tier_multiplier', 'trust', 'decay'].map((part) => Number(candidate[part]));
        expect(Number(candidate['weight'])).toBeCloseTo(Number(confidence) * Number(multiplier) * Number(trust) * Number(decay), 12);
        expect(decay).toBe(1);
      }
    });

    it('gives no winner as skeptic, a winner a tier as layered, and lists of constraints', async () => {
      const skeptic = await ask({}, 'skeptic');
      expect([skeptic['winner'], skeptic['groups']?.length]).toEqual([null, 2]);
      const layered = await ask({}, 'layered');
      expect([...(layered['tiers'] ?? [])].map((tier) => tier['source_class'])).toEqual(['Regulatory', 'Clinical', 'Expert', 'Anecdotal']);
      expect(layered['winner']?.['hash']).toBe(hash('label'));
      const constraints = (await get('/v1/constraints?subject=test://subject')).body;
      expect([...(constraints['must_use'] ?? [])].map((one) => one['object']?.['value'])).toEqual(['TLS 1.3']);
      expect(constraints['forbidden']).toEqual([]);
      expect((await get('/v1/query?subject=test://subject&lens=constraints')).body['must_use']?.length).toBe(1);
    });

    it('answers for another valid time, for any time, and for a wider tolerance', async () => {
      expect(await winner({ lens: 'recency', valid_at: 1_500, source_class: 'Regulatory', agent_id: agent(4).agentId })).toBe(9);
      expect((await ask({ lens: 'skeptic', valid_at: 'any' }))['groups']?.length).toBe(3);
      expect((await ask({ lens: 'skeptic', tolerance: 0.5 }))['groups']?.length).toBe(1);
    });

    it('has no winner where nobody has said anything', async () => {
      const answer = await ask({ lens: 'consensus', subject: 'test://silent' });
      expect(answer).toMatchObject({ winner: null, candidates: [], conflict_score: 0, status: null, resolution_confidence: null });
    });

    it('refuses more candidates than it may weigh instead of cutting them off', async () => {
      const small = await startTestApp({ environment: { STEMEDB_LENS_MAX_CANDIDATES: '100' } });
      try {
        const body = Array.from({ length: 101 }, (_unused, index) => signClaim(claimOf({ object: number(index) })));
        await call(small.url, 'POST', '/v1/assert/batch', { key: small.adminKey, body });
        const answer = await call(small.url, 'GET', '/v1/skeptic?subject=test://subject&predicate=value', { key: small.adminKey });
        expect([answer.status, answer.body['code']]).toEqual([422, 'too_many_candidates']);
      } finally {
        await small.close();
      }
    });
  });

  describe('an earlier moment', () => {
    it('gives the same bytes for ever', async () => {
      const pair = { subject: 'test://moment', predicate: 'value' };
      await write(claimOf({ subject: pair.subject, object: number(7) }));
      const first = await get(`/v1/skeptic${search(pair)}`);
      await write(claimOf({ subject: pair.subject, object: number(42), source_class: 'Regulatory' }), 8);
      const again = await get(`/v1/skeptic${search({ ...pair, as_of: String(first.body['as_of']) })}`);
      expect(unaudited(again)).toBe(unaudited(first));
      expect((await ask(pair, 'skeptic'))['groups']).toHaveLength(2);
    });

    it('is empty before the first claim and refused in the future', async () => {
      expect((await ask({ lens: 'consensus', as_of: '2020-01-01T00:00:00Z' }))['candidates_total']).toBe(0);
      const future = await get(`/v1/query${search({ as_of: Math.floor(Date.now() / 1_000) + 60 })}`);
      expect([future.status, future.body['code']]).toEqual([422, 'as_of_in_future']);
    });
  });

  it('by address answers 304 to whoever has these bytes, until a signature is added', async () => {
    const claim = claimOf({ subject: 'test://bytes' });
    const path = `/v1/assertions/${addressOf(claim)}`;
    await write(claim);
    const first = await get(path);
    const etag = String(first.headers.get('etag'));
    expect(first.headers.get('cache-control')).toContain('immutable');
    const second = await get(path, { 'if-none-match': `"other", W/${etag}` });
    expect([second.status, second.text, second.headers.get('etag')]).toEqual([304, '', etag]);
    await write(claim, 2);
    expect((await get(path, { 'if-none-match': etag })).status).toBe(200);
    expect((await get('/v1/query')).headers.get('cache-control')).toBe('no-store');
    expect(ALICE.agentId).toBe(first.body['signatures']?.[0]?.['agent_id']);
  });
});
