import { TrustRegister } from '@stemedb/knowledge/agents';
import { call, type Json, search } from './support/call';
import { agent, claimOf, signClaim } from './support/claims';
import { startTestApp, type TestApp } from './support/server';

const DAY_MS = 86_400_000;

describe('trust', () => {
  let server: TestApp;
  const post = (path: string, body?: unknown, key = server.adminKey) => call(server.url, 'POST', path, { key, body });
  const get = (path: string, key = server.adminKey) => call(server.url, 'GET', path, { key });
  const register = () => server.app.get(TrustRegister);
  const outcome = (agentId: string, what: 'accurate' | 'inaccurate', namespace = 'default') =>
    register().recordOutcome(undefined, namespace, agentId, what, 'gold_standard', `was ${what}`);

  /** Makes the last event of all agents look older: time itself cannot be turned. */
  const age = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();

  beforeAll(async () => {
    server = await startTestApp();
  });
  afterAll(() => server.close());

  it('of an agent is read with its tier, its history and its counts, now and as of any past moment', async () => {
    const one = agent(31);
    await post('/v1/assert', signClaim(claimOf({ subject: 'of trust' }), one));
    const before = (await get(`/v1/agents/${one.agentId}`)).body;
    expect(before).toMatchObject({ trust: 0.5, tier: 'Verified', assertions: 1, quarantined: 0, rejections: 0, trust_history: [], circuit_breaker: 'closed', quota: null });
    await outcome(one.agentId, 'accurate');
    for (let index = 0; index < 3; index += 1) await outcome(one.agentId, 'inaccurate');
    const after = (await get(`/v1/agents/${one.agentId}`)).body;
    expect(after).toMatchObject({ trust: 0.25, tier: 'Untrusted', quota_multiplier: 0.1 });
    expect([...(after['trust_history'] ?? [])].map(({ trust }) => trust)).toEqual([0.25, 0.35, 0.45, 0.55]);
    expect(after['trust_history']?.[0]).toMatchObject({ cause: 'gold_standard', detail: 'was inaccurate' });
    const past = (await get(`/v1/agents/${one.agentId}${search({ as_of: String(before['as_of']) })}`)).body;
    expect(past).toEqual(before);
  });

  it('has a history that is read page by page, each event once, as of the moment of the first page', async () => {
    const one = agent(32);
    await post('/v1/assert', signClaim(claimOf({ subject: 'of pages' }), one));
    for (let index = 0; index < 5; index += 1) await outcome(one.agentId, 'accurate');
    const seen: unknown[] = [];
    let cursor: unknown = undefined;
    do {
      const page: Json = (await get(`/v1/agents/${one.agentId}/trust${search({ limit: 2, ...(cursor ? { cursor: String(cursor) } : {}) })}`)).body;
      seen.push(...[...(page['items'] ?? [])].map(({ trust }) => trust));
      cursor = page['next_cursor'];
      await outcome(one.agentId, 'inaccurate');
    } while (cursor !== null);
    expect(seen).toEqual([0.75, 0.7, 0.65, 0.6, 0.55]);
    expect((await get(`/v1/agents/${'ab'.repeat(32)}/trust`)).body['code']).toBe('agent_not_found');
  });

  it('filters the list of agents by tier', async () => {
    const [low, high] = [agent(33), agent(34)];
    await post('/v1/assert', signClaim(claimOf({ subject: 'of tiers' }), [low, high]));
    for (let index = 0; index < 3; index += 1) await outcome(low.agentId, 'inaccurate');
    for (let index = 0; index < 5; index += 1) await outcome(high.agentId, 'accurate');
    const idsOf = async (tier: string) => [...((await get(`/v1/agents?tier=${tier}&limit=1000`)).body['items'] ?? [])].map(({ agent_id }) => String(agent_id));
    expect(await idsOf('Untrusted')).toContain(low.agentId);
    expect(await idsOf('Trusted')).toContain(high.agentId);
    expect(await idsOf('Trusted')).not.toContain(low.agentId);
    expect((await get('/v1/agents?tier=Saint')).status).toBe(400);
  });

  describe('decays', () => {
    it('to a moment, and not again to the same one, leaving an audit each time', async () => {
      const key = await server.createKey({ role: 'admin', namespace: 'fading' });
      const one = agent(35);
      await post('/v1/assert', signClaim(claimOf(), one), key);
      await outcome(one.agentId, 'accurate', 'fading');
      const at = String((await get('/v1/agents', key)).body['as_of']);
      const decay = async () => (await post('/v1/admin/decay_trust_ranks', { at }, key)).body;
      expect(await decay()).toEqual({ at, half_life_days: 30, agents: 1, changed: 0 });
      expect(await decay()).toEqual({ at, half_life_days: 30, agents: 1, changed: 0 });
      const audits = [...((await get('/v1/audit?limit=1000', key)).body['items'] ?? [])].filter(({ act }) => String(act) === 'trust.decay');
      expect(audits).toHaveLength(2);
    });

    it('needs no body, and refuses a moment that has not come', async () => {
      expect((await post('/v1/admin/decay_trust_ranks')).status).toBe(200);
      const refused = await post('/v1/admin/decay_trust_ranks', { at: age(-1) });
      expect([refused.status, refused.body['code'], refused.body['errors']?.[0]?.['path']]).toEqual([422, 'decay_in_future', 'at']);
      expect((await post('/v1/admin/decay_trust_ranks', { at: 'soon' })).body['errors']?.[0]?.['path']).toBe('at');
      expect((await post('/v1/admin/decay_trust_ranks', { when: age(1) })).status).toBe(400);
    });
  });
});
