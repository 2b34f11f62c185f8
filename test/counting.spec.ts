import { WriteGates } from '@stemedb/knowledge/assertions';
import { call, type CallOptions, search } from './support/call';
import { addressOf, ALICE, BOB, claimOf, signClaim, signVote } from './support/claims';
import { sendRaw } from './support/raw-request';
import { startTestApp, type TestApp } from './support/server';

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads the Prometheus text format; a label may hold braces. */
function parse(exposition: string): Sample[] {
  return [...exposition.matchAll(/^(\w+)(?:\{((?:\w+="[^"]*",?)*)\})? (\S+)$/gm)].map(([, name = '', labels = '', value]) => ({
    name,
    labels: Object.fromEntries([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, text]) => [key, text])) as Record<string, string>,
    value: Number(value),
  }));
}

describe('the metrics of a script of requests', () => {
  const CLAIM = claimOf({ subject: 'secret://subject' });
  const HASH = addressOf(CLAIM);
  let server: TestApp;
  let samples: Sample[];

  /** The values of one metric, by the given labels in one text. */
  const table = (name: string, ...labels: string[]): Record<string, number> =>
    Object.fromEntries(samples.filter((sample) => sample.name === name).map((sample) => [labels.map((label) => sample.labels[label]).join(' '), sample.value]));
  const value = (name: string) => samples.find((sample) => sample.name === name)?.value;

  beforeAll(async () => {
    server = await startTestApp();
    server.app.get(WriteGates).register({
      name: 'test gate',
      check: (_namespace, claims) =>
        Promise.resolve(claims.map(({ claim }) => (claim.narrative === 'hold' ? { verdict: 'quarantine', reason: 'pattern', detail: 'by the test' } : { verdict: 'pass' }))),
    });
    const send = (method: string, path: string, options: CallOptions = {}) => call(server.url, method, path, { key: server.adminKey, ...options });
    const post = (path: string, body: unknown) => send('POST', path, { body });
    const pair = { subject: CLAIM.subject, predicate: CLAIM.predicate };
    const signed = signClaim(CLAIM);

    await post('/v1/assert', signed);
    await post('/v1/assert', signClaim(CLAIM, BOB));
    await post('/v1/assert', signClaim({ ...CLAIM, narrative: 'hold' }));
    await post('/v1/assert/batch', [signed, { ...signed, confidence: 0.1 }, signClaim({ ...CLAIM, confidence: 0.2 }, ALICE, 9_999_999_999), 7, signClaim(claimOf({ object: { type: 'Number', value: 9 } }))]);
    await post('/v1/vote', signVote(HASH, 1));
    await post('/v1/vote', signVote(HASH, 1));
    await post('/v1/vote', signVote('ab'.repeat(32), 1));
    await post('/v1/source', { content: 'secret' });
    await send('GET', `/v1/query${search({ ...pair, lens: 'consensus' })}`);
    await send('GET', `/v1/query${search({ ...pair, lens: 'authority' })}`);
    await send('GET', `/v1/query${search({ subject: CLAIM.subject, lens: 'consensus' })}`);
    for (const endpoint of ['skeptic', 'layered']) await send('GET', `/v1/${endpoint}${search(pair)}`);
    await send('GET', `/v1/constraints${search({ subject: CLAIM.subject })}`);
    await Promise.all(Array.from({ length: 100 }, () => send('GET', `/v1/assertions/${HASH}`)));
    const etag = String((await send('GET', `/v1/assertions/${HASH}`)).headers.get('etag'));
    await send('GET', `/v1/assertions/${HASH}`, { headers: { 'if-none-match': etag } });
    await send('HEAD', `/v1/assertions/${HASH}`);
    await send('HEAD', '/nowhere');
    await send('OPTIONS', '/v1/vote');
    await send('DELETE', '/v1/vote', { key: 'nobody' });
    await send('GET', `/v1/agents/${'AB'.repeat(32)}`);
    await send('GET', `/v1/agents/${ALICE.agentId}/claims`);
    await send('GET', '/v1/assertions/%E0%A4%A');
    await sendRaw(server.url, 'STEAL /v1/query HTTP/1.1\r\nHost: a\r\n\r\n');
    samples = parse((await call(server.url, 'GET', '/metrics')).text);
  });
  afterAll(() => server.close());

  it('count every request once by method, path template and status', () => {
    expect(table('stemedb_http_request_duration_seconds_count', 'method', 'path', 'status')).toEqual({
      'POST /v1/assert 201': 1,
      'POST /v1/assert 200': 1,
      'POST /v1/assert 202': 1,
      'POST /v1/assert/batch 207': 1,
      'POST /v1/vote 201': 1,
      'POST /v1/vote 200': 1,
      'POST /v1/vote 404': 1,
      'POST /v1/source 201': 1,
      'GET /v1/query 200': 2,
      'GET /v1/query 400': 1,
      'GET /v1/skeptic 200': 1,
      'GET /v1/layered 200': 1,
      'GET /v1/constraints 200': 1,
      'GET /v1/assertions/{hash} 200': 101,
      'GET /v1/assertions/{hash} 304': 1,
      'HEAD /v1/assertions/{hash} 200': 1,
      'HEAD unmatched 404': 1,
      'OPTIONS /v1/vote 405': 1,
      'DELETE /v1/vote 401': 1,
      'GET /v1/agents/{agent_id} 400': 1,
      'GET unmatched 404': 1,
      'GET unmatched 400': 1,
    });
  });

  it('add up to the same in counter and histogram', () => {
    const byPath: Record<string, number> = {};
    for (const { name, labels, value: count } of samples) {
      const key = `${labels['method']} ${labels['path']}`;
      if (name === 'stemedb_http_request_duration_seconds_count') byPath[key] = (byPath[key] ?? 0) + count;
    }
    expect(table('stemedb_http_requests_total', 'method', 'path')).toEqual(byPath);
  });

  it('count claims by what became of them, votes that were acknowledged, and refusals by their code', () => {
    expect(table('stemedb_assertions_ingested_total', 'status')).toEqual({ created: 2, cosigned: 1, quarantined: 1, duplicate: 1 });
    expect(table('stemedb_assertions_rejected_total', 'reason')).toMatchObject({ signature_invalid: 1, timestamp_in_future: 1 });
    expect([value('stemedb_votes_total'), value('stemedb_signature_failures_total')]).toEqual([2, 1]);
    expect(table('stemedb_errors_total', 'code', 'severity')).toEqual({
      'assertion_not_found info': 1,
      'malformed_request info': 1,
      'method_not_allowed info': 1,
      'route_not_found info': 2,
      'unauthenticated info': 1,
      'validation_failed info': 2,
    });
    expect(table('stemedb_requests_rejected_total', 'reason')).toEqual({ auth: 1, validation: 3 });
  });

  it('count queries by endpoint and lens, with their time and their candidates', () => {
    expect(table('stemedb_queries_total', 'endpoint', 'lens')).toEqual({
      'query consensus': 1,
      'query authority': 1,
      'skeptic skeptic': 1,
      'layered layered': 1,
      'constraints constraints': 1,
    });
    for (const name of ['stemedb_query_latency_seconds_count', 'stemedb_query_candidates_count']) {
      expect(table(name, 'endpoint')).toEqual({ query: 2, skeptic: 1, layered: 1, constraints: 1 });
    }
  });

  it('measure commits and the store', () => {
    expect(value('stemedb_commit_batch_size_count')).toBe(value('stemedb_commit_duration_seconds_count'));
    expect(value('stemedb_commit_batch_size_sum')).toBe(8);
    expect(value('stemedb_commit_queue_depth')).toBe(0);
    const operations = table('stemedb_store_operation_duration_seconds_count', 'operation');
    expect(operations).toMatchObject({ source: 1, vote: 3 });
    // Standing disagreements are evaluated in the background, through the same door.
    expect(operations['candidates']).toBeGreaterThanOrEqual(5);
    expect(table('stemedb_store_errors_total', 'operation', 'code')).toEqual({});
    expect(value('stemedb_assertions_total')).toBeGreaterThanOrEqual(0);
  });

  it('hold nothing of a caller in any label', () => {
    const labels = samples.flatMap((sample) => Object.values(sample.labels));
    expect(labels.filter((label) => /[0-9a-f]{16}|steme_|secret|default|:\/\//i.test(label))).toEqual([]);
  });
});
