import { contentHash, type Claim, type SourceClass } from '@stemedb/knowledge/claims';
import { Database } from '@stemedb/platform/database';
import { type Answer, call, type Json, search } from './support/call';
import { addressOf, agent, claimOf, signClaim } from './support/claims';
import { badFields, expectProblem } from './support/problems';
import { startTestApp, type TestApp } from './support/server';

const NOW = Math.floor(Date.now() / 1_000);

const said = (subject: string, value: number, source_class: SourceClass, changes: Partial<Claim> = {}): Claim =>
  claimOf({ subject, object: { type: 'Number', value }, source_class, ...changes });

let server: TestApp;
const post = (path: string, body: unknown, namespace = 'default', key = server.adminKey): Promise<Answer> =>
  call(server.url, 'POST', path, { key, body, headers: key === server.adminKey ? { 'x-namespace': namespace } : {} });
const list = (parameters: Record<string, string | number> = {}, namespace = 'default') =>
  call(server.url, 'GET', `/v1/admin/escalations${search(parameters)}`, { key: server.adminKey, headers: { 'x-namespace': namespace } });
const itemsOf = (answer: Answer): Json[] => [...(answer.body['items'] ?? [])];
const about = async (subject: string, namespace?: string): Promise<Json[]> =>
  itemsOf(await list({ limit: 1_000 }, namespace)).filter((item) => String(item['subject']) === subject);
const assertClaim = async (claim: Claim, signer: number, namespace?: string): Promise<void> => {
  expect((await post('/v1/assert', signClaim(claim, agent(signer), NOW), namespace)).status).toBe(201);
};
const resolve = (id: unknown, changes: object = {}, namespace?: string) =>
  post('/v1/admin/escalation/resolve', { id, resolution: 'dismissed', note: 'looked at', ...changes }, namespace);
const conflict = async (subject: string, namespace?: string): Promise<Json> => {
  await assertClaim(said(subject, 1, 'Clinical'), 1, namespace);
  await assertClaim(said(subject, 2, 'Clinical'), 2, namespace);
  const [opened] = await about(subject, namespace);
  return opened as Json;
};

beforeAll(async () => {
  server = await startTestApp({ environment: { STEMEDB_QUARANTINE: 'off' } });
});
afterAll(() => server.close());

describe('a conflict', () => {
  it('is escalated once, and more evidence raises its count', async () => {
    await assertClaim(said('conflict://one', 1, 'Clinical'), 1);
    expect(await about('conflict://one')).toEqual([]);
    await assertClaim(said('conflict://one', 2, 'Clinical'), 2);
    const [first] = await about('conflict://one');
    expect(first).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      type: 'conflict',
      level: 'investigate',
      subject: 'conflict://one',
      predicate: 'value',
      count: 2,
      state: 'open',
      opened_at: expect.stringMatching(/\.\d{6}Z$/),
      updated_at: first?.['opened_at'],
      ended_at: null,
      resolution: null,
      note: null,
      winning_hash: null,
      resolved_by: null,
    });
    await assertClaim(said('conflict://one', 1, 'Clinical', { narrative: 'again' }), 3);
    await assertClaim(said('conflict://one', 2, 'Clinical', { narrative: 'again' }), 4);
    const raised = await about('conflict://one');
    expect(raised).toEqual([{ ...first, count: 4, level: 'urgent', updated_at: expect.any(String) }]);
    expect(String(raised[0]?.['updated_at']) > String(first?.['opened_at'])).toBe(true);
  });

  it('is not escalated where only opinions differ', async () => {
    await assertClaim(said('conflict://opinions', 1, 'Expert'), 1);
    await assertClaim(said('conflict://opinions', 2, 'Expert'), 2);
    expect(await about('conflict://opinions')).toEqual([]);
  });

  it('is escalated again after its resolution only when evidence arrives', async () => {
    const opened = await conflict('conflict://again');
    expect((await resolve(opened['id'])).status).toBe(200);
    const target = addressOf(said('conflict://again', 1, 'Clinical'));
    await post(`/v1/assertions/${target}/lifecycle`, { to: 'UnderReview', reason: 'touched, but nothing new' });
    expect((await about('conflict://again')).map((item) => item['state'])).toEqual(['resolved']);
    await assertClaim(said('conflict://again', 3, 'Clinical'), 3);
    const both = await about('conflict://again');
    expect(both.map((item) => [item['state'], item['count']])).toEqual([['open', 3], ['resolved', 2]]);
    expect(both[0]?.['id']).not.toBe(opened['id']);
  });
});

describe('an anecdotal cluster', () => {
  it('of 500 claims is escalated once, and closed by one Clinical claim', async () => {
    const crowd = Array.from({ length: 501 }, (_, index) =>
      signClaim(said('cluster://one', index % 3, 'Anecdotal', { narrative: String(index) }), agent((index % 200) + 1), NOW));
    await post('/v1/assert/batch', crowd.slice(0, 499));
    expect(await about('cluster://one')).toEqual([]);
    await post('/v1/assert', crowd[499]);
    const [opened] = await about('cluster://one');
    expect(opened).toMatchObject({ type: 'anecdotal_cluster', level: 'info', count: 500, state: 'open' });
    await post('/v1/assert', crowd[500]);
    expect(await about('cluster://one')).toEqual([{ ...opened, count: 501, updated_at: expect.any(String) }]);
    await assertClaim(said('cluster://one', 1, 'Clinical'), 5);
    const [closed] = await about('cluster://one');
    expect(closed).toMatchObject({ id: opened?.['id'], state: 'closed', ended_at: expect.any(String), resolution: null });
    expectProblem(await resolve(opened?.['id']), 409, 'escalation_not_open');
    expect((await list()).body['counts']).toMatchObject({ anecdotal_cluster: 0 });
  });
});

describe('the retraction of a source', () => {
  it('is escalated by its hash, with the number of claims that rested on it', async () => {
    const hash = String((await post('/v1/source', { content: 'to be withdrawn' })).body['hash']);
    const citing = said('retraction://one', 1, 'Clinical', { source_hash: hash });
    await assertClaim(citing, 1);
    await assertClaim(said('retraction://child', 1, 'Expert', { parent_hash: addressOf(citing) }), 1);
    await post(`/v1/source/${hash}/status`, { status: 'deprecated', reason: 'old' });
    expect(await about(hash)).toEqual([]);
    await post(`/v1/source/${hash}/status`, { status: 'retracted', reason: 'wrong' });
    const [opened] = await about(hash);
    expect(opened).toMatchObject({ type: 'source_retracted', predicate: 'source_status', level: 'investigate', count: 2, state: 'open' });
    expectProblem(await resolve(opened?.['id'], { winning_hash: addressOf(citing) }), 422, 'winning_hash_foreign');
    expect((await resolve(opened?.['id'])).status).toBe(200);
    await post(`/v1/source/${hash}/status`, { status: 'active', reason: 'a mistake' });
    await post(`/v1/source/${hash}/status`, { status: 'retracted', reason: 'after all' });
    expect((await about(hash)).map((item) => item['state'])).toEqual(['open', 'resolved']);
  });

  it('on which nothing rests is for information only', async () => {
    const hash = String((await post('/v1/source', { content: 'cited by nobody' })).body['hash']);
    await post(`/v1/source/${hash}/status`, { status: 'retracted', reason: 'wrong' });
    expect(await about(hash)).toEqual([expect.objectContaining({ level: 'info', count: 0 })]);
  });
});

describe('the resolution of an escalation', () => {
  it('names a claim of the pair, is audited, and is shown', async () => {
    const opened = await conflict('resolve://one');
    const winner = addressOf(said('resolve://one', 1, 'Clinical'));
    const foreign = await resolve(opened['id'], { winning_hash: contentHash('no claim') });
    expectProblem(foreign, 422, 'winning_hash_foreign');
    expect(badFields(foreign)).toEqual(['winning_hash']);
    const elsewhere = addressOf(said('conflict://one', 1, 'Clinical'));
    expectProblem(await resolve(opened['id'], { winning_hash: elsewhere }), 422, 'winning_hash_foreign');
    const resolved = await resolve(opened['id'], { resolution: 'accepted', note: 'the label says so', winning_hash: winner });
    expect([resolved.status, resolved.body]).toEqual([
      200,
      expect.objectContaining({ id: opened['id'], state: 'resolved', resolution: 'accepted', note: 'the label says so', winning_hash: winner }),
    ]);
    expect(await about('resolve://one')).toEqual([resolved.body]);
    const audits = itemsOf(await call(server.url, 'GET', '/v1/audit?kind=admin&limit=5', { key: server.adminKey }));
    expect(audits.map((audit) => audit['act'])).toContain('escalation.resolve');
  });

  it('happens once, whoever tries at the same time', async () => {
    const opened = await conflict('resolve://race');
    const beside = await startTestApp({ beside: server });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        call(index % 2 === 0 ? server.url : beside.url, 'POST', '/v1/admin/escalation/resolve', {
          key: server.adminKey,
          body: { id: opened['id'], resolution: 'dismissed', note: String(index) },
          headers: { 'x-namespace': 'default' },
        }),
      ),
    );
    await beside.close();
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 409)]);
    const winner = answers.find(({ status }) => status === 200);
    expect((await about('resolve://race'))[0]?.['note']).toBe(winner?.body['note']);
  });

  it.each([
    ['no note', { note: undefined }, ['note']],
    ['an empty note', { note: '' }, ['note']],
    ['an unknown resolution', { resolution: 'Accepted' }, ['resolution']],
    ['no UUID', { id: 'x' }, ['id']],
    ['no hash', { winning_hash: 'x' }, ['winning_hash']],
    ['an unknown field', { winner: 'x' }, ['winner']],
  ])('is refused with %s', async (_what, changes, fields) => {
    const refused = await resolve('0b54f3c1-93a7-8d2e-8c5a-0f4f8f3f2a11', changes);
    expectProblem(refused, 400, 'validation_failed');
    expect(badFields(refused)).toEqual(fields);
  });

  it('knows no escalation of another namespace', async () => {
    const opened = await conflict('walls://one', 'red');
    expectProblem(await resolve(opened['id'], {}, 'blue'), 404, 'escalation_not_found');
    expect([...(await about('walls://one', 'blue'))]).toEqual([]);
    expect((await list({}, 'blue')).body).toEqual({
      counts: { conflict: 0, anecdotal_cluster: 0, gold_standard_failure: 0, source_retracted: 0 },
      items: [],
      next_cursor: null,
    });
    expect((await resolve(opened['id'], {}, 'red')).status).toBe(200);
  });
});

describe('the state of an escalation', () => {
  /** A run of acts and how many of them take effect; every other one is refused and changes nothing. */
  const RUNS = [
    ['resolve', 'resolve'],
    ['resolve', 'evidence', 'resolve', 'resolve'],
    ['evidence', 'resolve', 'resolve', 'evidence', 'evidence', 'resolve', 'resolve'],
  ];

  it.each(RUNS.map((acts) => [acts.join(', '), acts] as const))('follows the model through: %s', async (name, acts) => {
    const subject = `model://${name.replaceAll(', ', '/')}`;
    await conflict(subject);
    const model = [{ state: 'open', count: 2 }];
    let value = 3;
    for (const act of acts) {
      const current = model[0] as { state: string; count: number };
      const [shown] = await about(subject);
      if (act === 'resolve') {
        const answer = await resolve(shown?.['id']);
        expect(answer.status).toBe(current.state === 'open' ? 200 : 409);
        current.state = 'resolved';
      } else {
        await assertClaim(said(subject, value, 'Clinical'), value);
        if (current.state === 'open') current.count = value;
        else model.unshift({ state: 'open', count: value });
        value += 1;
      }
      expect((await about(subject)).map((item) => ({ state: item['state'], count: item['count'] }))).toEqual(model);
    }
  });
});

describe('the list of escalations', () => {
  it('is filtered by type, level and state, and counts what is open', async () => {
    await conflict('list://a', 'lists');
    const resolved = await conflict('list://b', 'lists');
    await resolve(resolved['id'], {}, 'lists');
    const { body } = await list({}, 'lists');
    expect(body['counts']).toEqual({ conflict: 1, anecdotal_cluster: 0, gold_standard_failure: 0, source_retracted: 0 });
    const subjects = async (parameters: Record<string, string>) => itemsOf(await list(parameters, 'lists')).map((item) => item['subject']);
    expect(await subjects({})).toEqual(['list://b', 'list://a']);
    expect(await subjects({ state: 'open' })).toEqual(['list://a']);
    expect(await subjects({ state: 'resolved', type: 'conflict', level: 'investigate' })).toEqual(['list://b']);
    expect(await subjects({ type: 'source_retracted' })).toEqual([]);
    expect(await subjects({ level: 'urgent' })).toEqual([]);
    expectProblem(await list({ state: 'done' }, 'lists'), 400, 'validation_failed');
  });

  it('is read page by page, each escalation once', async () => {
    const rows = `
      INSERT INTO escalation (namespace, id, type, level, subject_key, predicate_key, subject, predicate, count, state, opened_at, updated_at)
      SELECT 'many', gen_random_uuid(), 'conflict', 'info', n, n, 'many://' || n, 'value', 2, 'open', to_timestamp(1700000000 + n / 3), now()
      FROM generate_series(1, 10000) n`;
    await server.app.get(Database).manage('x', 'many', (manager) => manager.query(rows));
    const seen = new Set<string>();
    let cursor: string | undefined;
    do {
      const { body } = await list({ limit: 1_000, state: 'open', ...(cursor === undefined ? {} : { cursor }) }, 'many');
      for (const item of body['items'] ?? []) {
        expect(seen.has(String(item['id']))).toBe(false);
        seen.add(String(item['id']));
      }
      cursor = (body['next_cursor'] as unknown) === null ? undefined : String(body['next_cursor']);
    } while (cursor !== undefined);
    expect(seen.size).toBe(10_000);
    expectProblem(await list({ cursor: 'nonsense' }, 'many'), 400, 'validation_failed');
  });
});

describe('the gauge of open escalations', () => {
  it('counts over all namespaces, by type alone', async () => {
    // Metrics live in one registry a process, so this server is the last one that is started.
    const measured = await startTestApp({ beside: server });
    const { text } = await call(measured.url, 'GET', '/metrics');
    await measured.close();
    const counts = await server.app.get(Database).manage('x', '*', async (manager) => {
      await manager.query(`SET LOCAL stemedb.survey = 'on'`);
      return manager.query<Record<string, unknown>[]>('SELECT 1 FROM escalation');
    });
    expect(counts).toEqual([]);
    expect(text).toMatch(/^stemedb_escalations_open\{type="conflict"\} 10\d{3}$/m);
    expect(text).toMatch(/^stemedb_escalations_open\{type="anecdotal_cluster"\} 0$/m);
    expect(text).not.toMatch(/stemedb_escalations_open\{type="delivery"\}/);
  });
});
