import { verifyStoredChain } from '@stemedb/access/audit';
import { contentHash } from '@stemedb/knowledge/claims';
import { parseConfig } from '@stemedb/platform/config';
import { storeIdentity, withClient } from '@stemedb/platform/database';
import { createLogger } from '@stemedb/platform/observability';
import { register } from 'prom-client';
import { createApp } from '../apps/api/server';
import { type Answer, call, type Json, search } from './support/call';
import { addressOf, ALICE, BOB, claimOf, signClaim, signVote } from './support/claims';
import { badFields, expectProblem } from './support/problems';
import { startTestApp, type TestApp } from './support/server';

type Parameters = Record<string, string | number>;

const PAIR = { subject: 'test://audited', predicate: 'value' };
const SOURCE = contentHash('evidence');
const FIRST = claimOf({ ...PAIR, object: { type: 'Number', value: 1 }, source_hash: SOURCE, source_class: 'Regulatory' });
const SECOND = claimOf({ ...PAIR, object: { type: 'Number', value: 2 }, confidence: 0.1, source_class: 'Expert' });
const RULE = claimOf({ ...PAIR, predicate: 'must_use', object: { type: 'Text', value: 'TLS' }, lifecycle: 'Approved' });

/** Every read that leaves an audit, the route it is remembered under, and its lens. */
const READS: [string, string, string | null][] = [
  [`/v1/query${search({ ...PAIR, lens: 'consensus' })}`, '/v1/query', 'consensus'],
  [`/v1/query${search({ ...PAIR, lens: 'epoch', inner_lens: 'authority', limit: 1, decay: 'off', tolerance: '0.5' })}`, '/v1/query', 'epoch'],
  [`/v1/query${search({ subject: PAIR.subject, lens: 'constraints' })}`, '/v1/query', 'constraints'],
  [`/v1/query${search({ subject: PAIR.subject, limit: 2 })}`, '/v1/query', null],
  [`/v1/query?source_class=Expert&source_class=Regulatory&subject_prefix=test://&min_confidence=1e-1`, '/v1/query', null],
  [`/v1/skeptic${search(PAIR)}`, '/v1/skeptic', 'skeptic'],
  [`/v1/layered${search({ ...PAIR, valid_at: 'any' })}`, '/v1/layered', 'layered'],
  [`/v1/constraints${search({ subject: PAIR.subject })}`, '/v1/constraints', 'constraints'],
];

let server: TestApp;
let reader: string;

beforeAll(async () => {
  server = await startTestApp();
  reader = await server.createKey({ role: 'read_only' });
  for (const claim of [FIRST, SECOND, RULE]) await write('/v1/assert', signClaim(claim));
  await write('/v1/source', { content: 'evidence', title: 'Evidence' });
});
afterAll(() => server.close());

const scoped = (namespace: string) => ({ 'x-namespace': namespace });
const write = async (path: string, body: unknown, namespace = 'default') => {
  const answer = await call(server.url, 'POST', path, { key: server.adminKey, body, headers: scoped(namespace) });
  expect(answer.status).toBeLessThan(300);
};
const get = (path: string, namespace = 'default') => call(server.url, 'GET', path, { key: server.adminKey, headers: scoped(namespace) });
const audits = (parameters: Parameters = {}, namespace?: string) => get(`/v1/audit${search(parameters)}`, namespace);
const itemsOf = (answer: Answer): Json[] => [...(answer.body['items'] ?? [])];
const auditOf = async (answer: Answer, namespace?: string) => (await get(`/v1/audit/${String(answer.body['audit_id'])}`, namespace)).body;
const replay = (answer: Answer, namespace = 'default') =>
  call(server.url, 'POST', `/v1/audit/${String(answer.body['audit_id'])}/replay`, { key: server.adminKey, headers: scoped(namespace) });

describe('a read', () => {
  it.each(READS)('leaves exactly one audit, which its answer names: %s', async (path, route, lens) => {
    const before = itemsOf(await audits({ limit: 1_000 })).length;
    const answer = await get(path);
    expect(answer.status).toBe(200);
    const [newest, ...others] = itemsOf(await audits({ limit: 1_000 }));
    expect(others).toHaveLength(before);
    expect(newest).toMatchObject({ id: answer.body['audit_id'], path: route, lens, kind: 'query', as_of: answer.body['as_of'], agent_id: null });
    expect(answer.headers.get('x-audit-id')).toBe(answer.body['audit_id']);
  });

  it('is remembered with everything that its answer rests on, listed or not', async () => {
    const answer = await get(`/v1/query${search({ ...PAIR, lens: 'authority', limit: 1 })}`);
    expect([...(answer.body['candidates'] ?? [])]).toHaveLength(1);
    const audit = await auditOf(answer);
    const { audit_id: _id, ...rest } = answer.body as unknown as Record<string, unknown>;
    expect(audit).toMatchObject({
      subject: PAIR.subject,
      payload: {
        parameters: { ...PAIR, lens: 'authority', limit: 1, decay: 'on', include_superseded: false },
        winner: addressOf(FIRST),
        conflict_score: answer.body['conflict_score'],
        resolution_confidence: answer.body['resolution_confidence'],
        ruleset_version: answer.body['ruleset_version'],
        duration_ms: expect.any(Number),
        digest: contentHash(JSON.stringify(rest)),
        contributing: [
          { hash: addressOf(FIRST), weight: answer.body['candidates']?.[0]?.['weight'], source_hash: SOURCE, lifecycle: 'Proposed' },
          { hash: addressOf(SECOND), weight: expect.any(Number), source_hash: '0'.repeat(64), lifecycle: 'Proposed' },
        ],
      },
    });
  });

  it('is remembered with the key and the agent that asked', async () => {
    const answer = await call(server.url, 'GET', `/v1/skeptic${search(PAIR)}`, { key: reader, headers: { 'x-agent-id': BOB.agentId } });
    const other = await auditOf(await get(`/v1/skeptic${search(PAIR)}`));
    const audit = await auditOf(answer);
    expect(audit['agent_id']).toBe(BOB.agentId);
    expect(audit['key_id']).not.toBe(other['key_id']);
  });

  it('in the name of what is no agent is refused', async () => {
    const answer = await call(server.url, 'GET', `/v1/skeptic${search(PAIR)}`, { key: reader, headers: { 'x-agent-id': 'BOB' } });
    expectProblem(answer, 400, 'validation_failed');
    expect(badFields(answer)).toEqual(['X-Agent-Id']);
  });

  it('that was refused, and a read by address, leave none', async () => {
    const before = await audits();
    await get('/v1/skeptic?subject=a');
    await get(`/v1/skeptic${search({ ...PAIR, as_of: '2999-01-01T00:00:00Z' })}`);
    await get(`/v1/assertions/${addressOf(FIRST)}`);
    await audits();
    expect((await audits()).text).toBe(before.text);
  });
});

describe('the list of audits', () => {
  const namespace = 'listed';
  const ids = (answer: Answer) => itemsOf(answer).map((item) => String(item['id']));
  let asked: Answer[];

  beforeAll(async () => {
    const blue = await server.createKey({ namespace, role: 'read_only' });
    const ask = (path: string, agentId?: string) =>
      call(server.url, 'GET', path, { key: blue, headers: agentId === undefined ? {} : { 'x-agent-id': agentId } });
    asked = [
      await ask(`/v1/skeptic${search(PAIR)}`, ALICE.agentId),
      await ask(`/v1/query${search({ ...PAIR, lens: 'recency' })}`, BOB.agentId),
      await ask(`/v1/constraints${search({ subject: 'other' })}`),
      await ask('/v1/query'),
      await get('/v1/query', namespace),
    ];
  });

  const idsOf = (...places: number[]) => places.map((place) => String(asked[place]?.body['audit_id'])).reverse();

  it('holds them newest first, page by page, each once', async () => {
    expect(ids(await audits({}, namespace))).toEqual(idsOf(0, 1, 2, 3, 4));
    const seen: string[] = [];
    let cursor: Json | undefined;
    do {
      const page = await audits({ limit: 2, ...(cursor ? { cursor: String(cursor) } : {}) }, namespace);
      seen.push(...ids(page));
      await get('/v1/query', 'another');
      cursor = page.body['next_cursor'];
    } while (cursor !== null);
    expect(seen).toEqual(idsOf(0, 1, 2, 3, 4));
  });

  it('is narrowed down by agent, subject, lens, kind and key', async () => {
    const keyOf = async (place: number) => String((await auditOf(asked[place] as Answer, namespace))['key_id']);
    const cases: [Parameters, string[]][] = [
      [{ agent_id: ALICE.agentId }, idsOf(0)],
      [{ subject: PAIR.subject }, idsOf(0, 1)],
      [{ lens: 'constraints' }, idsOf(2)],
      [{ kind: 'query' }, idsOf(0, 1, 2, 3, 4)],
      [{ kind: 'admin' }, []],
      [{ key_id: await keyOf(0) }, idsOf(0, 1, 2, 3)],
      [{ key_id: await keyOf(4) }, idsOf(4)],
      [{ subject: PAIR.subject, lens: 'recency', agent_id: BOB.agentId }, idsOf(1)],
      [{ subject: PAIR.subject, agent_id: '00'.repeat(32) }, []],
    ];
    for (const [parameters, expected] of cases) expect([parameters, ids(await audits(parameters, namespace))]).toEqual([parameters, expected]);
  });

  it('is narrowed down to the time between two moments, both inclusive', async () => {
    const moments = itemsOf(await audits({}, namespace)).map((item) => String(item['recorded_at'])).reverse();
    const [, second = '', , fourth = ''] = moments;
    expect(ids(await audits({ from: second, to: fourth }, namespace))).toEqual(idsOf(1, 2, 3));
    expect(ids(await audits({ from: fourth, to: second }, namespace))).toEqual([]);
    expect(ids(await audits({ to: '2020-01-01T00:00:00Z' }, namespace))).toEqual([]);
  });

  it('refuses unknown parameters, and a cursor of other ones', async () => {
    const cursor = String((await audits({ limit: 1 }, namespace)).body['next_cursor']);
    expect(badFields(await audits({ cursor, kind: 'query' }, namespace))).toEqual(['cursor']);
    expect(badFields(await audits({ cursor }, 'default'))).toEqual(['cursor']);
    const wrong = await audits({ from: 'monday', kind: 'other', key_id: 'x', agent_id: 'X', limit: 0, lens: '', colour: 'red' });
    expectProblem(wrong, 400, 'validation_failed');
    expect(badFields(wrong)).toEqual(['agent_id', 'colour', 'from', 'key_id', 'kind', 'lens', 'limit']);
  });
});

describe('the trail', () => {
  it('is for admins alone', async () => {
    const answer = await get(`/v1/skeptic${search(PAIR)}`);
    const id = String(answer.body['audit_id']);
    for (const key of [reader, await server.createKey({ role: 'write_agent' })]) {
      for (const [method, path] of [['GET', '/v1/audit'], ['GET', `/v1/audit/${id}`], ['POST', `/v1/audit/${id}/replay`]] as const) {
        expectProblem(await call(server.url, method, path, { key }), 403, 'role_too_low');
      }
    }
  });

  it('of one namespace does not exist for another', async () => {
    const answer = await get(`/v1/skeptic${search(PAIR)}`);
    const id = String(answer.body['audit_id']);
    expectProblem(await get(`/v1/audit/${id}`, 'elsewhere'), 404, 'audit_not_found');
    expectProblem(await replay(answer, 'elsewhere'), 404, 'audit_not_found');
    expect((await audits({ subject: PAIR.subject }, 'elsewhere')).body['items']).toEqual([]);
    expectProblem(await get('/v1/audit/no-uuid'), 400, 'validation_failed');
  });

  it('is found to be whole, and a row that was edited behind its triggers is named', async () => {
    const answer = await get(`/v1/skeptic${search(PAIR)}`, 'edited');
    await get('/v1/query', 'edited');
    const verify = () => withClient(server.databaseUrl, (client) => verifyStoredChain(client, 'edited'));
    expect(await verify()).toEqual({ rows: 2, faults: [] });
    const edit = `UPDATE audit SET payload = replace(payload, 'skeptic', 'recency'), lens = 'recency' WHERE namespace = 'edited' AND sequence = 1`;
    await expect(withClient(server.superuserUrl, (client) => client.query(edit))).rejects.toMatchObject({ code: '23001' });
    await withClient(server.superuserUrl, (client) => client.query(`ALTER TABLE audit DISABLE TRIGGER audit_immutable; ${edit}; ALTER TABLE audit ENABLE TRIGGER audit_immutable`));
    expect((await verify()).faults).toEqual([{ fault: 'changed', sequence: 1, id: String(answer.body['audit_id']) }]);
  });

  it('is one whole chain when two servers answer at once', async () => {
    register.clear();
    const config = parseConfig({ PORT: '0', STEMEDB_DATA_DIR: server.dataDirectory, LOG_LEVEL: 'silent' });
    const second = await createApp(config, { url: server.databaseUrl, identity: await storeIdentity(server.databaseUrl) }, createLogger('silent'));
    await second.listen(0, '127.0.0.1');
    const urls = [server.url, await second.getUrl()];
    const ask = async (place: number) => {
      const answer = await call(urls[place % 2] ?? '', 'GET', `/v1/skeptic${search(PAIR)}`, { key: server.adminKey, headers: scoped('two') });
      return String(answer.body['audit_id']);
    };
    const named: string[] = [];
    for (let round = 0; round < 6; round += 1) named.push(...(await Promise.all(Array.from({ length: 10 }, (_unused, place) => ask(place)))));
    await second.close();
    expect(await withClient(server.databaseUrl, (client) => verifyStoredChain(client, 'two'))).toEqual({ rows: 60, faults: [] });
    expect(itemsOf(await audits({ limit: 1_000 }, 'two')).map((item) => String(item['id'])).sort()).toEqual(named.sort());
  });
});

describe('a replay', () => {
  it.each(READS)('gives the same answer as then, and the same today while nothing has changed: %s', async (path) => {
    const answer = await get(path);
    const replayed = await replay(answer);
    const { payload } = (await auditOf(answer)) as unknown as { payload: { digest: string; winner: string | null } };
    expect([replayed.status, replayed.body]).toEqual([
      200,
      {
        id: answer.body['audit_id'],
        as_of: answer.body['as_of'],
        digest_then: payload.digest,
        digest_now: payload.digest,
        same_as_then: true,
        today: { digest: expect.stringMatching(/^[0-9a-f]{64}$/), differs: false, winner: payload.winner },
      },
    ]);
  });

  it('still gives the same answer after later writes, and says that the present one differs', async () => {
    const namespace = 'replayed';
    await write('/v1/assert', signClaim(SECOND), namespace);
    await write('/v1/assert', signClaim(RULE), namespace);
    const answers = await Promise.all(READS.map(([path]) => get(path, namespace)));
    await write('/v1/assert', signClaim(FIRST, [ALICE, BOB]), namespace);
    await write('/v1/assert', signClaim({ ...RULE, confidence: 0.2 }), namespace);
    for (const [index, answer] of answers.entries()) {
      const { body } = await replay(answer, namespace);
      expect([READS[index]?.[0], body['same_as_then'], body['today']?.['differs']]).toEqual([READS[index]?.[0], true, true]);
    }
    expect((await replay(answers[0] as Answer, namespace)).body['today']?.['winner']).toBe(addressOf(FIRST));
  });

  it('says that the present answer differs when only a vote or a signature has come', async () => {
    const namespace = 'supported';
    await write('/v1/assert', signClaim(FIRST), namespace);
    const first = await get(`/v1/skeptic${search(PAIR)}`, namespace);
    await write('/v1/vote', signVote(addressOf(FIRST), 1, BOB), namespace);
    const second = await get(`/v1/skeptic${search(PAIR)}`, namespace);
    await write('/v1/assert', signClaim(FIRST, BOB), namespace);
    for (const answer of [first, second]) expect((await replay(answer, namespace)).body).toMatchObject({ same_as_then: true, today: { differs: true } });
  });

  it('of a question about the past asks of that past again, and of the present besides', async () => {
    const answer = await get(`/v1/skeptic${search({ ...PAIR, as_of: '2020-01-01T00:00:00Z' })}`);
    expect((await replay(answer)).body).toMatchObject({ as_of: '2020-01-01T00:00:00.000000Z', same_as_then: true, today: { differs: true } });
  });

  it('of a page behind a cursor stays in the moment of its first page', async () => {
    const first = await get('/v1/query?limit=1');
    const next = await get(`/v1/query${search({ limit: 1, cursor: String(first.body['next_cursor']) })}`);
    await write('/v1/assert', signClaim(claimOf({ subject: 'test://later' })));
    expect((await replay(next)).body).toMatchObject({ same_as_then: true, today: { differs: false } });
    expect((await replay(first)).body).toMatchObject({ same_as_then: true, today: { differs: true } });
  });

  it('leaves no audit itself', async () => {
    const answer = await get(`/v1/skeptic${search(PAIR)}`);
    await replay(answer);
    expect(itemsOf(await audits())[0]?.['id']).toBe(answer.body['audit_id']);
  });
});
