import { withClient } from '@stemedb/platform/database';
import { call, type Json } from './support/call';
import { addressOf, BOB, claimOf, signClaim, signVote } from './support/claims';
import { EventStream } from './support/event-stream';
import { badFields, expectProblem } from './support/problems';
import { startTestApp, type TestApp } from './support/server';

const ids = (items: Iterable<Json>): string[] => [...items].map((item) => String(item['id']));
const subjects = (items: Iterable<Json>): string[] => [...items].map((item) => String(item['subject']));

describe('the feed', () => {
  let server: TestApp;
  const post = (path: string, body: unknown, namespace = 'default') => call(server.url, 'POST', path, { key: server.adminKey, body, headers: { 'x-namespace': namespace } });
  const get = (path: string, namespace = 'default') => call(server.url, 'GET', path, { key: server.adminKey, headers: { 'x-namespace': namespace } });
  const assertOf = (subject: string, namespace?: string) => post('/v1/assert', signClaim(claimOf({ subject })), namespace);
  const open = (options: { path?: string; lastEventId?: string; namespace?: string } = {}) => EventStream.open(server.url, { key: server.adminKey, ...options });

  beforeAll(async () => {
    server = await startTestApp();
  });
  afterAll(() => server.close());

  it('shows what was recorded, newest first, with its gist', async () => {
    const claim = claimOf({ subject: 'feed://shown', source_class: 'Clinical' });
    await post('/v1/assert', signClaim(claim), 'shown');
    await post('/v1/assert', signClaim(claim, BOB), 'shown');
    await post('/v1/vote', signVote(addressOf(claim), 0.5, BOB), 'shown');
    await post('/v1/source', { content: 'evidence', title: 'Evidence' }, 'shown');
    const { status, body } = await get('/v1/feed', 'shown');
    expect([status, body['next_cursor']]).toEqual([200, null]);
    expect(body['items']).toMatchObject([
      { kind: 'source', subject: null, detail: { title: 'Evidence', source_class: null } },
      { kind: 'vote', subject: claim.subject, predicate: 'value', detail: { assertion_hash: addressOf(claim), agent_id: BOB.agentId, weight: 0.5 } },
      { kind: 'signature', hash: addressOf(claim), detail: { agent_id: BOB.agentId } },
      { kind: 'assertion', hash: addressOf(claim), held_since: null, detail: { confidence: 0.8, source_class: 'Clinical', lifecycle: 'Proposed' } },
    ]);
  });

  it('has no contents, which can be erased', async () => {
    await post('/v1/assert', signClaim(claimOf({ subject: 'feed://secret', narrative: 'private words', object: { type: 'Text', value: 'private object' } })), 'secret');
    const { text } = await get('/v1/feed', 'secret');
    expect(text).toContain('feed://secret');
    expect(text).not.toContain('private');
  });

  it('pages through one moment newest first, whatever is written meanwhile', async () => {
    for (let number = 0; number < 7; number += 1) await assertOf(`page/${number}`, 'paged');
    const seen: string[] = [];
    const moments = new Set<string>();
    for (let cursor = ''; ; ) {
      const { body } = await get(`/v1/feed?limit=3${cursor && `&cursor=${cursor}`}`, 'paged');
      seen.push(...subjects(body['items'] ?? []));
      moments.add(String(body['as_of']));
      if (body['next_cursor'] === null) break;
      cursor = String(body['next_cursor']);
      await assertOf(`later/${seen.length}`, 'paged');
    }
    expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0].map((number) => `page/${number}`));
    expect(moments.size).toBe(1);
  });

  it('goes on from a position without loss or repetition', async () => {
    for (const subject of ['a', 'b', 'c']) await assertOf(subject, 'goes-on');
    const first = (await get('/v1/feed?after=beginning&limit=2', 'goes-on')).body;
    expect([subjects(first['items']!), first['next_cursor'] === first['position']]).toEqual([['a', 'b'], true]);
    const second = (await get(`/v1/feed?after=${first['position']}`, 'goes-on')).body;
    expect([subjects(second['items']!), second['next_cursor']]).toEqual([['c'], null]);
    expect((await get(`/v1/feed?after=${second['position']}`, 'goes-on')).body['items']).toEqual([]);
    await assertOf('d', 'goes-on');
    expect(subjects((await get(`/v1/feed?after=${second['position']}`, 'goes-on')).body['items']!)).toEqual(['d']);
    expect(subjects((await get(`/v1/feed?after=${ids(first['items']!)[0]}`, 'goes-on')).body['items']!)).toEqual(['b', 'c', 'd']);
  });

  it('is the same for the same moment for ever', async () => {
    await assertOf('early', 'timed');
    const { body } = await get('/v1/feed', 'timed');
    const paths = [`/v1/feed?as_of=${body['as_of']}`, `/v1/feed?after=beginning&as_of=${body['as_of']}`];
    const before = await Promise.all(paths.map((path) => get(path, 'timed')));
    await assertOf('late', 'timed');
    const after = await Promise.all(paths.map((path) => get(path, 'timed')));
    expect(after.map(({ text }) => text)).toEqual(before.map(({ text }) => text));
    expectProblem(await get('/v1/feed?as_of=2200-01-01T00:00:00Z', 'timed'), 422, 'as_of_in_future');
  });

  it('refuses cursors of other queries, and parameters that do not go together', async () => {
    for (let number = 0; number < 3; number += 1) await post('/v1/source', { content: `refused ${number}` });
    const foreign = String((await get('/v1/sources?limit=1')).body['next_cursor']);
    const cursor = String((await get('/v1/feed?limit=1')).body['next_cursor']);
    const { body } = await get('/v1/feed?limit=1&after=beginning');
    const cases: [string, string][] = [
      [`cursor=${foreign}`, 'cursor'],
      [`after=${foreign}`, 'after'],
      [`after=${cursor}`, 'after'],
      [`cursor=${body['position']}`, 'cursor'],
      [`cursor=${cursor}&as_of=${body['as_of']}`, 'cursor'],
      [`cursor=${cursor}&after=beginning`, 'cursor'],
      ['after=never', 'after'],
      ['after=', 'after'],
      ['kind=vote', 'kind'],
      ['limit=1001', 'limit'],
    ];
    for (const [query, field] of cases) {
      const answer = await get(`/v1/feed?${query}`);
      expectProblem(answer, 400, 'validation_failed');
      expect([query, badFields(answer)]).toEqual([query, [field]]);
    }
  });

  it('shows nothing of another namespace, neither listed nor live', async () => {
    const stream = await open({ namespace: 'blue' });
    await assertOf('of red', 'red');
    await assertOf('of blue', 'blue');
    await stream.until(1);
    await stream.hangUp();
    expect(stream.events.map(({ data }) => data['subject'])).toEqual(['of blue']);
    expect(subjects((await get('/v1/feed', 'blue')).body['items']!)).toEqual(['of blue']);
    const { body } = await get('/v1/feed', 'red');
    expect(subjects((await get(`/v1/feed?after=${body['position']}`, 'blue')).body['items']!)).toEqual([]);
  });

  it('shows what was held back once it is approved, and never what was rejected', async () => {
    const [good, bad] = [claimOf({ subject: 'held/good' }), claimOf({ subject: 'held/bad' })];
    const stream = await open({ namespace: 'held' });
    const run = (sql: string) => withClient(server.superuserUrl, (client) => client.query(`BEGIN; SET LOCAL stemedb.namespace = 'held'; ${sql}; COMMIT`));
    const BEGIN = `SELECT stemedb_begin_commit('00000000-0000-0000-0000-000000000000')`;
    const insert = (hash: string) => `INSERT INTO assertion (namespace, subject_key, predicate_key, hash, subject, predicate, object, confidence, source_hash, source_class, declared_class, lifecycle)
      VALUES ('held', 1, 2, '\\x${hash}', 'held/${hash === addressOf(good) ? 'good' : 'bad'}', 'value', '{}', 1, decode(repeat('00', 32), 'hex'), 3, false, 'Proposed');
      INSERT INTO quarantine (namespace, subject_key, assertion_hash, reason, detail) VALUES ('held', 1, '\\x${hash}', 'pattern', 'any')`;
    await run(`${BEGIN}; ${insert(addressOf(good))}; ${insert(addressOf(bad))}`);
    await assertOf('in between', 'held');
    const before = (await get('/v1/feed', 'held')).body;
    expect(subjects(before['items']!)).toEqual(['in between']);
    const decide = (decision: string, hash: string) => `UPDATE quarantine SET decision = '${decision}', decided_at = stemedb_recorded_at(), decided_by = 'spec' WHERE assertion_hash = '\\x${hash}'`;
    await run(`${BEGIN}; ${decide('approved', addressOf(good))}; ${decide('rejected', addressOf(bad))}`);
    await stream.until(2);
    await stream.hangUp();
    expect(stream.events.map(({ data }) => data['subject'])).toEqual(['in between', 'held/good']);
    const { body } = await get('/v1/feed', 'held');
    expect(subjects(body['items']!)).toEqual(['held/good', 'in between']);
    const [released] = body['items']!;
    expect(String(released!['held_since']) < String(released!['recorded_at'])).toBe(true);
    expect((await get(`/v1/feed?as_of=${before['as_of']}`, 'held')).body['items']).toEqual(before['items']);
  });

  describe('as a stream', () => {
    it('begins with what is recorded from now on, in the recorded order', async () => {
      await assertOf('earlier', 'live');
      const stream = await open({ namespace: 'live' });
      expect(stream.response.headers).toMatchObject({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
      const written = await Promise.all(['x', 'y', 'z'].map((subject) => assertOf(subject, 'live')));
      await stream.until(3);
      await stream.hangUp();
      expect(stream.events.map(({ event }) => event)).toEqual(['assertion', 'assertion', 'assertion']);
      const moments = stream.events.map(({ data }) => String(data['recorded_at']));
      expect(moments).toEqual([...moments].sort());
      expect(new Set(stream.events.map(({ data }) => data['hash']))).toEqual(new Set(written.map(({ body }) => body['hash'])));
      const { body } = await get('/v1/feed?limit=3', 'live');
      expect([...body['items']!].reverse()).toEqual(stream.events.map(({ data }) => data));
    });

    it('resumes behind the last id, from the header before the parameter', async () => {
      const before = String((await get('/v1/feed', 'again')).body['position']);
      for (const subject of ['a', 'b', 'c']) await assertOf(subject, 'again');
      const stream = await open({ namespace: 'again', path: `/v1/feed?after=${before}` });
      await stream.until(3);
      const resumed = await open({ namespace: 'again', path: `/v1/feed?after=${before}`, lastEventId: stream.events[1]!.id! });
      await resumed.until(1);
      await Promise.all([stream.hangUp(), resumed.hangUp()]);
      expect([stream, resumed].map(({ events }) => events.map(({ data }) => data['subject']))).toEqual([['a', 'b', 'c'], ['c']]);
    });

    it('gives a place to resume from before anything has happened', async () => {
      const stream = await open({ namespace: 'quiet' });
      await stream.opened();
      await stream.hangUp();
      await assertOf('meanwhile', 'quiet');
      const resumed = await open({ namespace: 'quiet', lastEventId: stream.lastEventId! });
      await resumed.until(1);
      await resumed.hangUp();
      expect(resumed.events.map(({ data }) => data['subject'])).toEqual(['meanwhile']);
    });

    it('is refused with pages, moments and damaged ids, as a problem document', async () => {
      const refused = (path: string, headers: Record<string, string> = {}) => call(server.url, 'GET', path, { key: server.adminKey, headers: { accept: 'text/event-stream', ...headers } });
      const cursor = String((await get('/v1/feed?limit=1')).body['next_cursor']);
      for (const [answer, field] of [
        [await refused(`/v1/feed?cursor=${cursor}`), 'cursor'],
        [await refused('/v1/feed?as_of=0'), 'as_of'],
        [await refused('/v1/feed?after=never'), 'after'],
        [await refused('/v1/feed', { 'last-event-id': 'never' }), 'Last-Event-ID'],
      ] as const) {
        expectProblem(answer, 400, 'validation_failed');
        expect(badFields(answer)).toEqual([field]);
      }
      expectProblem(await call(server.url, 'GET', '/v1/feed', { headers: { accept: 'text/event-stream' } }), 401, 'unauthenticated');
    });

    it('answers a HEAD with the headers of the list', async () => {
      const answer = await call(server.url, 'HEAD', '/v1/feed', { key: server.adminKey, headers: { accept: 'text/event-stream' } });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    });
  });
});
