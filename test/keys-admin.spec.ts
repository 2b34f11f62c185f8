import { setTimeout as sleep } from 'node:timers/promises';
import { keyPrefix } from '@stemedb/access/api-keys';
import { withClient } from '@stemedb/platform/database';
import { call, type CallOptions, type Json } from './support/call';
import { badFields, expectProblem } from './support/problems';
import { startTestApp, type TestApp } from './support/server';

/** Then every instance knows. */
const EVERYWHERE_MS = 2_000;
const NEVER = '00000000-0000-4000-8000-000000000000';
const KEYS = '/v1/admin/api_keys';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

const send = (method: string, path: string, options: CallOptions = {}) => call(server.url, method, path, { key: server.adminKey, ...options });
const create = async (body: object, key = server.adminKey) => {
  const answer = await send('POST', KEYS, { key, body: { name: 'made', role: 'write_agent', ...body } });
  expect(answer.status).toBe(201);
  return { id: String(answer.body['id']), key: String(answer.body['key']), view: answer.body };
};
const works = async (key: string, base = server.url) => (await call(base, 'GET', '/v1/query', { key })).status;
const shown = async (id: string) => (await send('GET', `${KEYS}/${id}`)).body;

describe('a new API key', () => {
  it('is shown once, works at once, and is stored as a hash', async () => {
    const { id, key, view } = await create({ name: 'import', agent_ids: ['ab'.repeat(32)], rate_class: 'bulk', quota_tokens_per_hour: 7 });
    expect(key).toMatch(/^steme_live_[0-9a-f]{48}$/);
    expect(view).toMatchObject({ name: 'import', role: 'write_agent', namespace: 'default', prefix: keyPrefix(key), state: 'active', rate_class: 'bulk', quota_tokens_per_hour: 7 });
    expect(await works(key)).toBe(200);
    const answer = await send('GET', `${KEYS}/${id}`);
    expect(answer.body).toMatchObject({ id, agent_ids: ['ab'.repeat(32)], expires_at: null, allowed_networks: [] });
    const rows = await withClient(server.superuserUrl, (client) => client.query('SELECT api_key::text AS row FROM api_key'));
    for (const text of [answer.text, (await send('GET', KEYS)).text, JSON.stringify(rows.rows)]) expect(text).not.toContain(key.slice(19));
  });

  it.each([
    ['nothing', {}, ['name', 'role']],
    ['an unknown field', { name: 'a', role: 'admin', secret: 'a' }, ['secret']],
    ['a lesser role for all namespaces', { name: 'a', role: 'read_only', namespace: '*' }, ['role']],
    ['a network that is none', { name: 'a', role: 'admin', allowed_networks: ['10.0.0.0/33'] }, ['allowed_networks.0']],
    ['a name of two lines', { name: 'a\nb', role: 'admin' }, ['name']],
    ['an agent that is none', { name: 'a', role: 'admin', agent_ids: ['alice'] }, ['agent_ids.0']],
    ['a negative quota', { name: 'a', role: 'admin', quota_tokens_per_hour: -1 }, ['quota_tokens_per_hour']],
    ['an expiry that is no moment', { name: 'a', role: 'admin', expires_at: 'soon' }, ['expires_at']],
  ])('is refused with %s', async (_what, body, fields) => {
    const answer = await send('POST', KEYS, { body });
    expectProblem(answer, 400, 'validation_failed');
    expect(badFields(answer)).toEqual(fields);
  });

  it('cannot have expired already', async () => {
    expectProblem(await send('POST', KEYS, { body: { name: 'a', role: 'admin', expires_at: '0' } }), 422, 'api_key_expiry_past');
  });
});

describe('a key', () => {
  it('that is revoked stops on every instance within two seconds, and is revoked once', async () => {
    const other = await startTestApp({ beside: server });
    try {
      const { id, key } = await create({});
      expect([await works(key), await works(key, other.url)]).toEqual([200, 200]);
      const revoked = await send('DELETE', `${KEYS}/${id}`);
      expect([revoked.status, revoked.body['state']]).toEqual([200, 'revoked']);
      expect(await works(key)).toBe(401);
      await sleep(EVERYWHERE_MS);
      expect(await works(key, other.url)).toBe(401);
      expectProblem(await send('DELETE', `${KEYS}/${id}`), 409, 'api_key_state_conflict');
      expectProblem(await send('PATCH', `${KEYS}/${id}`, { body: { name: 'b' } }), 409, 'api_key_state_conflict');
    } finally {
      await other.close();
    }
  });

  it('that is revoked stays so, also behind the back of the server', async () => {
    const { id } = await create({});
    await send('DELETE', `${KEYS}/${id}`);
    const revive = withClient(server.superuserUrl, (client) => client.query('UPDATE api_key SET revoked_at = NULL WHERE id = $1', [id]));
    await expect(revive).rejects.toMatchObject({ code: '23001' });
  });

  it('is put out of use and back, each once', async () => {
    const { id, key } = await create({});
    const set = (disabled: boolean) => send('PATCH', `${KEYS}/${id}`, { body: { disabled } });
    expectProblem(await set(false), 409, 'api_key_state_conflict');
    expect((await set(true)).body['state']).toBe('disabled');
    expect(await works(key)).toBe(401);
    expectProblem(await set(true), 409, 'api_key_state_conflict');
    expect((await set(false)).body['state']).toBe('active');
    expect(await works(key)).toBe(200);
  });

  it('has every setting changed that is named, and no other', async () => {
    const { id, key, view } = await create({ expires_at: '2099-01-01T00:00:00Z' });
    const changed = await send('PATCH', `${KEYS}/${id}`, { body: { role: 'read_only', quota_tokens_per_hour: 5 } });
    const { key: _secret, last_used_at: _used, ...rest } = view as unknown as Record<string, unknown>;
    expect(changed.body).toMatchObject({ ...rest, role: 'read_only', quota_tokens_per_hour: 5 });
    expect((await send('PATCH', `${KEYS}/${id}`, { body: { expires_at: null } })).body['expires_at']).toBeNull();
    expect((await send('POST', '/v1/vote', { key, body: {} })).status).toBe(403);
    expectProblem(await send('PATCH', `${KEYS}/${id}`, { body: { expires_at: '2020-01-01T00:00:00Z' } }), 422, 'api_key_expiry_past');
    expectProblem(await send('PATCH', `${KEYS}/${id}`, { body: {} }), 400, 'validation_failed');
  });

  it('is refused from another network like a wrong key, and only administrators see why', async () => {
    const { id, key } = await create({ allowed_networks: ['203.0.113.0/24', '2001:db8::/32'] });
    const wrong = await send('GET', '/v1/query', { key: `steme_live_${'0'.repeat(48)}`, headers: { 'x-request-id': 'same' } });
    const answer = await send('GET', '/v1/query', { key, headers: { 'x-request-id': 'same' } });
    expectProblem(answer, 401, 'unauthenticated');
    expect(answer.text).toBe(wrong.text);
    expect(await shown(id)).toMatchObject({ state: 'active', allowed_networks: ['203.0.113.0/24', '2001:db8::/32'] });
    await send('PATCH', `${KEYS}/${id}`, { body: { allowed_networks: ['127.0.0.0/8'] } });
    expect(await works(key)).toBe(200);
  });

  it('tells when it was last used', async () => {
    const { id, key } = await create({});
    expect((await shown(id))['last_used_at']).toBeNull();
    await works(key);
    let used: unknown = null;
    for (let tries = 0; used === null && tries < 100; tries += 1) {
      await sleep(100);
      used = (await shown(id))['last_used_at'];
    }
    expect(used).toMatch(/^\d{4}-.*Z$/);
  });
});

describe('the rotation of a key', () => {
  it('gives a new key of the same settings, and lets the old one work until its grace ends', async () => {
    const old = await create({ name: 'rotating', role: 'read_only', allowed_networks: ['127.0.0.1'] });
    const answer = await send('POST', `${KEYS}/rotate`, { body: { id: old.id, grace_seconds: 3_600 } });
    expect(answer.status).toBe(201);
    const [id, key] = [String(answer.body['id']), String(answer.body['key'])];
    expect(answer.body).toMatchObject({ name: 'rotating', role: 'read_only', allowed_networks: ['127.0.0.1/32'], state: 'active', replaces: { id: old.id, state: 'in_grace', replaced_by: id } });
    expect([await works(old.key), await works(key)]).toEqual([200, 200]);
    await withClient(server.superuserUrl, (client) => client.query('UPDATE api_key SET grace_until = now() WHERE id = $1', [old.id]));
    await sleep(EVERYWHERE_MS);
    expect([await works(old.key), await works(key), (await shown(old.id))['state']]).toEqual([401, 200, 'rotated']);
    expectProblem(await send('POST', `${KEYS}/rotate`, { body: { id: old.id } }), 409, 'api_key_state_conflict');
  });

  it('ends the old key at once with no grace', async () => {
    const old = await create({});
    expect(await works(old.key)).toBe(200);
    const answer = await send('POST', `${KEYS}/rotate`, { body: { id: old.id, grace_seconds: 0 } });
    expect([await works(old.key), await works(String(answer.body['key']))]).toEqual([401, 200]);
  });

  it('is refused for what is not active', async () => {
    const { id } = await create({});
    await send('PATCH', `${KEYS}/${id}`, { body: { disabled: true } });
    expectProblem(await send('POST', `${KEYS}/rotate`, { body: { id } }), 409, 'api_key_state_conflict');
    expectProblem(await send('POST', `${KEYS}/rotate`, { body: { id: NEVER } }), 404, 'api_key_not_found');
    expectProblem(await send('POST', `${KEYS}/rotate`, { body: { id, grace_seconds: -1 } }), 400, 'validation_failed');
  });
});

describe('an administrator of one namespace', () => {
  let red: string;
  let blue: string;
  beforeAll(async () => {
    red = (await create({ role: 'admin', namespace: 'red' })).key;
    blue = (await create({ role: 'admin', namespace: 'blue' })).key;
  });

  it('makes keys of it and of no other', async () => {
    expect((await create({}, red)).view['namespace']).toBe('red');
    for (const namespace of ['blue', '*']) expectProblem(await send('POST', KEYS, { key: red, body: { name: 'a', role: 'admin', namespace } }), 403, 'namespace_forbidden');
  });

  it('sees its keys, and no trace of others', async () => {
    const { id } = await create({}, red);
    for (const foreign of [id, (await create({ role: 'admin', namespace: '*' })).id, NEVER]) {
      for (const [method, body] of [['GET', undefined], ['DELETE', undefined], ['PATCH', { name: 'b' }]] as const) {
        expectProblem(await send(method, `${KEYS}/${foreign}`, { key: blue, body }), 404, 'api_key_not_found');
      }
      expectProblem(await send('POST', `${KEYS}/rotate`, { key: blue, body: { id: foreign } }), 404, 'api_key_not_found');
    }
    const listed = [...((await send('GET', `${KEYS}?limit=1000`, { key: blue })).body['items'] ?? [])].map((item: Json) => item['namespace']);
    expect(new Set(listed)).toEqual(new Set(['blue']));
    expect((await send('GET', `${KEYS}?namespace=red`, { key: blue })).body).toEqual({ items: [], next_cursor: null });
  });

  it('is needed for every act', async () => {
    for (const role of ['write_agent', 'read_only']) {
      const { key } = await create({ role });
      for (const [method, path] of [['GET', KEYS], ['POST', KEYS], ['POST', `${KEYS}/rotate`], ['DELETE', `${KEYS}/${NEVER}`]] as const) {
        expectProblem(await send(method, path, { key, ...(method === 'POST' ? { body: {} } : {}) }), 403, 'role_too_low');
      }
    }
  });
});

describe('the list of keys', () => {
  it('shows each once, newest first, page by page, also while others are made', async () => {
    const { key } = await create({ role: 'admin', namespace: 'paged' });
    const made: string[] = [];
    for (let count = 0; count < 5; count += 1) made.unshift((await create({}, key)).id);
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await send('GET', `${KEYS}?limit=2&role=write_agent${cursor === '' ? '' : `&cursor=${cursor}`}`, { key });
      seen.push(...[...(body['items'] ?? [])].map((item: Json) => String(item['id'])));
      await create({}, key);
      cursor = (body['next_cursor'] as unknown as string | null) ?? '';
    } while (cursor !== '');
    expect(seen).toEqual(made);
  });
});

describe('the audit of keys', () => {
  it('remembers every act with who did it, and no secret', async () => {
    const { id, key } = await create({ namespace: 'audited', name: 'Jane Doe' });
    await send('PATCH', `${KEYS}/${id}`, { body: { name: 'John Doe', role: 'read_only' } });
    await send('PATCH', `${KEYS}/${id}`, { body: { disabled: true } });
    await send('PATCH', `${KEYS}/${id}`, { body: { disabled: false } });
    const rotated = await send('POST', `${KEYS}/rotate`, { body: { id } });
    await send('DELETE', `${KEYS}/${id}`);
    await send('DELETE', `${KEYS}/${id}`);
    const headers = { 'x-namespace': 'audited' };
    const items = [...((await send('GET', '/v1/audit?kind=admin', { headers })).body['items'] ?? [])];
    expect(items.map((item: Json) => item['act'])).toEqual(['api_key.revoke', 'api_key.rotate', 'api_key.enable', 'api_key.disable', 'api_key.change', 'api_key.create']);
    const texts = await Promise.all(items.map(async (item: Json) => (await send('GET', `/v1/audit/${String(item['id'])}`, { headers })).text));
    for (const text of texts) expect(text).toContain(id);
    expect(JSON.parse(texts[4] ?? '')).toMatchObject({ payload: { detail: { api_key: id, role: 'read_only', name: 'changed' } } });
    for (const secret of [key.slice(19), String(rotated.body['key']).slice(19), 'Doe']) expect(texts.join('') + server.logged()).not.toContain(secret);
  });
});

describe('the last admin key', () => {
  let own: TestApp;
  let id: string;
  const act = (method: string, path: string, body?: object, key = own.adminKey) => call(own.url, method, `${KEYS}${path}`, { key, body });
  const admin = async (body: object) => {
    const answer = await act('POST', '', { name: 'a', role: 'admin', ...body });
    return { id: String(answer.body['id']), key: String(answer.body['key']) };
  };

  beforeEach(async () => {
    own = await startTestApp();
    id = String((await act('GET', '')).body['items']?.['0']?.['id']);
  });
  afterEach(() => own.close());

  const expectKept = async () => {
    const acts: [string, string, object?][] = [['DELETE', `/${id}`], ['PATCH', `/${id}`, { disabled: true }], ['PATCH', `/${id}`, { expires_at: '2099-01-01T00:00:00Z' }], ['PATCH', `/${id}`, { allowed_networks: ['203.0.113.0/24'] }]];
    for (const [method, path, body] of acts) expectProblem(await act(method, path, body), 409, 'last_admin_key');
    expect((await act('GET', `/${id}`)).body['state']).toBe('active');
  };

  it('can be neither ended nor shut out, and its role not lowered', async () => {
    await expectKept();
    expectProblem(await act('PATCH', `/${id}`, { role: 'read_only' }), 422, 'api_key_scope');
    expect((await act('PATCH', `/${id}`, { name: 'renamed', allowed_networks: ['127.0.0.1'] })).status).toBe(200);
  });

  it('is not replaced by an admin of one namespace, nor by one that will expire or is disabled', async () => {
    await admin({ namespace: 'red' });
    await admin({ namespace: '*', expires_at: '2099-01-01T00:00:00Z' });
    const { id: disabled } = await admin({ namespace: '*' });
    expect((await act('PATCH', `/${disabled}`, { disabled: true })).status).toBe(200);
    await expectKept();
  });

  it('is replaced by rotating it, or by another of its scope', async () => {
    const rotated = await act('POST', '/rotate', { id, grace_seconds: 0 });
    expect(rotated.status).toBe(201);
    const key = String(rotated.body['key']);
    expect((await act('GET', '')).status).toBe(401);
    expectProblem(await act('DELETE', `/${String(rotated.body['id'])}`, undefined, key), 409, 'last_admin_key');
    expect((await act('POST', '', { name: 'a', role: 'admin', namespace: '*' }, key)).status).toBe(201);
    expect((await act('DELETE', `/${String(rotated.body['id'])}`, undefined, key)).status).toBe(200);
  });

  it('of a namespace may go where an admin of all namespaces stays', async () => {
    const red = await admin({ namespace: 'red' });
    expect((await act('DELETE', `/${red.id}`, undefined, red.key)).status).toBe(200);
  });

  it('stays also when all are revoked at the same time, on two instances', async () => {
    const other = await startTestApp({ beside: own });
    try {
      const { key } = await admin({ namespace: '*', expires_at: '2099-01-01T00:00:00Z' });
      const admins = await Promise.all([0, 1, 2, 3].map(() => admin({ namespace: '*' })));
      const revoke = (each: string, index: number) => call(index % 2 ? own.url : other.url, 'DELETE', `${KEYS}/${each}`, { key });
      const answers = await Promise.all([id, ...admins.map((one) => one.id)].map(revoke));
      const left = await withClient(own.superuserUrl, (client) => client.query("SELECT 1 FROM api_key WHERE role = 'admin' AND revoked_at IS NULL AND expires_at IS NULL"));
      expect(left.rowCount).toBe(1);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
      expect(answers.filter(({ status }) => status === 409).map(({ body }) => body['code'])).toEqual(['last_admin_key']);
    } finally {
      await other.close();
    }
  });
});
