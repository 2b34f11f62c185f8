import { connect } from 'node:net';
import { CircuitBreaker } from '@stemedb/access/circuit-breaker';
import { withClient } from '@stemedb/platform/database';
import { call, type CallOptions } from './support/call';
import { ALICE, BOB, signClaim } from './support/claims';
import { assert, fail, forged, fresh, ON, until } from './support/failures';
import { expectProblem } from './support/problems';
import { startTestApp, type TestApp } from './support/server';

const send = (server: TestApp, method: string, path: string, options: CallOptions) => call(server.url, method, path, options);

describe('the circuit breaker', () => {
  let server: TestApp;
  const admin = (method: string, path: string, body?: unknown) => send(server, method, path, { key: server.adminKey, body });
  const breakers = async () => [...((await admin('GET', '/v1/admin/circuit_breakers?limit=1000')).body['items'] ?? [])];
  const ofKey = async (key_id: string) => (await breakers()).filter((item) => String(item['key_id']) === key_id);
  const idOf = async (key: string): Promise<string> => {
    const sql = 'SELECT id FROM api_key WHERE prefix = left($1, length(prefix))';
    return (await withClient(server.superuserUrl, (client) => client.query<{ id: string }>(sql, [key]))).rows[0]?.id ?? '';
  };
  const query = (key: string, headers = {}) => send(server, 'GET', '/v1/query', { key, headers });

  beforeAll(async () => {
    server = await startTestApp({ environment: ON });
  });
  afterAll(() => server.close());

  it('refuses a key after five failures with 429, Retry-After and its state', async () => {
    const key = await server.createKey();
    await fail(server, key, 4);
    expect((await query(key)).status).toBe(200);
    await fail(server, key, 1);
    const refused = await query(key);
    expectProblem(refused, 429, 'circuit_open');
    expect(refused.headers.get('x-circuit-breaker-state')).toBe('open');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3_500);
  });

  it('refuses before the body is read', async () => {
    const key = await server.createKey();
    await fail(server, key);
    expectProblem(await send(server, 'POST', '/v1/assert', { key, raw: '{"broken' }), 429, 'circuit_open');
    const { hostname, port } = new URL(server.url);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(`POST /v1/assert HTTP/1.1\r\nHost: a\r\nX-API-Key: ${key}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`);
      });
      socket.setEncoding('latin1').once('data', (text: string) => resolve(text) ?? socket.destroy());
    });
    expect(answer).toMatch(/^HTTP\/1\.1 429 /);
  });

  it("does not let one key's forgeries ban another key that speaks for the same agent", async () => {
    const [forger, honest] = [await server.createKey(), await server.createKey()];
    await fail(server, forger, 5);
    expectProblem(await assert(server, forger, signClaim(fresh(), ALICE)), 429, 'circuit_open');
    expect((await assert(server, honest, signClaim(fresh(), ALICE))).status).toBe(201);
  });

  it("bans a key's use of the claimed agent longer than the key, where the key has been reset with others", async () => {
    const key = await server.createKey();
    const key_id = await idOf(key);
    await fail(server, key, 4);
    expect((await assert(server, key, { ...signClaim(fresh(), BOB), confidence: 0.1 })).status).toBe(422);
    expect((await ofKey(key_id)).map((item) => item['agent_id'])).toEqual([null]);
    await admin('POST', '/v1/admin/circuit_breaker/reset', { key_id });
    await fail(server, key, 5);
    await withClient(server.superuserUrl, (client) => client.query('DELETE FROM circuit_breaker WHERE key_id = $1 AND length(agent_id) = 0', [key_id]));
    await breakers();
    expectProblem(await assert(server, key, signClaim(fresh(), ALICE)), 429, 'circuit_open');
    expectProblem(await query(key, { 'x-agent-id': ALICE.agentId }), 429, 'circuit_open');
    expectProblem(await send(server, 'POST', '/v1/assert/batch', { key, body: [signClaim(fresh(), BOB), signClaim(fresh(), ALICE)] }), 429, 'circuit_open');
    const raw = [signClaim(fresh(), BOB), signClaim(fresh(), ALICE)].map((claim) => JSON.stringify(claim)).join('\n\n');
    expectProblem(await send(server, 'POST', '/v1/assert/batch', { key, raw, headers: { 'content-type': 'application/x-ndjson' } }), 429, 'circuit_open');
    expect((await assert(server, key, signClaim(fresh(), BOB))).status).toBe(201);
    expect(server.app.get(CircuitBreaker).stateOfAgent('default', ALICE.agentId)).toBe('open');
  });

  it.each<[string, CallOptions & { path?: string }]>([
    ['invalid fields', { body: { subject: 1 } }],
    ['malformed JSON', { raw: '{' }],
    ['another content type', { raw: 'x', headers: { 'content-type': 'text/plain' } }],
    ['a body that is too large', { raw: `"${'a'.repeat(1_100_000)}"` }],
    ['a parameter that does not exist', { path: '/v1/query?nothing=1' }],
  ])('counts %s', async (_what, { path, ...options }) => {
    const key = await server.createKey();
    const sendOne = () => send(server, path === undefined ? 'POST' : 'GET', path ?? '/v1/assert', { key, ...options });
    for (let time = 0; time < 5; time += 1) expect([400, 413, 415]).toContain((await sendOne()).status);
    expectProblem(await query(key), 429, 'circuit_open');
  });

  it('counts a role that is too low, as the key is proved', async () => {
    const key = await server.createKey({ role: 'read_only' });
    for (let time = 0; time < 5; time += 1) expect((await assert(server, key, forged())).status).toBe(403);
    expectProblem(await query(key), 429, 'circuit_open');
  });

  it('does not count what is missing, conflicts, or who proves no key', async () => {
    const key = await server.createKey();
    for (let time = 0; time < 8; time += 1) {
      expect((await send(server, 'GET', `/v1/assertions/${'ab'.repeat(32)}`, { key })).status).toBe(404);
      expect((await send(server, 'DELETE', '/v1/assert', { key })).status).toBe(405);
      expect((await query(key, { 'x-namespace': 'foreign' })).status).toBe(403);
      expect((await query(`${key.slice(0, -1)}x`)).status).toBe(401);
    }
    expect((await query(key)).status).toBe(200);
  });

  it('counts a batch once, where at least half of it is the mistake of its caller', async () => {
    const key = await server.createKey();
    const batch = (body: unknown[]) => send(server, 'POST', '/v1/assert/batch', { key, body });
    for (let time = 0; time < 8; time += 1) expect((await batch([signClaim(fresh()), signClaim(fresh()), forged()])).status).toBe(207);
    for (let time = 0; time < 5; time += 1) expect((await batch([signClaim(fresh(), BOB), forged()])).status).toBe(207);
    expectProblem(await batch([signClaim(fresh())]), 429, 'circuit_open');
    const key_id = await idOf(key);
    expect((await ofKey(key_id)).map((item) => item['agent_id'])).toEqual([null, ALICE.agentId]);
  });

  it('lists what is not closed page by page, and an operator resets it with an audit', async () => {
    const key = await server.createKey();
    await fail(server, key);
    const key_id = await idOf(key);
    const all = await breakers();
    const paged: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body } = await admin('GET', `/v1/admin/circuit_breakers?limit=1${cursor && `&cursor=${cursor}`}`);
      paged.push(...(body['items'] ?? []));
      cursor = body['next_cursor'] as unknown as string | null;
    }
    expect(paged).toEqual(all);
    expect(all.find((item) => String(item['key_id']) === key_id)).toEqual({
      key_id,
      agent_id: null,
      state: 'open',
      failures: 5,
      opened_at: expect.stringMatching(/^\d{4}-.*Z$/),
      until: expect.stringMatching(/^\d{4}-.*Z$/),
      last_reason: 'signature_invalid',
    });
    const reset = await admin('POST', '/v1/admin/circuit_breaker/reset', { key_id });
    expect([reset.status, reset.body]).toEqual([200, { status: 'closed', reset: 2, audit_id: expect.any(String) }]);
    expect((await query(key)).status).toBe(200);
    expect((await admin('GET', `/v1/audit/${String(reset.body['audit_id'])}`)).body).toMatchObject({
      act: 'circuit_breaker.reset',
      payload: { detail: { key_id, reset: 2 } },
    });
    expectProblem(await admin('POST', '/v1/admin/circuit_breaker/reset', { key_id }), 409, 'circuit_closed');
  });

  it("stays in its namespace: another one's administrator neither sees nor resets it", async () => {
    const [key, blue] = [await server.createKey({ namespace: 'red' }), await server.createKey({ namespace: 'blue', role: 'admin' })];
    await fail(server, key);
    expect((await send(server, 'GET', '/v1/admin/circuit_breakers', { key: blue })).body['items']).toEqual([]);
    const reset = await send(server, 'POST', '/v1/admin/circuit_breaker/reset', { key: blue, body: { key_id: await idOf(key) } });
    expectProblem(reset, 409, 'circuit_closed');
    expectProblem(await query(key), 429, 'circuit_open');
  });

  it("lets an administrator reset his own circuit, and refuses him everywhere but on an operator's routes", async () => {
    const key = await server.createKey({ role: 'admin' });
    const key_id = await idOf(key);
    const own = (method: string, path: string, body?: unknown) => send(server, method, path, { key, body });
    for (let time = 0; time < 8; time += 1) expect((await own('POST', '/v1/admin/circuit_breaker/reset', {})).status).toBe(400);
    expect((await query(key)).status).toBe(200);
    await fail(server, key);
    expectProblem(await query(key), 429, 'circuit_open');
    expect((await own('GET', '/v1/audit')).status).toBe(200);
    expect((await own('POST', '/v1/admin/circuit_breaker/reset', { key_id })).status).toBe(200);
    expect((await query(key)).status).toBe(200);
  });

  it("keeps the operator's routes closed to a writer whose circuit is open", async () => {
    const key = await server.createKey();
    await fail(server, key);
    expectProblem(await send(server, 'GET', '/v1/admin/circuit_breakers', { key }), 429, 'circuit_open');
  });

  it('opens and closes on every instance within two seconds, and is known to one that starts later', async () => {
    const key = await server.createKey();
    const key_id = await idOf(key);
    const other = await startTestApp({ beside: server, environment: ON });
    try {
      await fail(other, key);
      const opened = performance.now();
      await until(() => query(key), ({ status }) => status === 429);
      expect(performance.now() - opened).toBeLessThan(2_000);
      const late = await startTestApp({ beside: server, environment: ON });
      expectProblem(await send(late, 'GET', '/v1/query', { key }), 429, 'circuit_open');
      await late.close();
      expect((await admin('POST', '/v1/admin/circuit_breaker/reset', { key_id })).status).toBe(200);
      const reset = performance.now();
      await until(() => send(other, 'GET', '/v1/query', { key }), ({ status }) => status === 200);
      expect(performance.now() - reset).toBeLessThan(2_000);
    } finally {
      await other.close();
    }
  });
});
