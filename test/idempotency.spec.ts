import { type GateVerdict, WriteGates } from '@stemedb/knowledge/assertions';
import type { SignedClaim } from '@stemedb/knowledge/claims';
import { contentHash } from '@stemedb/knowledge/claims';
import { withClient } from '@stemedb/platform/database';
import { type Answer, call, type Json, search } from './support/call';
import { addressOf, agent, ALICE, BOB, CAROL, claimOf, SIGNED_AT, signClaim, signVote } from './support/claims';
import { startTestApp, type TestApp } from './support/server';

const list = (json: Json | undefined): Json[] => [...(json ?? [])];
const outcome = (answer: Answer) => [answer.status, answer.body['status']];
const count = (answers: readonly Answer[]) => {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) counts[`${status} ${String(body['status'])}`] = (counts[`${status} ${String(body['status'])}`] ?? 0) + 1;
  return counts;
};

let server: TestApp;
/** Subjects that a gate holds back from now on. */
const held = new Set<string>();

beforeAll(async () => {
  server = await startTestApp();
  const verdict = (subject: string): GateVerdict =>
    held.has(subject) ? { verdict: 'quarantine', reason: 'pattern', detail: 'by the test' } : { verdict: 'pass' };
  server.app.get(WriteGates).register({
    name: 'test gate',
    check: (_namespace, claims) => Promise.resolve(claims.map(({ claim }) => verdict(claim.subject))),
  });
});
afterAll(() => server.close());

const post = (path: string, body: unknown) => call(server.url, 'POST', path, { key: server.adminKey, body });
const assert = (claim: SignedClaim) => post('/v1/assert', claim);
const read = (hash: string) => call(server.url, 'GET', `/v1/assertions/${hash}`, { key: server.adminKey });
const query = (parameters: Record<string, string>) => call(server.url, 'GET', `/v1/query${search(parameters)}`, { key: server.adminKey });

describe('the same record, written again,', () => {
  it('is created once by sixty writers at the same moment, and signed once by each', async () => {
    const claim = claimOf({ subject: 'test://race' });
    const signers = [ALICE, BOB, CAROL];
    const answers = await Promise.all(Array.from({ length: 60 }, (_unused, index) => assert(signClaim(claim, signers[index % 3]))));
    expect(count(answers)).toEqual({ '201 created': 1, '200 cosigned': 2, '200 duplicate': 57 });
    expect(new Set(answers.map((answer) => `${String(answer.body['hash'])} ${String(answer.body['recorded_at'])}`)).size).toBe(1);
    const signatures = list((await read(addressOf(claim))).body['signatures']);
    expect(signatures.map((one) => String(one['agent_id'])).sort()).toEqual(signers.map(({ agentId }) => agentId).sort());
  });

  it('is counted once as a vote or a source, however many send it at the same moment', async () => {
    const claim = claimOf({ subject: 'test://counted' });
    await assert(signClaim(claim));
    const vote = signVote(addressOf(claim), 0.5, BOB);
    expect(count(await Promise.all(Array.from({ length: 30 }, () => post('/v1/vote', vote))))).toEqual({ '201 created': 1, '200 duplicate': 29 });
    expect(list((await read(addressOf(claim))).body['votes'])).toHaveLength(1);
    const source = { content: 'sent by thirty' };
    expect(count(await Promise.all(Array.from({ length: 30 }, () => post('/v1/source', source))))).toEqual({ '201 created': 1, '200 duplicate': 29 });
  });

  it('is one record in one batch, where the first to bring it counts', async () => {
    const claim = claimOf({ subject: 'test://batch' });
    const batch = [signClaim(claim), signClaim(claim, BOB), signClaim(claim), signClaim(claim, [BOB, CAROL]), signClaim(claim, [ALICE, CAROL])];
    const { body } = await post('/v1/assert/batch', batch);
    expect(list(body['results']).map((result) => result['status'])).toEqual(['created', 'cosigned', 'duplicate', 'cosigned', 'duplicate']);
    expect(new Set(list(body['results']).map((result) => String(result['recorded_at']))).size).toBe(1);
  });

  it('is the same whatever the order of its keys, the spelling of its numbers and the form of its letters', async () => {
    const claim = claimOf({ subject: 'caf\u00e9://\uac00', object: { type: 'Number', value: 1 }, confidence: 0.5, narrative: '\u00c5', source_metadata: { b: 1, '\u00e9': 2 } });
    const signed = signClaim(claim);
    expect(outcome(await assert(signed))).toEqual([201, 'created']);
    const respelled = JSON.stringify(Object.fromEntries(Object.entries(signed).reverse()))
      .normalize('NFD')
      .replace('"value":1', '"value":1.0e0')
      .replace('"confidence":0.5', '"confidence":50E-2')
      .replace('{"b":1,"e\u0301":2}', '{"e\\u0301":2.0,"b":1}');
    const answer = await call(server.url, 'POST', '/v1/assert', { key: server.adminKey, raw: respelled });
    expect([...outcome(answer), answer.body['hash']]).toEqual([200, 'duplicate', addressOf(claim)]);
    expect((await read(addressOf(claim))).body).toMatchObject({ subject: claim.subject, narrative: '\u00c5', source_metadata: { b: 1, '\u00e9': 2 } });
  });

  it('keeps what the first writer sent beside the claim: signature, time and vector', async () => {
    const claim = claimOf({ subject: 'test://first' });
    await assert({ ...signClaim(claim), vector: [1, 2] });
    expect(outcome(await assert({ ...signClaim(claim, ALICE, SIGNED_AT + 60), vector: [3] }))).toEqual([200, 'duplicate']);
    expect((await read(addressOf(claim))).body).toMatchObject({ vector: [1, 2], signatures: [{ timestamp: SIGNED_AT }] });
  });

  it('is another claim where its writer declares the class that would be inferred', async () => {
    const inferred = claimOf({ subject: 'rfc://5246' });
    const declared = { ...inferred, source_class: 'Regulatory' as const };
    expect(outcome(await assert(signClaim(inferred)))).toEqual([201, 'created']);
    expect(outcome(await assert(signClaim(declared)))).toEqual([201, 'created']);
    expect(addressOf(inferred)).not.toBe(addressOf(declared));
  });

  it('is known again after the store has cut every connection', async () => {
    const claim = claimOf({ subject: 'test://restart' });
    const first = await assert(signClaim(claim));
    await withClient(server.superuserUrl, (client) => client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'stemedb-api' AND datname = current_database()"));
    const again = await assertUntilServed(signClaim(claim));
    expect([...outcome(again), again.body['recorded_at']]).toEqual([200, 'duplicate', first.body['recorded_at']]);
  });

  /** Connections that the store has closed are found out by their first use, which may fail with 503. */
  async function assertUntilServed(claim: SignedClaim): Promise<Answer> {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const answer = await assert(claim);
      if (answer.status !== 503) return answer;
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    throw new Error('The server did not recover');
  }
});

describe('a claim in quarantine', () => {
  it('is not shown by any route, takes no vote, and is named by a lens only as left out', async () => {
    const claim = claimOf({ subject: 'test://held', source_hash: contentHash('cited') });
    held.add(claim.subject);
    expect(outcome(await assert(signClaim(claim, agent(77))))).toEqual([202, 'quarantined']);
    const hash = addressOf(claim);
    expect((await read(hash)).status).toBe(404);
    for (const filter of ['', `&subject=${claim.subject}`, '&subject_prefix=test://', `&agent_id=${agent(77).agentId}`]) {
      const answer = await call(server.url, 'GET', `/v1/query?limit=1000${filter}`, { key: server.adminKey });
      expect([filter, answer.status, answer.text]).toEqual([filter, 200, expect.not.stringContaining(hash)]);
    }
    expect((await post('/v1/vote', signVote(hash, 1))).body['code']).toBe('assertion_not_found');
    for (const lens of ['recency', 'consensus', 'authority', 'skeptic', 'layered']) {
      const { body } = await query({ subject: claim.subject, predicate: 'value', lens });
      expect([lens, body['winner'], body['candidates'], body['excluded'], body['source_warnings']]).toEqual([lens, null, [], [{ hash, reason: 'quarantined' }], []]);
    }
  });

  it('stays there when others bring it again, whatever the gate says by then', async () => {
    const claim = claimOf({ subject: 'test://held-again' });
    held.add(claim.subject);
    const first = await assert(signClaim(claim));
    held.delete(claim.subject);
    const again = await assert(signClaim(claim, BOB));
    expect([...outcome(again), again.body['recorded_at']]).toEqual([202, 'quarantined', first.body['recorded_at']]);
    expect((await read(addressOf(claim))).status).toBe(404);
  });

  it('is there for everybody once it has been approved, and was not there before', async () => {
    const claim = claimOf({ subject: 'test://approved' });
    held.add(claim.subject);
    const { body } = await assert(signClaim(claim));
    await withClient(server.superuserUrl, (client) => client.query("UPDATE quarantine SET decision = 'approved', decided_at = clock_timestamp() WHERE assertion_hash = decode($1, 'hex')", [addressOf(claim)]));
    expect((await read(addressOf(claim))).status).toBe(200);
    expect((await query({ subject: claim.subject, predicate: 'value', lens: 'recency' })).body['winner']?.['hash']).toBe(addressOf(claim));
    expect(list((await query({ subject: claim.subject, as_of: String(body['recorded_at']) })).body['items'])).toEqual([]);
    expect(outcome(await assert(signClaim(claim)))).toEqual([200, 'duplicate']);
  });

  it('does not take away a claim that stood before the gate began to hold it', async () => {
    const claim = claimOf({ subject: 'test://stood' });
    await assert(signClaim(claim));
    held.add(claim.subject);
    expect(outcome(await assert(signClaim(claim, BOB)))).toEqual([200, 'cosigned']);
    expect((await read(addressOf(claim))).status).toBe(200);
  });
});
