import type { IncomingClaim } from '@stemedb/knowledge/assertions';
import { PASS, type WriteGate, WriteGates } from '@stemedb/knowledge/assertions';
import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';
import { type Answer, call } from './support/call';
import { addressOf, agent, ALICE, BOB, CAROL, claimOf, signClaim, signVote } from './support/claims';
import { startTestApp, type TestApp } from './support/server';

/** Holds back and refuses by the subject, as a real gate would by its own rules. */
const GATE: WriteGate = {
  name: 'test gate',
  check: (_namespace, claims) =>
    Promise.resolve(
      claims.map(({ claim }: IncomingClaim) => {
        if (claim.subject.startsWith('held')) return { verdict: 'quarantine', reason: 'pattern', detail: 'held by the test' } as const;
        if (!claim.subject.startsWith('refused')) return PASS;
        return { verdict: 'refuse', error: new DomainError(PLATFORM_ERRORS.store_overloaded, 'refused by the test') } as const;
      }),
    ),
};

describe('writing', () => {
  let server: TestApp;
  const post = (path: string, body: unknown) => call(server.url, 'POST', path, { key: server.adminKey, body });
  const assert = (body: object) => post('/v1/assert', body);
  const get = (path: string) => call(server.url, 'GET', path, { key: server.adminKey });
  const outcome = (answer: Answer) => [answer.status, answer.body['status']];
  const ndjson = (raw: string) =>
    call(server.url, 'POST', '/v1/assert/batch', { key: server.adminKey, raw, headers: { 'content-type': 'application/x-ndjson' } });
  const statuses = (answer: Answer) => [...(answer.body['results'] ?? [])].map((result) => String(result['status']));

  beforeAll(async () => {
    server = await startTestApp();
    server.app.get(WriteGates).register(GATE);
  });
  afterAll(() => server.close());

  describe('one claim', () => {
    it('answers created, then duplicate, then cosigned for another agent, with one moment', async () => {
      const claim = claimOf({ subject: 'one' });
      const created = await assert(signClaim(claim));
      expect(outcome(created)).toEqual([201, 'created']);
      expect(created.body['recorded_at']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      const duplicate = await assert(signClaim(claim));
      expect(outcome(duplicate)).toEqual([200, 'duplicate']);
      const cosigned = await assert(signClaim(claim, BOB));
      expect(outcome(cosigned)).toEqual([200, 'cosigned']);
      expect(outcome(await assert(signClaim(claim, [ALICE, BOB])))).toEqual([200, 'duplicate']);
      expect(new Set([created, duplicate, cosigned].map((answer) => answer.body['recorded_at'])).size).toBe(1);
      const whole = await get(`/v1/assertions/${addressOf(claim)}`);
      expect([...(whole.body['signatures'] ?? [])].map((signature) => signature['agent_id'])).toEqual([ALICE.agentId, BOB.agentId]);
    });

    it('keeps the first signature of an agent: a later time changes nothing', async () => {
      const claim = claimOf({ subject: 'again' });
      await assert(signClaim(claim));
      expect(outcome(await assert(signClaim(claim, ALICE, 1_761_000_000)))).toEqual([200, 'duplicate']);
      expect((await get(`/v1/assertions/${addressOf(claim)}`)).body['signatures']?.length).toBe(1);
    });

    it('is one claim in every Unicode spelling', async () => {
      const composed = signClaim(claimOf({ subject: 'caf\u00e9' }));
      expect(outcome(await assert(composed))).toEqual([201, 'created']);
      expect(outcome(await assert({ ...composed, subject: 'cafe\u0301' }))).toEqual([200, 'duplicate']);
      expect((await get(`/v1/query?subject=${encodeURIComponent('cafe\u0301')}`)).body['items']?.length).toBe(1);
    });

    it('comes back as it was written, its vector included', async () => {
      const claim = claimOf({
        subject: 'whole',
        object: { type: 'Text', value: 'line\nbreak \u{1F600}' },
        source_metadata: { b: [1, null, { z: true }], a: 'x' },
        valid_from: -5,
        valid_to: 5,
        epoch: 'e',
        parent_hash: 'ab'.repeat(32),
        lifecycle: 'Approved',
        narrative: '',
        visual_hash: 'ffffffffffffffff',
      });
      expect((await assert({ ...signClaim(claim), vector: [0.5, -1e-7, 3] })).status).toBe(201);
      const whole = (await get(`/v1/assertions/${addressOf(claim)}`)).body;
      expect(whole).toMatchObject({ ...claim, vector: [0.5, -1e-7, 3], source_class: 'Expert', source_class_declared: false });
    });

    it('infers the class from the scheme of the subject where none is declared', async () => {
      const classOf = async (subject: string) => {
        const claim = claimOf({ subject });
        await assert(signClaim(claim));
        return (await get(`/v1/assertions/${addressOf(claim)}`)).body['source_class'];
      };
      expect(await classOf('rfc://5246/tls')).toBe('Regulatory');
      expect(await classOf('pubmed://1')).toBe('Clinical');
      expect(await classOf('reddit://r/x')).toBe('Anecdotal');
      expect(await classOf('unknown://x')).toBe('Expert');
    });
  });

  describe('a claim that a gate stops', () => {
    it('is stored and invisible everywhere when held back, and answers 202 each time', async () => {
      const claim = claimOf({ subject: 'held' });
      const hash = addressOf(claim);
      expect(outcome(await assert(signClaim(claim)))).toEqual([202, 'quarantined']);
      expect(outcome(await assert(signClaim(claim)))).toEqual([202, 'quarantined']);
      expect(outcome(await assert(signClaim(claim, BOB)))).toEqual([202, 'quarantined']);
      expect((await get(`/v1/assertions/${hash}`)).status).toBe(404);
      expect((await get('/v1/query?subject=held')).body['items']).toEqual([]);
      const answer = (await get('/v1/query?subject=held&predicate=value&lens=consensus')).body;
      expect(answer).toMatchObject({ winner: null, candidates: [], excluded: [{ hash, reason: 'quarantined' }] });
      expect((await post('/v1/vote', signVote(hash, 1))).status).toBe(404);
    });

    it('is not written when refused, and takes nobody in its batch with it', async () => {
      expect((await assert(signClaim(claimOf({ subject: 'refused' })))).body['code']).toBe('store_overloaded');
      const batch = ['refused 1', 'admitted', 'held 1'].map((subject) => signClaim(claimOf({ subject })));
      expect(statuses(await post('/v1/assert/batch', batch))).toEqual(['failed', 'created', 'quarantined']);
      expect((await get('/v1/query?subject_prefix=refused')).body['items']).toEqual([]);
    });
  });

  describe('a batch', () => {
    it('takes a JSON array and tells the fate of each item in order', async () => {
      const good = signClaim(claimOf({ subject: 'batch 1' }));
      const items = [good, { ...good, confidence: 0.1 }, good, signClaim(claimOf({ subject: 'batch 1' }), CAROL), 'text', { subject: 1 }];
      const answer = await post('/v1/assert/batch', items);
      expect(answer.status).toBe(207);
      expect(statuses(answer)).toEqual(['created', 'failed', 'duplicate', 'cosigned', 'failed', 'failed']);
      expect(answer.body['summary']).toEqual({ created: 1, cosigned: 1, duplicate: 1, quarantined: 0, failed: 3 });
      expect([...(answer.body['results'] ?? [])].map((result) => result['index'])).toEqual([0, 1, 2, 3, 4, 5]);
      expect(answer.body['results']?.[1]?.['error']).toMatchObject({ code: 'signature_invalid', status: 422 });
      expect(answer.body['results']?.[5]?.['error']).toMatchObject({ code: 'validation_failed', status: 400 });
    });

    it('takes NDJSON with blank lines and CRLF, and names a malformed line', async () => {
      const line = (subject: string) => JSON.stringify(signClaim(claimOf({ subject })));
      const answer = await ndjson(`${line('nd 1')}\r\n\r\n{"broken\n${line('nd 2')}\n\n`);
      expect(statuses(answer)).toEqual(['created', 'failed', 'created']);
      expect(answer.body['results']?.[1]?.['error']).toMatchObject({ code: 'malformed_json', status: 400 });
    });

    it('holds up to 1,000 claims and no more', async () => {
      const claims = Array.from({ length: 1_001 }, (_unused, index) => signClaim(claimOf({ subject: `many ${index}` }), agent(1 + (index % 9))));
      const answer = await post('/v1/assert/batch', claims.slice(0, 1_000));
      expect(answer.body['summary']).toMatchObject({ created: 1_000, failed: 0 });
      const refused = await post('/v1/assert/batch', claims);
      expect([refused.status, refused.body['code']]).toEqual([413, 'batch_too_large']);
      expect((await get('/v1/query?subject=many 1000')).body['items']).toEqual([]);
    });

    it.each([
      ['an empty array', '[]'],
      ['an object', '{}'],
      ['null', 'null'],
    ])('is refused as a whole when it is %s', async (_what, raw) => {
      const answer = await call(server.url, 'POST', '/v1/assert/batch', { key: server.adminKey, raw });
      expect([answer.status, answer.body['code']]).toEqual([400, 'validation_failed']);
    });

    it('is refused as a whole when it is blank NDJSON', async () => {
      expect((await ndjson('\n \n')).status).toBe(400);
    });
  });
});
