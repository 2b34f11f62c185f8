import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { call } from './support/call';
import { ALICE, BOB, claimOf, signClaim, signVote } from './support/claims';
import { startTestApp, type TestApp } from './support/server';

/** Who is let in where, the access matrix says: test/security/access-matrix.spec.ts. */
describe('access', () => {
  let server: TestApp;

  beforeAll(async () => {
    server = await startTestApp();
  });
  afterAll(() => server.close());

  it('takes a key as X-API-Key and as Authorization: Bearer', async () => {
    for (const authorization of [`Bearer ${server.adminKey}`, `bearer  ${server.adminKey}`]) {
      expect((await call(server.url, 'GET', '/v1/query', { headers: { authorization } })).status).toBe(200);
    }
    for (const authorization of [`Basic ${server.adminKey}`, server.adminKey, 'Bearer']) {
      expect((await call(server.url, 'GET', '/v1/query', { headers: { authorization } })).status).toBe(401);
    }
  });

  it('is refused before the body is read', async () => {
    expect((await call(server.url, 'POST', '/v1/assert', { raw: '{"broken' })).status).toBe(401);
  });

  it('needs no key for health, metrics and the API document', async () => {
    for (const path of ['/health/live', '/health/ready', '/metrics', '/openapi.json', '/api-doc/openapi.json', '/swagger-ui']) {
      expect([path, (await call(server.url, 'GET', path)).status]).toEqual([path, 200]);
    }
  });

  it('of a key that is bound to agents ends with these agents', async () => {
    const bound = await server.createKey({ agentIds: [ALICE.agentId] });
    const claim = claimOf({ subject: 'bound' });
    const foreign = await call(server.url, 'POST', '/v1/assert', { key: bound, body: signClaim(claim, [ALICE, BOB]) });
    expect([foreign.status, foreign.body['code'], foreign.body['errors']?.[0]?.['path']]).toEqual([403, 'agent_not_permitted', 'signatures.1.agent_id']);
    const own = await call(server.url, 'POST', '/v1/assert', { key: bound, body: signClaim(claim) });
    expect(own.status).toBe(201);
    const vote = await call(server.url, 'POST', '/v1/vote', { key: bound, body: signVote(String(own.body['hash']), 1, BOB) });
    expect([vote.status, vote.body['code']]).toEqual([403, 'agent_not_permitted']);
  });

  it('does not let X-Agent-Id name somebody who did not sign', async () => {
    const body = signClaim(claimOf({ subject: 'header' }));
    const withHeader = (value: string) =>
      call(server.url, 'POST', '/v1/assert', { key: server.adminKey, body, headers: { 'x-agent-id': value } });
    const foreign = await withHeader(BOB.agentId);
    expect([foreign.status, foreign.body['code']]).toEqual([400, 'agent_header_mismatch']);
    expect((await withHeader('nobody')).body['errors']?.[0]?.['path']).toBe('X-Agent-Id');
    expect((await withHeader(ALICE.agentId)).status).toBe(201);
  });

  it('starts with an admin key in a file that only its owner can read', async () => {
    const { mode } = await stat(join(server.dataDirectory, 'admin.key'));
    expect(mode & 0o777).toBe(0o600);
    expect(server.adminKey).toMatch(/^steme_live_[0-9a-f]{48}$/);
  });

  it('leaves no key in the log', () => {
    expect(server.logged()).toContain('"path":"/v1/query"');
    expect(server.logged()).not.toMatch(/steme_(live|test)_[0-9a-f]{9}/);
  });
});

describe('the first admin key', () => {
  it('is the one that the operator chose', async () => {
    const chosen = `steme_test_${'5'.repeat(48)}`;
    const server = await startTestApp({ environment: { STEMEDB_BOOTSTRAP_ADMIN_KEY: chosen } });
    try {
      expect(server.adminKey).toBe(chosen);
      expect((await call(server.url, 'GET', '/v1/query', { key: chosen })).status).toBe(200);
    } finally {
      await server.close();
    }
  });
});

describe('the rate limit', () => {
  it('counts each key by itself, says where it stands and when to come back', async () => {
    const server = await startTestApp({ environment: { STEMEDB_RATE_LIMIT_WRITES_PER_MINUTE: '2' } });
    try {
      const write = (key: string) => call(server.url, 'POST', '/v1/assert', { key, body: signClaim(claimOf()) });
      const first = await write(server.adminKey);
      expect(first.headers.get('ratelimit-policy')).toBe('"writes";q=2;w=60');
      expect(first.headers.get('ratelimit')).toMatch(/^"writes";r=1;t=\d+$/);
      await write(server.adminKey);
      const refused = await write(server.adminKey);
      expect([refused.status, refused.body['code']]).toEqual([429, 'rate_limited']);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await write(await server.createKey())).status).toBe(200);
      expect((await call(server.url, 'GET', '/v1/query', { key: server.adminKey })).status).toBe(200);
    } finally {
      await server.close();
    }
  });
});
