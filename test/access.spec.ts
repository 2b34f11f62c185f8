import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { call, type Json } from './support/call';
import { ALICE, BOB, claimOf, signClaim, signVote } from './support/claims';
import { startTestApp, type TestApp } from './support/server';

interface Operation {
  readonly method: string;
  readonly path: string;
}

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Every operation below /v1 of the API document, so that a new route cannot be forgotten. */
function operationsOf(document: Json): Operation[] {
  return Object.entries(document['paths'] as object).flatMap(([path, item]) =>
    path.startsWith('/v1/')
      ? Object.keys(item as object).map((method) => ({ method: method.toUpperCase(), path: path.replace(/\{\w+\}/g, 'ab'.repeat(32)) }))
      : [],
  );
}

/** Where a key of lesser role may not even look. */
const ADMIN_ONLY = /^\/v1\/audit|\/status$/;

describe('access', () => {
  let server: TestApp;
  let operations: Operation[];

  beforeAll(async () => {
    server = await startTestApp();
    operations = operationsOf((await call(server.url, 'GET', '/openapi.json')).body);
  });
  afterAll(() => server.close());

  const send = ({ method, path }: Operation, key?: string) =>
    call(server.url, method, path, { ...(key ? { key } : {}), ...(WRITES.has(method) ? { body: {} } : {}) });

  it('is refused on every operation without a usable key', async () => {
    const past = new Date(Date.now() - 1_000);
    const valid = await server.createKey();
    const keys: Record<string, string | undefined> = {
      none: undefined,
      malformed: 'secret',
      unknown: `steme_live_${'0'.repeat(48)}`,
      'same prefix': `${valid.slice(0, 30)}${valid.slice(30).replace(/./g, (digit) => (digit === '0' ? '1' : '0'))}`,
      expired: await server.createKey({ role: 'admin', expiresAt: past }),
      disabled: await server.createKey({ role: 'admin', disabledAt: past }),
      revoked: await server.createKey({ role: 'admin', revokedAt: past }),
    };
    expect(operations.length).toBeGreaterThanOrEqual(13);
    for (const operation of operations) {
      for (const [what, key] of Object.entries(keys)) {
        const answer = await send(operation, key);
        expect([operation.path, what, answer.status, answer.body['code']]).toEqual([operation.path, what, 401, 'unauthenticated']);
        expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="stemedb"');
      }
    }
  });

  it('follows the role on every operation: readers read, writers write as well, and admins may do the rest', async () => {
    const reader = await server.createKey({ role: 'read_only' });
    const writer = await server.createKey({ role: 'write_agent' });
    for (const operation of operations) {
      const admin = ADMIN_ONLY.test(operation.path);
      const allowed = { [reader]: !admin && !WRITES.has(operation.method), [writer]: !admin, [server.adminKey]: true };
      for (const [key, may] of Object.entries(allowed)) {
        const answer = await send(operation, key);
        const refused = [401, 403].includes(answer.status) ? String(answer.body['code']) : 'none';
        expect([operation.method, operation.path, refused]).toEqual([operation.method, operation.path, may ? 'none' : 'role_too_low']);
      }
    }
  });

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
