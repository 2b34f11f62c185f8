import { call } from './support/call';
import { claimOf, signClaim } from './support/claims';
import { startTestApp, type TestApp } from './support/server';

/** Count of each series of a histogram, by its labels. */
function countsOf(text: string, metric: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [, labels = '', value] of text.matchAll(new RegExp(`^${metric}\\{([^}]*(?:\\{\\w+\\})?[^}]*)\\} (\\d+)$`, 'gm'))) {
    counts[labels.replace(/"/g, '')] = Number(value);
  }
  return counts;
}

describe('the HTTP metrics', () => {
  let server: TestApp;
  let metrics: string;

  beforeAll(async () => {
    server = await startTestApp({ environment: { STEMEDB_RATE_LIMIT_READS_PER_MINUTE: '4' } });
    const reader = await server.createKey({ role: 'read_only' });
    const { adminKey: key, url } = server;
    const times = async (count: number, method: string, path: string, options = {}) => {
      for (let done = 0; done < count; done += 1) await call(url, method, path, options);
    };
    const claim = signClaim(claimOf());
    await times(1, 'POST', '/v1/assert', { key, body: claim });
    await times(3, 'POST', '/v1/assert', { key, body: claim });
    await times(2, 'POST', '/v1/assert', { key, raw: '{"subject":' });
    await times(1, 'POST', '/v1/assert', { key, body: { subject: 1 } });
    await times(2, 'POST', '/v1/assert', { body: claim });
    await times(1, 'POST', '/v1/assert', { key: reader, body: claim });
    await times(1, 'POST', '/v1/assert', { key, raw: 'x', headers: { 'content-type': 'text/plain' } });
    await times(1, 'POST', '/v1/assert', { key, raw: `"${'a'.repeat(1_100_000)}"` });
    await times(1, 'POST', '/v1/assert', { key, body: { ...claim, confidence: 0.7 } });
    await times(2, 'DELETE', '/v1/assert', { key });
    await times(3, 'GET', '/no/such/route?secret=1');
    await times(1, 'GET', `/v1/assertions/${'ab'.repeat(32)}`, { key });
    await times(5, 'GET', '/v1/query?subject=test://subject', { key });
    await times(2, 'GET', '/health/live');
    metrics = (await call(url, 'GET', '/metrics')).text;
  });

  afterAll(() => server.close());

  it('hold exactly what was sent, by method, path template and status', () => {
    expect(countsOf(metrics, 'stemedb_http_request_duration_seconds_count')).toEqual({
      'method=POST,path=/v1/assert,status=201': 1,
      'method=POST,path=/v1/assert,status=200': 3,
      'method=POST,path=/v1/assert,status=400': 3,
      'method=POST,path=/v1/assert,status=401': 2,
      'method=POST,path=/v1/assert,status=403': 1,
      'method=POST,path=/v1/assert,status=415': 1,
      'method=POST,path=/v1/assert,status=413': 1,
      'method=POST,path=/v1/assert,status=422': 1,
      'method=DELETE,path=/v1/assert,status=405': 2,
      'method=GET,path=unmatched,status=404': 3,
      'method=GET,path=/v1/assertions/{hash},status=404': 1,
      'method=GET,path=/v1/query,status=200': 3,
      'method=GET,path=/v1/query,status=429': 2,
      'method=GET,path=/health/live,status=200': 2,
    });
  });

  it('count each request once in the counter as well', () => {
    expect(countsOf(metrics, 'stemedb_http_requests_total')).toEqual({
      'method=POST,path=/v1/assert': 13,
      'method=DELETE,path=/v1/assert': 2,
      'method=GET,path=unmatched': 3,
      'method=GET,path=/v1/assertions/{hash}': 1,
      'method=GET,path=/v1/query': 5,
      'method=GET,path=/health/live': 2,
    });
  });

  it('tell refusals apart by reason and problems by code', () => {
    expect(countsOf(metrics, 'stemedb_requests_rejected_total')).toEqual({
      'reason=validation': 6,
      'reason=auth': 3,
      'reason=rate_limit': 2,
    });
    expect(countsOf(metrics, 'stemedb_errors_total')).toMatchObject({
      'code=malformed_json,severity=info': 2,
      'code=signature_invalid,severity=info': 1,
      'code=route_not_found,severity=info': 3,
    });
  });

  it('show claims, signatures, commits, queries and the store', () => {
    expect(countsOf(metrics, 'stemedb_assertions_ingested_total')).toEqual({ 'status=created': 1, 'status=duplicate': 3 });
    expect(countsOf(metrics, 'stemedb_assertions_rejected_total')).toEqual({ 'reason=signature_invalid': 1 });
    expect(countsOf(metrics, 'stemedb_queries_total')).toEqual({ 'endpoint=query,lens=none': 3 });
    expect(metrics).toMatch(/^stemedb_signature_failures_total 1$/m);
    expect(metrics).toMatch(/^stemedb_commit_batch_size_count 4$/m);
    expect(metrics).toMatch(/^stemedb_commit_queue_depth 0$/m);
    expect(metrics).toMatch(/^stemedb_store_operation_duration_seconds_count\{operation="assert"\} 4$/m);
  });

  it('do not count a refusal within a commit as a failure of the store', async () => {
    const body = { id: '0b54f3c1-93a7-8d2e-8c5a-0f4f8f3f2a11', resolution: 'dismissed', note: 'x' };
    expect((await call(server.url, 'POST', '/v1/admin/escalation/resolve', { key: server.adminKey, body })).status).toBe(404);
    const { text } = await call(server.url, 'GET', '/metrics');
    expect(countsOf(text, 'stemedb_store_operation_duration_seconds_count')).toMatchObject({ 'operation=escalation_resolve': 1 });
    expect(countsOf(text, 'stemedb_store_errors_total')).toEqual({});
  });

  it('carry nothing of the callers in a label', () => {
    expect(metrics).not.toMatch(/steme_|[0-9a-f]{64}|test:\/\/|secret/);
  });
});

describe('/metrics on a port of its own', () => {
  it('is served there and nowhere else', async () => {
    const server = await startTestApp({ environment: { STEMEDB_METRICS_PORT: '39187' } });
    try {
      expect((await call(server.url, 'GET', '/metrics')).status).toBe(404);
      expect((await call('http://127.0.0.1:39187', 'GET', '/metrics')).text).toContain('stemedb_http_requests_total');
      expect((await call('http://127.0.0.1:39187', 'GET', '/')).status).toBe(404);
    } finally {
      await server.close();
    }
  });
});
