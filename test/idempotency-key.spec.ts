import { withClient } from '@stemedb/platform/database';
import { call, type CallOptions } from './support/call';
import { badFields, expectProblem } from './support/problems';
import { startTestApp, type TestApp } from './support/server';

const KEYS = '/v1/admin/api_keys';
const BODY = { name: 'once', role: 'read_only' };

let server: TestApp;
let other: TestApp;
let names = 0;
beforeAll(async () => {
  server = await startTestApp();
  other = await startTestApp({ beside: server });
});
afterAll(async () => {
  await other.close();
  await server.close();
});

const newName = () => `name ${(names += 1)}`;
const post = (name: string, body: unknown = BODY, { base = server.url, path = KEYS, key = server.adminKey, headers = {} }: CallOptions & { base?: string; path?: string } = {}) =>
  call(base, 'POST', path, { key, body, headers: { 'idempotency-key': name, ...headers } });
const sql = <Row extends object>(text: string, values: unknown[] = []) => withClient(server.superuserUrl, async (client) => (await client.query<Row>(text, values)).rows);
const madeKeys = async () => (await sql("SELECT 1 FROM api_key WHERE name = 'once'")).length;
const rowOf = async (name: string) => (await sql<{ row: string; status: number | null }>('SELECT status, r::text AS row FROM idempotency_key r WHERE idempotency_key = $1', [name]))[0];

describe('a request with an Idempotency-Key', () => {
  it('is done once, and answered the same on every instance', async () => {
    const [name, before] = [newName(), await madeKeys()];
    const first = await post(name);
    const again = [await post(name), await post(name, { role: BODY.role, name: BODY.name }, { base: other.url })];
    expect(first.status).toBe(201);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    for (const answer of again) {
      expect([answer.status, answer.text, answer.headers.get('idempotency-replayed')]).toEqual([201, first.text, 'true']);
      expect(answer.headers.get('content-type')).toBe(first.headers.get('content-type'));
    }
    expect(await madeKeys()).toBe(before + 1);
  });

  it('is done once when it comes many times at once, on two instances', async () => {
    const [name, before] = [newName(), await madeKeys()];
    const answers = await Promise.all(Array.from({ length: 12 }, (_unused, index) => post(name, BODY, { base: index % 2 ? server.url : other.url })));
    expect(await madeKeys()).toBe(before + 1);
    const [done, refused] = [answers.filter(({ status }) => status === 201), answers.filter(({ status }) => status !== 201)];
    expect(new Set(done.map(({ text }) => text)).size).toBe(1);
    for (const answer of refused) {
      expectProblem(answer, 409, 'idempotency_key_in_flight');
      expect(answer.headers.get('retry-after')).toBe('1');
    }
  });

  it('is refused with another body, to another route and another path of the same route', async () => {
    const name = newName();
    const { body } = await post(name);
    expectProblem(await post(name, { ...BODY, role: 'admin' }), 422, 'idempotency_key_reused');
    expectProblem(await post(name, { id: body['id'] }, { path: `${KEYS}/rotate` }), 422, 'idempotency_key_reused');
    const [one, two] = ['ab', 'cd'].map((digits) => digits.repeat(32));
    for (const hash of [one, two]) await call(server.url, 'POST', '/v1/source', { key: server.adminKey, body: { hash } });
    const judge = (hash: string | undefined, by: string) => post(by, { status: 'deprecated', reason: 'old' }, { path: `/v1/source/${hash}/status` });
    const judged = newName();
    expect((await judge(one, judged)).status).toBe(201);
    expectProblem(await judge(two, judged), 422, 'idempotency_key_reused');
    expect((await judge(one, judged)).status).toBe(201);
  });

  it('belongs to its API key and its namespace', async () => {
    const [name, before] = [newName(), await madeKeys()];
    const { key } = (await post(newName(), { name: 'second', role: 'admin' })).body as unknown as { key: string };
    const ids = [await post(name), await post(name, BODY, { key }), await post(name, BODY, { headers: { 'x-namespace': 'red' } })].map(({ body }) => body['id']);
    expect(new Set(ids).size).toBe(3);
    expect(await madeKeys()).toBe(before + 3);
  });

  it('may be sent again after it was refused, for no refusal is kept', async () => {
    const name = newName();
    expectProblem(await post(name, { name: 'once' }), 400, 'validation_failed');
    expectProblem(await post(name, { ...BODY, expires_at: '2020-01-01T00:00:00Z' }), 422, 'api_key_expiry_past');
    expect(await rowOf(name)).toBeUndefined();
    expect((await post(name)).status).toBe(201);
  });

  it('leaves nothing where the caller may not ask at all', async () => {
    const name = newName();
    expectProblem(await post(name, BODY, { key: await server.createKey() }), 403, 'role_too_low');
    expect(await rowOf(name)).toBeUndefined();
  });

  it('waits for its server, and is taken over when that is gone', async () => {
    const name = newName();
    await post(name);
    await sql("UPDATE idempotency_key SET status = NULL, sealed_answer = NULL, expires_at = now() + interval '1 minute' WHERE idempotency_key = $1", [name]);
    expectProblem(await post(name), 409, 'idempotency_key_in_flight');
    expectProblem(await post(name, { ...BODY, role: 'admin' }), 422, 'idempotency_key_reused');
    await sql('UPDATE idempotency_key SET expires_at = now() WHERE idempotency_key = $1', [name]);
    const before = await madeKeys();
    expect((await post(name)).headers.get('idempotency-replayed')).toBeNull();
    expect(await madeKeys()).toBe(before + 1);
  });

  it('is forgotten after a day', async () => {
    const name = newName();
    await post(name);
    const [kept] = await sql<{ hours: number }>('SELECT round(extract(epoch FROM expires_at - now()) / 3600)::integer AS hours FROM idempotency_key WHERE idempotency_key = $1', [name]);
    expect(kept?.hours).toBe(24);
    await sql('UPDATE idempotency_key SET expires_at = now() WHERE idempotency_key = $1', [name]);
    expect((await post(name, { ...BODY, role: 'write_agent' })).body['role']).toBe('write_agent');
  });

  it('keeps no secret in the store', async () => {
    const name = newName();
    const secret = String((await post(name)).body['key']);
    const stored = Buffer.from(String((await rowOf(name))?.row.match(/\\x[0-9a-f]{80,}/)?.[0]).slice(2), 'hex').toString('latin1');
    expect(stored.length).toBeGreaterThan(secret.length);
    expect(stored).not.toContain(secret.slice(0, 12));
    expect((await rowOf(name))?.row).not.toContain(secret.slice(19));
  });

  it.each(['', 'a'.repeat(256)])('is refused with a name that is none: "%s"', async (name) => {
    const answer = await post(name);
    expectProblem(answer, 400, 'validation_failed');
    expect(badFields(answer)).toEqual(['Idempotency-Key']);
  });
});

describe('the routes that take an Idempotency-Key', () => {
  it('are those of the API document, the making of epochs and aliases among them', async () => {
    const { paths } = (await call(server.url, 'GET', '/openapi.json')).body as unknown as { paths: Record<string, Record<string, { parameters?: { name: string }[] }>> };
    const taking = Object.entries(paths).filter(([, item]) => item['post']?.parameters?.some(({ name }) => name === 'Idempotency-Key')).map(([path]) => path);
    expect(taking).toEqual(expect.arrayContaining([KEYS, `${KEYS}/rotate`, '/v1/epoch', '/v1/concepts/alias', '/v1/source/{hash}/status']));
  });

  it('answer again with the very status of the first time', async () => {
    const send = (path: string, name: string, body: object) => post(name, body, { path });
    const epoch = { id: 'once', name: 'Once', starts_at: 0 };
    const alias = { alias: 'once://a', canonical: 'once://b', reason: 'the same' };
    for (const [path, body] of [['/v1/epoch', epoch], ['/v1/concepts/alias', alias]] as const) {
      const name = newName();
      const answers = [await send(path, name, body), await send(path, name, body)];
      expect(answers.map(({ status, text }) => [status, text])).toEqual([[201, answers[0]?.text], [201, answers[0]?.text]]);
      expect((await send(path, newName(), body)).status).toBe(200);
    }
  });
});

describe('expired requests', () => {
  it('are removed behind the next one of a server that has not looked for a minute', async () => {
    const name = newName();
    const headers = { 'x-namespace': 'swept' };
    await post(name, BODY, { headers });
    await sql('UPDATE idempotency_key SET expires_at = now() WHERE idempotency_key = $1', [name]);
    await post(newName(), BODY, { headers, base: other.url });
    let left = 1;
    for (let tries = 0; left > 0 && tries < 100; tries += 1) left = (await rowOf(name)) ? 1 : 0;
    expect(left).toBe(0);
  });
});
