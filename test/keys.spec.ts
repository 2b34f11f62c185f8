import { setTimeout as sleep } from 'node:timers/promises';
import { keyPrefix } from '@stemedb/access/api-keys';
import { withClient } from '@stemedb/platform/database';
import { type Answer, call, type CallOptions, type Json } from './support/call';
import { addressOf, ALICE, BOB, CAROL, claimOf, signClaim, signVote } from './support/claims';
import { badFields, expectProblem } from './support/problems';
import { startTestApp, type TestApp } from './support/server';
import { signSource } from './support/sources';

/** How long a key that was looked up may be believed, and a little more. */
const BELIEVED_MS = 1_200;

let server: TestApp;
let subjects = 0;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

const send = (method: string, path: string, options: CallOptions = {}) => call(server.url, method, path, options);
const statusWith = async (key: string) => (await send('GET', '/v1/query', { key })).status;
const newClaim = () => claimOf({ subject: `test://keys/${(subjects += 1)}` });

/** Changes a stored key behind the server's back, as another instance would. */
const change = (key: string, assignment: string) =>
  withClient(server.superuserUrl, (client) => client.query(`UPDATE api_key SET ${assignment} WHERE prefix = $1`, [keyPrefix(key)]));

describe('an API key', () => {
  it('is accepted in its two headers and nowhere else', async () => {
    const { adminKey } = server;
    for (const path of [`/v1/query?api_key=${adminKey}`, `/v1/query?x-api-key=${adminKey}`, `/v1/query?access_token=${adminKey}`]) {
      expectProblem(await send('GET', path), 401, 'unauthenticated');
    }
    const withHeader = (name: string, value: string) => send('GET', '/v1/query', { headers: { [name]: value } });
    expectProblem(await withHeader('cookie', `x-api-key=${adminKey}`), 401, 'unauthenticated');
    expectProblem(await withHeader('api-key', adminKey), 401, 'unauthenticated');
    expectProblem(await withHeader('authorization', `Basic ${Buffer.from(`${adminKey}:`).toString('base64')}`), 401, 'unauthenticated');
    for (const [name, value] of [['x-api-key', adminKey], ['authorization', `BEARER ${adminKey}`]] as const) {
      expect((await withHeader(name, value)).status).toBe(200);
    }
  });

  it.each([
    ['another length', (key: string) => key.slice(0, -1)],
    ['upper-case digits', (key: string) => key.toUpperCase()],
    ['another kind', (key: string) => key.replace(/_(live|test)_/, '_prod_')],
    ['a space in front', (key: string) => `${key} ${key}`],
    ['its prefix alone', (key: string) => keyPrefix(key)],
    ['the same prefix and another secret', (key: string) => keyPrefix(key) + 'e'.repeat(40)],
    ['one other digit at its end', (key: string) => key.slice(0, -1) + (key.endsWith('0') ? '1' : '0')],
  ])('is refused with %s', async (_what, forge) => {
    expectProblem(await send('GET', '/v1/query', { key: forge(server.adminKey) }), 401, 'unauthenticated');
  });

  it('tells nobody why it is refused', async () => {
    const past = new Date(Date.now() - 1_000);
    const refused = ['steme_live_' + '0'.repeat(48), 'nonsense', await server.createKey({ revokedAt: past }), await server.createKey({ disabledAt: past }), await server.createKey({ expiresAt: past })];
    const answers = await Promise.all(refused.map((key) => send('GET', '/v1/query', { key, headers: { 'x-request-id': 'same' } })));
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
  });

  it('stops within a moment of being revoked or disabled, and of its expiry at once', async () => {
    const [revoked, disabled, expiring] = [await server.createKey(), await server.createKey(), await server.createKey({ expiresAt: new Date(Date.now() + 900) })];
    expect(await Promise.all([revoked, disabled, expiring].map(statusWith))).toEqual([200, 200, 200]);
    await change(revoked, 'revoked_at = now()');
    await change(disabled, 'disabled_at = now()');
    await sleep(BELIEVED_MS);
    expect(await Promise.all([revoked, disabled, expiring].map(statusWith))).toEqual([401, 401, 401]);
    await change(disabled, 'disabled_at = NULL');
    await sleep(BELIEVED_MS);
    expect(await statusWith(disabled)).toBe(200);
  });

  it('goes on for its grace period when it has been replaced, and no longer', async () => {
    const [inGrace, past] = [await server.createKey(), await server.createKey()];
    await change(inGrace, "grace_until = now() + interval '1 hour'");
    await change(past, "grace_until = now() - interval '1 second'");
    expect([await statusWith(inGrace), await statusWith(past)]).toEqual([200, 401]);
  });

  it('leaves no trace in logs and metrics, wherever its holder puts it', async () => {
    const key = await server.createKey();
    await send('GET', `/v1/query?subject=${key}`, { key, headers: { 'x-request-id': key } });
    await send('GET', `/v1/query?${key}=1`, { key });
    await send('GET', `/v1/${key}`, { key });
    await send('GET', `/v1/assertions/${key}`, { key });
    await send('POST', '/v1/assert', { key, body: { [key]: key } });
    await send('POST', '/v1/assert', { key, raw: `{"key":"${key}"` });
    await send('GET', '/v1/query', { headers: { authorization: `Bearer ${key}x` } });
    expect(server.logged()).toContain('"status":401');
    expect(server.logged()).not.toContain(key.slice(0, 30));
    expect((await send('GET', '/metrics')).text).not.toContain(key.slice(0, 16));
  });
});

describe('an API key that is bound to agents', () => {
  let bound: string;
  beforeAll(async () => {
    bound = await server.createKey({ agentIds: [ALICE.agentId, CAROL.agentId] });
  });
  const post = (path: string, body: unknown) => send('POST', path, { key: bound, body });

  const expectForbidden = (answer: Answer, fields: string[]) => {
    expectProblem(answer, 403, 'agent_not_permitted');
    expect(badFields(answer)).toEqual(fields);
  };

  it('writes for each of them, alone and together', async () => {
    for (const signers of [ALICE, CAROL, [ALICE, CAROL]]) expect((await post('/v1/assert', signClaim(newClaim(), signers))).status).toBe(201);
  });

  it('is refused for any other signer, whose claim is not written', async () => {
    const claim = newClaim();
    expectForbidden(await post('/v1/assert', signClaim(claim, BOB)), ['signatures.0.agent_id']);
    expectForbidden(await post('/v1/assert', signClaim(claim, [ALICE, BOB])), ['signatures.1.agent_id']);
    expect((await send('GET', `/v1/assertions/${addressOf(claim)}`, { key: server.adminKey })).status).toBe(404);
  });

  it('is refused for one item of a batch, which fails alone', async () => {
    const { body } = await post('/v1/assert/batch', [signClaim(newClaim()), signClaim(newClaim(), BOB)]);
    expect(body).toMatchObject({ results: [{ status: 'created' }, { status: 'failed', error: { code: 'agent_not_permitted', status: 403 } }] });
  });

  it('is refused for the vote and for the signed source of another', async () => {
    expectForbidden(await post('/v1/vote', signVote('ab'.repeat(32), 1, BOB)), ['agent_id']);
    expectForbidden(await post('/v1/source', signSource({ hash: 'ab'.repeat(32) }, BOB)), ['agent_id']);
    expect((await post('/v1/source', signSource({ hash: 'cd'.repeat(32) }, CAROL))).status).toBe(201);
    expect((await post('/v1/source', { content: 'signed by nobody' })).status).toBe(201);
  });
});

describe('X-Agent-Id', () => {
  const withHeader = (path: string, body: unknown, agentId: string) =>
    send('POST', path, { key: server.adminKey, body, headers: { 'x-agent-id': agentId } });
  const mismatch = (answer: Answer) => [answer.status, answer.body['code'], badFields(answer)];
  const MISMATCH = [400, 'agent_header_mismatch', ['X-Agent-Id']];

  it('names any one of the signers', async () => {
    for (const { agentId } of [ALICE, BOB]) {
      expect((await withHeader('/v1/assert', signClaim(newClaim(), [ALICE, BOB]), agentId)).status).toBe(201);
    }
  });

  it('is refused on a claim and on a vote of somebody else', async () => {
    expect(mismatch(await withHeader('/v1/assert', signClaim(newClaim(), [ALICE, BOB]), CAROL.agentId))).toEqual(MISMATCH);
    expect(mismatch(await withHeader('/v1/vote', signVote('ab'.repeat(32), 1, ALICE), CAROL.agentId))).toEqual(MISMATCH);
  });

  it('is refused on the signed source of somebody else', async () => {
    expect(mismatch(await withHeader('/v1/source', signSource({ hash: 'ee'.repeat(32) }, ALICE), CAROL.agentId))).toEqual(MISMATCH);
  });

  it('fails the items of a batch that it does not fit', async () => {
    const { body } = await withHeader('/v1/assert/batch', [signClaim(newClaim(), ALICE), signClaim(newClaim(), BOB)], BOB.agentId);
    expect([...(body['results'] ?? [])].map((result: Json) => result['error']?.['code'] ?? result['status'])).toEqual(['agent_header_mismatch', 'created']);
  });

  it.each(['', 'alice', 'AB'.repeat(32), 'ab'.repeat(31)])('is refused as "%s"', async (agentId) => {
    for (const [path, body] of [['/v1/assert', signClaim(newClaim())], ['/v1/vote', signVote('ab'.repeat(32), 1)]] as const) {
      const answer = await withHeader(path, body, agentId);
      expectProblem(answer, 400, 'validation_failed');
      expect(badFields(answer)).toEqual(['X-Agent-Id']);
    }
  });

  it('is welcome on a read', async () => {
    expect((await send('GET', '/v1/query', { key: server.adminKey, headers: { 'x-agent-id': BOB.agentId } })).status).toBe(200);
  });
});
