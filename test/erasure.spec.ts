import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { exportArchive, importArchive, type RecordFault, verifyArchive, verifyStore } from '@stemedb/knowledge/archive';
import { withClient } from '@stemedb/platform/database';
import { createTestDatabase, type TestDatabase } from '@stemedb/platform/testing';
import { type Answer, call, search } from './support/call';
import { addressOf, ALICE, BOB, CAROL, signClaim, signVote } from './support/claims';
import { EventStream } from './support/event-stream';
import { CHILD, CLAIM, COMPONENT, CONTENT, HASH, OTHER, PREDICATE, SECRET, SOURCE, SUBJECT, TRACES, tracesIn } from './support/person';
import { badFields, expectProblem } from './support/problems';
import { type Question, questionsOf } from './support/reading-routes';
import { startTestApp, type TestApp } from './support/server';
import { signSource } from './support/sources';

const TEAM = { 'x-namespace': 'team-7' };
const REASON = 'Erasure request 17';

describe('an erasure', () => {
  let server: TestApp;
  let directory: string;
  let copy: TestDatabase;
  let before: string;
  let questions: Question[];
  let found: Set<string>;
  const broken = new Set<string>();
  let etag: string;
  let audit: string;
  const path = (name: string) => join(directory, name);

  const get = (target: string, headers: Record<string, string> = {}): Promise<Answer> => call(server.url, 'GET', target, { key: server.adminKey, headers });
  const post = (target: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> => call(server.url, 'POST', target, { key: server.adminKey, body, headers });
  const redact = (order: object) => post('/v1/admin/redact', order);
  const resolve = (lens: string, as_of?: string) => get(`/v1/query${search({ subject: SUBJECT, predicate: PREDICATE, lens, ...(as_of === undefined ? {} : { as_of }) })}`);

  const plant = async (headers: Record<string, string>): Promise<void> => {
    const written = [
      await post('/v1/source', signSource({ ...SOURCE, content: CONTENT }), headers),
      await post('/v1/assert', { ...signClaim(CLAIM, [ALICE, BOB]), vector: [COMPONENT, 1] }, headers),
      await post('/v1/assert', signClaim(OTHER, CAROL), headers),
      await post('/v1/assert', signClaim(CHILD, CAROL), headers),
      await post('/v1/vote', signVote(HASH, 1, CAROL), headers),
      await post(`/v1/assertions/${HASH}/lifecycle`, { to: 'UnderReview', reason: 'to be decided' }, headers),
    ];
    expect(written.map(({ status }) => status)).toEqual(written.map(() => 201));
  };

  /** Routes at which something of the secret is seen. */
  const sweep = async (): Promise<Set<string>> => {
    const seen = new Set<string>();
    for (const question of questions) {
      const answer = await get(question.path);
      if (answer.status >= 500) broken.add(question.path);
      if (tracesIn(answer.text).length > 0) seen.add(question.template);
    }
    return seen;
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'stemedb-erasure-'));
    server = await startTestApp();
    await plant({});
    await plant(TEAM);
    const seen = await resolve('recency');
    before = String(seen.body['as_of']);
    audit = String(seen.body['audit_id']);
    etag = String((await get(`/v1/assertions/${HASH}`)).headers.get('etag'));
    const values = {
      hash: [HASH, SOURCE.hash],
      id: [audit],
      agent_id: [ALICE.agentId],
      subject: [SUBJECT],
      predicate: [PREDICATE],
      path: [SUBJECT],
      lens: ['consensus'],
      q: [SECRET, 'registry', 'elsewhere'],
      limit: ['1000'],
      depth: ['20'],
      after: ['beginning'],
      as_of: [before],
    };
    questions = questionsOf((await get('/openapi.json')).body, values);
    found = await sweep();
    await exportArchive(server.databaseUrl, { path: path('before.archive'), stemedbVersion: '0.0.0', createdAt: before });
    const redactions = [await redact({ hash: HASH, reason: REASON }), await redact({ hash: SOURCE.hash, kind: 'source', reason: REASON })];
    expect(redactions.map(({ status }) => status)).toEqual([200, 200]);
    await exportArchive(server.databaseUrl, { path: path('after.archive'), stemedbVersion: '0.0.0', createdAt: before, namespace: 'default' });
    copy = await createTestDatabase();
  });
  afterAll(async () => {
    await server.close();
    await copy.drop();
    await rm(directory, { recursive: true });
  });

  it('is looked for where the content was seen before', async () => {
    const doors = ['/v1/assertions/{hash}', '/v1/source/{hash}', '/v1/sources', '/v1/query', '/v1/skeptic', '/v1/layered', '/v1/search', '/v1/trace/{hash}', '/v1/feed', '/v1/disagreements/pair'];
    expect([...found]).toEqual(expect.arrayContaining(doors));
    const archive = gunzipSync(await readFile(path('before.archive'))).toString();
    expect(tracesIn(archive)).toEqual(TRACES);
  });

  it('leaves nothing behind at any reading route, of now or of the time before', async () => {
    expect(questions.length).toBeGreaterThan(60);
    expect([...(await sweep())]).toEqual([]);
    expect([...broken]).toEqual([]);
  });

  it('leaves nothing behind in any table', async () => {
    const { rows } = await withClient(server.superuserUrl, (client) => client.query<{ name: string }>(`SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'namespace'`));
    expect(rows.length).toBeGreaterThan(20);
    const dump = async (namespace: string): Promise<Record<string, string[]>> => {
      const traces: Record<string, string[]> = {};
      for (const { name } of rows) {
        const all = await withClient(server.superuserUrl, (client) => client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t WHERE namespace = $1`, [namespace]));
        const left = tracesIn(all.rows.map(({ row }) => row).join('\n'));
        if (left.length > 0) traces[name] = left;
      }
      return traces;
    };
    expect(await dump('default')).toEqual({});
    expect(await dump('team-7')).toMatchObject({ assertion: TRACES.filter((trace) => trace !== TRACES[1]), source: [SECRET, TRACES[1]], search_document: [SECRET] });
  });

  it('leaves nothing behind in logs, metrics and streams', async () => {
    expect(tracesIn(server.logged())).toEqual([]);
    expect(tracesIn((await get('/metrics')).text)).toEqual([]);
    const stream = await EventStream.open(server.url, { key: server.adminKey, path: '/v1/feed?after=beginning' });
    await stream.until(8);
    await stream.hangUp();
    expect(tracesIn(JSON.stringify(stream.events))).toEqual([]);
  });

  it('is shown by the tombstone, which keeps address, signers, times and class', async () => {
    const { body } = await get(`/v1/assertions/${HASH}`);
    const redaction = { reason: REASON, recorded_at: body['redaction']?.['recorded_at'] };
    expect(body).toMatchObject({ hash: HASH, subject: SUBJECT, predicate: PREDICATE, object: null, confidence: 0.8, source_class: 'Clinical', source_hash: SOURCE.hash, redacted: true, redaction });
    expect([...(body['signatures'] ?? [])].map(({ agent_id }) => agent_id).sort()).toEqual([ALICE.agentId, BOB.agentId].sort());
    expect([...(body['votes'] ?? [])]).toHaveLength(1);
    for (const gone of ['narrative', 'source_metadata', 'visual_hash', 'vector']) expect(body).not.toHaveProperty(gone);
    expect((await get(`/v1/assertions/${HASH}?as_of=${before}`)).body).toMatchObject({ object: null, redacted: true, redaction });
    expect((await get(`/v1/source/${SOURCE.hash}`)).body).toMatchObject({ content: null, title: null, uri: null, author: null, agent_id: ALICE.agentId, redacted: true });
    const listed = [...((await get(`/v1/query?subject=${SUBJECT}`)).body['items'] ?? [])].find((item) => String(item['hash']) === HASH);
    expect(listed).toMatchObject({ object: null, redacted: true });
    const traced = [...((await get(`/v1/trace/${HASH}`)).body['nodes'] ?? [])].find((node) => String(node['id']) === HASH);
    expect(traced?.['data']).toMatchObject({ object: null, redaction });
  });

  it('takes the claim out of every lens, as of the time before too, and says so', async () => {
    for (const lens of ['recency', 'confidence', 'consensus', 'vote_consensus', 'authority', 'epoch', 'skeptic', 'layered']) {
      for (const moment of [undefined, before]) {
        const { body } = await resolve(lens, moment);
        expect([lens, [...(body['candidates'] ?? [])].map(({ hash }) => hash)]).toEqual([lens, [addressOf(OTHER)]]);
        expect(body['excluded']).toEqual([{ hash: HASH, reason: 'redacted' }]);
      }
    }
  });

  it('changes the standing of the pair from its moment on, and not what it was', async () => {
    const standing = async (as_of?: string) => {
      const { body } = await get(`/v1/disagreements${search({ subject_prefix: SUBJECT, ...(as_of === undefined ? {} : { as_of }) })}`);
      return [...(body['items'] ?? [])].map((item) => [item['class'], item['claims']]);
    };
    expect(await standing(before)).toEqual([['active_disagreement', 2]]);
    expect(await standing()).toEqual([['resolved', 1]]);
  });

  it('is told in the feed, so that whoever keeps copies can erase them', async () => {
    const { body } = await get('/v1/feed?after=beginning&limit=1000');
    const told = [...(body['items'] ?? [])].filter(({ kind }) => String(kind) === 'redaction');
    expect(told.map(({ hash, subject, detail }) => [hash, subject, detail])).toEqual([
      [HASH, SUBJECT, { of: 'assertion', fields: ['object', 'source_metadata', 'narrative', 'visual_hash', 'vector'], reason: REASON }],
      [SOURCE.hash, null, { of: 'source', fields: ['content', 'title', 'uri', 'author'], reason: REASON }],
    ]);
  });

  it('gives a cache that asks again the tombstone', async () => {
    const answer = await get(`/v1/assertions/${HASH}`, { 'if-none-match': etag });
    expect([answer.status, answer.body['redacted']]).toEqual([200, true]);
    expect(answer.headers.get('cache-control')).toContain('max-age=0, must-revalidate');
  });

  it('leaves an audit, and the audits of earlier answers as they were, whose replay now differs', async () => {
    const acts = [...((await get('/v1/audit?kind=admin&limit=1000')).body['items'] ?? [])].filter(({ act }) => String(act) === 'redact');
    expect(acts).toHaveLength(2);
    const { status, body } = await post(`/v1/audit/${audit}/replay`, undefined);
    expect([status, body['same_as_then']]).toEqual([200, false]);
  });

  it('is answered alike however often it is ordered, with the reason of the first time', async () => {
    const again = await redact({ hash: HASH, kind: 'assertion', reason: 'another reason' });
    const fields = ['object', 'source_metadata', 'narrative', 'visual_hash', 'vector'];
    expect([again.status, again.body]).toMatchObject([200, { kind: 'assertion', hash: HASH, outcome: 'unchanged', fields, reason: REASON }]);
    expect((await redact({ hash: HASH, reason: 'another reason' })).text).toBe(again.text);
  });

  it('is not undone by writing the same again', async () => {
    const same = await post('/v1/assert', { ...signClaim(CLAIM, ALICE), vector: [COMPONENT, 1] });
    expect([same.status, same.body['status']]).toEqual([200, 'duplicate']);
    const cosigned = await post('/v1/assert', signClaim(CLAIM, CAROL));
    expect([cosigned.status, cosigned.body['status']]).toEqual([200, 'cosigned']);
    const batch = await post('/v1/assert/batch', [signClaim(CLAIM, BOB)]);
    expect(batch.body['summary']).toMatchObject({ duplicate: 1 });
    const source = await post('/v1/source', { content: CONTENT, ...SOURCE });
    expect([source.status, source.body['status']]).toEqual([200, 'duplicate']);
    expect([...(await sweep())]).toEqual([]);
  });

  it('is of one namespace', async () => {
    const answer = await get(`/v1/assertions/${HASH}`, TEAM);
    expect(answer.body).toMatchObject({ object: CLAIM.object, narrative: CLAIM.narrative });
    expect(answer.body).not.toHaveProperty('redacted');
    const foreign = await post('/v1/admin/redact', { hash: HASH, reason: REASON }, { 'x-namespace': 'nobody' });
    expectProblem(foreign, 404, 'redaction_target_not_found');
  });

  it.each<[string, object, string[]]>([
    ['no reason', { hash: HASH }, ['reason']],
    ['an empty reason', { hash: HASH, reason: '' }, ['reason']],
    ['a reason of white space', { hash: HASH, reason: ' \n' }, ['reason']],
    ['no hash', { reason: REASON }, ['hash']],
    ['another kind', { hash: HASH, reason: REASON, kind: 'vote' }, ['kind']],
    ['an unknown field', { hash: HASH, reason: REASON, everything: true }, ['everything']],
  ])('is refused with %s', async (_what, order, fields) => {
    const answer = await redact(order);
    expectProblem(answer, 400, 'validation_failed');
    expect(badFields(answer)).toEqual(fields);
  });

  it('of what is not there is not found, and is for administrators alone', async () => {
    expectProblem(await redact({ hash: 'ab'.repeat(32), reason: REASON }), 404, 'redaction_target_not_found');
    const writer = await server.createKey();
    expectProblem(await call(server.url, 'POST', '/v1/admin/redact', { key: writer, body: { hash: HASH, reason: REASON } }), 403, 'role_too_low');
  });

  describe('in an archive', () => {
    const faultsOf = async (): Promise<RecordFault[]> => {
      const faults: RecordFault[] = [];
      await verifyStore(copy.url, undefined, (fault) => faults.push(fault));
      return faults;
    };
    /** As a superuser who switches the triggers off; taken back afterwards. */
    const withEdit = async (edit: string, check: () => Promise<void>) => {
      const [, table] = /^(?:UPDATE|DELETE FROM) (\w+)/.exec(edit) ?? [];
      const run = (sql: string) => withClient(copy.adminUrl, (client) => client.query(`SET session_replication_role = replica; ${sql}`));
      await run(`CREATE TABLE undo AS TABLE ${table}; ${edit}`);
      await check();
      await run(`TRUNCATE ${table}; INSERT INTO ${table} SELECT * FROM undo; DROP TABLE undo`);
    };

    beforeAll(() => importArchive(copy.url, path('after.archive')));

    it('leaves the tombstone and nothing else, and no fault', async () => {
      const text = gunzipSync(await readFile(path('after.archive'))).toString();
      expect(tracesIn(text)).toEqual([]);
      expect(text).toContain('"redacted_at"');
      const faults: RecordFault[] = [];
      const archive = await verifyArchive(path('after.archive'), (fault) => faults.push(fault));
      expect([faults, archive.counts['redaction']]).toEqual([[], 2]);
    });

    it('comes into another store as it is, with the same digest', async () => {
      const archive = await verifyArchive(path('after.archive'), () => undefined);
      const store = await verifyStore(copy.url, undefined, () => undefined);
      expect([store.failed, store.digest, store.counts]).toEqual([0, archive.digest, archive.counts]);
    });

    it.each<[string, string, string]>([
      ['a tombstone of which there is no record', `DELETE FROM redaction WHERE kind = 'assertion'`, 'nobody has redacted it'],
      ['an empty source of which there is no record', `DELETE FROM redaction WHERE kind = 'source'`, 'nobody has redacted it'],
      ['a claim that only looks redacted', `UPDATE assertion SET object = 'null', redacted_at = recorded_at WHERE hash = '\\x${addressOf(OTHER)}'`, 'nobody has redacted it'],
      ['a content that was put back', `UPDATE assertion SET object = '{"type":"Text","value":"x"}', redacted_at = NULL WHERE hash = '\\x${HASH}'`, 'has its content again'],
      ['another moment of the redaction', `UPDATE redaction SET recorded_at = recorded_at - interval '1 second' WHERE kind = 'source'`, 'is that of no commit'],
      ['another subject of a tombstone', `UPDATE assertion SET subject = 'x' WHERE hash = '\\x${HASH}'`, 'not that of its subject'],
    ])('is told apart from %s', async (_what, edit, problem) => {
      await withEdit(edit, async () => {
        expect((await faultsOf()).map((fault) => fault.problem).join('\n')).toContain(problem);
      });
      expect(await faultsOf()).toEqual([]);
    });
  });
});
