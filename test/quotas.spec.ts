import { TrustRegister } from '@stemedb/knowledge/agents';
import { withClient } from '@stemedb/platform/database';
import { type Answer, call } from './support/call';
import { addressOf, agent, claimOf, signClaim, signVote } from './support/claims';
import { startTestApp, type TestApp } from './support/server';

const REASON = 'a test';

/** What the headers of an answer say of the quota. */
function quotaOf({ headers }: Answer): (number | undefined)[] {
  return ['x-quota-limit', 'x-quota-remaining'].map((name) => (headers.has(name) ? Number(headers.get(name)) : undefined));
}

describe('the quota', () => {
  let server: TestApp;
  let nextAgent = 100;
  const newAgent = () => agent(nextAgent++);
  const post = (path: string, body: unknown, key = server.adminKey) => call(server.url, 'POST', path, { key, body });
  const about = (subject: string, more: object = {}) => claimOf({ subject: `quota://${subject}`, ...more });
  const setQuota = (agentId: string, tokens: number | null) =>
    call(server.url, 'PUT', `/v1/admin/agents/${agentId}/quota`, { key: server.adminKey, body: { tokens_per_hour: tokens, reason: REASON } });
  const read = (key: string, headers: Record<string, string> = {}, path = '/v1/query?subject=quota%3A%2F%2Fx') =>
    call(server.url, 'GET', path, { key, headers });
  const setKeyQuota = (prefix: string, tokens: number) =>
    withClient(server.superuserUrl, (client) => client.query('UPDATE api_key SET quota_tokens_per_hour = $1 WHERE prefix = $2', [tokens, prefix]));

  beforeAll(async () => {
    server = await startTestApp({ environment: { STEMEDB_QUOTA_TOKENS_PER_HOUR: '100' } });
  });
  afterAll(() => server.close());

  describe('of a write', () => {
    it('is paid by the signer: 10 for a claim, 1 for a vote, and the same for a duplicate', async () => {
      const alice = newAgent();
      const claim = about('paid');
      const first = await post('/v1/assert', signClaim(claim, alice));
      expect([first.status, ...quotaOf(first)]).toEqual([201, 100, 90]);
      expect(Number(first.headers.get('x-quota-reset'))).toBeGreaterThan(3_500);
      const again = await post('/v1/assert', signClaim(claim, alice));
      expect([again.body['status'], ...quotaOf(again)]).toEqual(['duplicate', 100, 80]);
      expect(quotaOf(await post('/v1/vote', signVote(addressOf(claim), 1, alice)))).toEqual([100, 79]);
    });

    it('costs one more for each whole KiB of the body', async () => {
      const alice = newAgent();
      expect(quotaOf(await post('/v1/assert', signClaim(about('long', { narrative: 'n'.repeat(5 * 1_024) }), alice)))).toEqual([100, 85]);
    });

    it('is paid by every signer; of several all pay or none', async () => {
      const [poor, rich] = [newAgent(), newAgent()];
      await setQuota(poor.agentId, 19);
      expect(quotaOf(await post('/v1/assert', signClaim(about('both'), [poor, rich])))).toEqual([19, 9]);
      const refused = await post('/v1/assert', signClaim(about('both again'), [rich, poor]));
      expect([refused.status, refused.body['code'], ...quotaOf(refused)]).toEqual([429, 'quota_exceeded', 19, 9]);
      expect(refused.body).toMatchObject({ limit: 19, remaining: 9, cost: 10 });
      expect(refused.headers.get('retry-after')).toBe(refused.headers.get('x-quota-reset'));
      expect(quotaOf(await post('/v1/assert', signClaim(about('rich'), rich)))).toEqual([100, 80]);
      expect((await read(server.adminKey, {}, '/v1/query?subject=quota%3A%2F%2Fboth%20again')).body['items']).toEqual([]);
    });

    it('cannot be spent by whoever has not proved to be the agent', async () => {
      const victim = newAgent();
      const claim = signClaim(about('forged'), victim);
      const [signature] = claim.signatures;
      const forged = { ...claim, confidence: 0.1, signatures: [signature] };
      for (let attempt = 0; attempt < 12; attempt += 1) expect((await post('/v1/assert', forged)).status).toBe(422);
      const vote = { ...signVote(addressOf(about('forged')), 1, victim), weight: 0.5 };
      expect((await post('/v1/vote', vote)).body['code']).toBe('vote_signature_invalid');
      expect(quotaOf(await post('/v1/assert', claim))).toEqual([100, 90]);
    });

    it('is paid by each item of a batch, which fails alone', async () => {
      const [poor, rich] = [newAgent(), newAgent()];
      await setQuota(poor.agentId, 25);
      const items = [0, 1, 2, 3].map((number) => signClaim(about(`batch ${number}`), number === 2 ? rich : poor));
      const answer = await post('/v1/assert/batch', items);
      expect(answer.status).toBe(207);
      const results = [...(answer.body['results'] ?? [])];
      expect(results.map((result) => result['status'])).toEqual(['created', 'created', 'created', 'failed']);
      expect(results[3]?.['error']).toMatchObject({ code: 'quota_exceeded', status: 429, retry_after: expect.any(Number) });
      expect(quotaOf(answer)).toEqual([25, 5]);
    });

    it('is each namespace\'s own', async () => {
      const alice = newAgent();
      await post('/v1/assert', signClaim(about('here'), alice));
      const there = await call(server.url, 'POST', '/v1/assert', {
        key: server.adminKey,
        body: signClaim(about('there'), alice),
        headers: { 'x-namespace': 'elsewhere' },
      });
      expect(quotaOf(there)).toEqual([100, 90]);
    });
  });

  describe('of a read', () => {
    it.each([
      ['/v1/query?subject=a', 5],
      ['/v1/query?subject=a&predicate=b&lens=recency', 6],
      ['/v1/query?subject=a&predicate=b&lens=epoch&inner_lens=consensus', 7],
      ['/v1/skeptic?subject=a&predicate=b', 6],
      ['/v1/layered?subject=a&predicate=b', 6],
      ['/v1/constraints?subject=a', 6],
      ['/v1/search?q=word', 5],
      ['/v1/sources', undefined],
    ])('costs 5, and 1 for each lens: %s', async (path, cost) => {
      const answer = await read(await server.createKey({ role: 'read_only' }), {}, path);
      expect([answer.status, ...quotaOf(answer)]).toEqual([200, ...(cost === undefined ? [undefined, undefined] : [100, 100 - cost])]);
    });

    it('is paid by the key where no agent is named, and by the key\'s use of the agent where one is', async () => {
      const [one, other] = [await server.createKey({ role: 'read_only' }), await server.createKey({ role: 'read_only' })];
      const alice = newAgent();
      const named = { 'x-agent-id': alice.agentId };
      expect(quotaOf(await read(one))).toEqual([100, 95]);
      expect(quotaOf(await read(one, named))).toEqual([100, 95]);
      for (let left = 19; left > 0; left -= 1) await read(one, named);
      const refused = await read(one, named);
      expect([refused.status, refused.body['code']]).toEqual([429, 'quota_exceeded']);
      expect(quotaOf(await read(one))).toEqual([100, 90]);
      expect(quotaOf(await read(other, named))).toEqual([100, 95]);
      expect(quotaOf(await post('/v1/assert', signClaim(about('untouched'), alice)))).toEqual([100, 90]);
    });

    it('is paid by the agent itself where the key is bound to it', async () => {
      const alice = newAgent();
      const bound = await server.createKey({ agentIds: [alice.agentId] });
      await post('/v1/assert', signClaim(about('bound'), alice));
      expect(quotaOf(await read(bound, { 'x-agent-id': alice.agentId }))).toEqual([100, 85]);
    });

    it('does not grow by naming an agent with a larger one', async () => {
      const rich = newAgent();
      await setQuota(rich.agentId, 1_000_000);
      expect(quotaOf(await read(await server.createKey(), { 'x-agent-id': rich.agentId }))).toEqual([100, 95]);
    });
  });

  describe('of its own', () => {
    it('is set by an administrator, holds at once, and leaves an audit', async () => {
      const alice = newAgent();
      const set = await setQuota(alice.agentId, 500);
      expect([set.status, set.body]).toEqual([
        200,
        { agent_id: alice.agentId, tokens_per_hour: 500, previous: null, quota: { limit: 500, remaining: 500, reset: 3_600 } },
      ]);
      expect(quotaOf(await post('/v1/assert', signClaim(about('own'), alice)))).toEqual([500, 490]);
      expect((await setQuota(alice.agentId, null)).body).toMatchObject({ previous: 500, tokens_per_hour: null, quota: { limit: 100, remaining: 90 } });
      const listed = await call(server.url, 'GET', `/v1/audit?kind=admin&agent_id=${alice.agentId}`, { key: server.adminKey });
      const audits = await Promise.all(
        [...(listed.body['items'] ?? [])].map(({ id }) => call(server.url, 'GET', `/v1/audit/${String(id)}`, { key: server.adminKey })),
      );
      expect(audits.map(({ body }) => [body['act'], body['payload']?.['detail']])).toEqual([
        ['agent.quota', { tokens_per_hour: null, previous: 500, reason: REASON }],
        ['agent.quota', { tokens_per_hour: 500, previous: null, reason: REASON }],
      ]);
    });

    it('is not multiplied by trust, as that of everybody is', async () => {
      const multiplied: [number, number][] = [[0.1, 10], [0.3, 50], [0.5, 100], [0.7, 200], [0.9, 1_000]];
      for (const [trust, limit] of multiplied) {
        const alice = newAgent();
        await server.app.get(TrustRegister).record('default', { agentId: alice.agentId, trust, cause: 'test', detail: 'set' });
        expect(quotaOf(await post('/v1/assert', signClaim(about(`trust ${trust}`), alice)))).toEqual([limit, limit - 10]);
        await setQuota(alice.agentId, 70);
        expect(quotaOf(await post('/v1/assert', signClaim(about(`trust ${trust}`), alice)))).toEqual([70, 50]);
      }
    });

    it('of 0 is no limit', async () => {
      const alice = newAgent();
      expect((await setQuota(alice.agentId, 0)).body['quota']).toBeNull();
      for (let number = 0; number < 12; number += 1) {
        const answer = await post('/v1/assert', signClaim(about(`unlimited ${number}`), alice));
        expect([answer.status, ...quotaOf(answer)]).toEqual([201, undefined, undefined]);
      }
    });

    it('can be a key\'s: it stands for every agent that comes with it', async () => {
      const importer = await server.createKey();
      await setKeyQuota(importer.slice(0, 'steme_test_'.length + 8), 5_000);
      expect(quotaOf(await post('/v1/assert', signClaim(about('imported'), newAgent()), importer))).toEqual([5_000, 4_990]);
      expect(quotaOf(await read(importer))).toEqual([5_000, 4_995]);
    });

    it('is refused where it is no number, names no agent, has no reason, or is set by anybody else', async () => {
      const path = `/v1/admin/agents/${newAgent().agentId}/quota`;
      const put = (body: object, key = server.adminKey, where = path) => call(server.url, 'PUT', where, { key, body });
      for (const tokens of [-1, 1.5, '5', 2_000_000_001, undefined]) {
        expect((await put({ tokens_per_hour: tokens, reason: REASON })).body['errors']?.[0]?.['path']).toBe('tokens_per_hour');
      }
      expect((await put({ tokens_per_hour: 5 })).body['errors']?.[0]?.['path']).toBe('reason');
      expect((await put({ tokens_per_hour: 5, reason: REASON, more: 1 })).status).toBe(400);
      expect((await put({ tokens_per_hour: 5, reason: REASON }, server.adminKey, '/v1/admin/agents/nobody/quota')).status).toBe(400);
      expect((await put({ tokens_per_hour: 5, reason: REASON }, await server.createKey())).status).toBe(403);
    });
  });

  it('refused is counted as such', async () => {
    const key = await server.createKey();
    for (let request = 0; request < 21; request += 1) await read(key);
    expect((await call(server.url, 'GET', '/metrics')).text).toMatch(/^stemedb_requests_rejected_total\{reason="quota"\} [1-9]/m);
  });
});

describe('the quota of nobody', () => {
  it('is told or counted where it is turned off', async () => {
    const server = await startTestApp();
    try {
      const answer = await call(server.url, 'POST', '/v1/assert', { key: server.adminKey, body: signClaim(claimOf()) });
      expect([answer.status, answer.headers.get('x-quota-limit')]).toEqual([201, null]);
    } finally {
      await server.close();
    }
  });
});
