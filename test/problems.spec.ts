import { connect } from 'node:net';
import { type Answer, call, type CallOptions } from './support/call';
import { claimOf, signClaim } from './support/claims';
import { startTestApp, type TestApp } from './support/server';

const HASH = 'ab'.repeat(32);

describe('a request that cannot be served', () => {
  let server: TestApp;
  const assert = (options: CallOptions) => call(server.url, 'POST', '/v1/assert', { key: server.adminKey, ...options });
  const get = (path: string) => call(server.url, 'GET', path, { key: server.adminKey });

  beforeAll(async () => {
    server = await startTestApp();
  });
  afterAll(() => server.close());
  afterEach(async () => {
    expect((await get('/v1/query')).body['items']).toEqual([]);
    expect((await get('/v1/agents')).body['items']).toEqual([]);
  });

  function expectProblem(answer: Answer, status: number, code: string): void {
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toMatchObject({ type: `urn:stemedb:error:${code}`, status, code });
    expect(answer.body['request_id']).toBe(answer.headers.get('x-request-id'));
    for (const member of ['title', 'detail', 'instance']) expect(typeof answer.body[member]).toBe('string');
    expect(answer.text).not.toMatch(/node_modules|at \w+ \(|SELECT|INSERT|\.ts:|\.js:|zod|fastify|FST_|nestjs/i);
  }

  function pathsOf(answer: Answer): string[] {
    return [...(answer.body['errors'] ?? [])].map((error) => String(error['path']));
  }

  it.each([
    ['a truncated body', '{"subject":'],
    ['an empty body', ''],
    ['NaN', '{"confidence":NaN}'],
    ['a prototype key', '{"__proto__":{"a":1}}'],
    ['a constructor key', '{"constructor":{"prototype":{"a":1}}}'],
    ['a hundred thousand levels that never end', '['.repeat(100_000)],
  ])('gets 400 malformed_json for %s', async (_what, raw) => {
    expectProblem(await assert({ raw }), 400, 'malformed_json');
  });

  it('gets 400 for a hundred thousand levels of nesting, and the server lives on', async () => {
    const raw = `{"source_metadata":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`;
    expect((await assert({ raw })).status).toBe(400);
    expect((await get('/health/ready')).status).toBe(200);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml'])('gets 415 for %s', async (type) => {
    expectProblem(await assert({ raw: 'a=1', headers: { 'content-type': type } }), 415, 'unsupported_media_type');
  });

  it('gets 413 for a body of 2 MiB, and for a batch over 10 MiB', async () => {
    expectProblem(await assert({ raw: `"${'a'.repeat(2 * 1_048_576)}"` }), 413, 'body_too_large');
    const batch = await call(server.url, 'POST', '/v1/assert/batch', {
      key: server.adminKey,
      raw: `"${'a'.repeat(10 * 1_048_576)}"`,
    });
    expectProblem(batch, 413, 'body_too_large');
  });

  it('is told every bad field by name, unknown ones included', async () => {
    const answer = await assert({ body: { ...signClaim(claimOf()), confidence: 2, subject: '', colour: 'red', object: { type: 'Text', value: 1 } } });
    expectProblem(answer, 400, 'validation_failed');
    expect(pathsOf(answer).sort()).toEqual(['colour', 'confidence', 'object.value', 'subject']);
  });

  it.each<[string, object, string]>([
    ['1e400', { object: { type: 'Number', value: '1e400' } }, 'object.value'],
    ['a lone surrogate', { subject: 'a\ud800b' }, 'subject'],
    ['NUL in a text', { object: { type: 'Text', value: 'a\u0000b' } }, 'object.value'],
    ['a control character in a subject', { subject: 'a\nb' }, 'subject'],
    ['a subject of 513 characters', { subject: 'a'.repeat(513) }, 'subject'],
    ['a short hash', { source_hash: 'ab' }, 'source_hash'],
    ['an upper-case hash', { parent_hash: 'AB'.repeat(32) }, 'parent_hash'],
    ['a period that ends before it begins', { valid_from: 10, valid_to: 10 }, 'valid_to'],
    ['an unknown lifecycle', { lifecycle: 'Final' }, 'lifecycle'],
    ['null for an optional field', { narrative: null }, 'narrative'],
    ['no signature', { signatures: [] }, 'signatures'],
  ])('is refused for %s, naming the field', async (what, change, path) => {
    const text = JSON.stringify({ ...signClaim(claimOf()), ...change });
    const answer = await assert({ raw: what === '1e400' ? text.replace('"1e400"', '1e400') : text });
    expectProblem(answer, 400, 'validation_failed');
    expect(pathsOf(answer)).toContain(path);
  });

  it('is refused for metadata of 17 levels and takes 16', async () => {
    const nested = (levels: number): object => (levels === 1 ? {} : { a: nested(levels - 1) });
    const answer = await assert({ body: { ...signClaim(claimOf()), source_metadata: nested(17) } });
    expectProblem(answer, 400, 'validation_failed');
    expect(pathsOf(answer)[0]).toMatch(/^source_metadata/);
    const accepted = await assert({ body: { ...signClaim(claimOf()), source_metadata: nested(16) } });
    expect(accepted.body['code']).toBe('signature_invalid');
  });

  it('is told every bad query parameter by name', async () => {
    const answer = await get('/v1/query?lens=mean&min_confidence=2&as_of=yesterday&limit=0&valid_at=x&colour=red&visual_near=zz');
    expectProblem(answer, 400, 'validation_failed');
    expect(pathsOf(answer).sort()).toEqual(['as_of', 'colour', 'lens', 'limit', 'min_confidence', 'valid_at', 'visual_near']);
  });

  it('gets 400 for a lens without a subject or predicate, and for a parameter given twice', async () => {
    expect(pathsOf(await get('/v1/query?lens=recency'))).toEqual(['subject', 'predicate']);
    expect(pathsOf(await get('/v1/query?subject=a&subject=b'))).toEqual(['subject']);
    expect(pathsOf(await get('/v1/query?__proto__=1'))).toEqual(['__proto__']);
  });

  it('gets 404 for an unknown route and 405 with Allow for an unsupported method', async () => {
    expectProblem(await call(server.url, 'GET', '/v1/nothing'), 404, 'route_not_found');
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
      const answer = await call(server.url, method, '/v1/assert', { key: server.adminKey });
      expectProblem(answer, 405, 'method_not_allowed');
      expect(answer.headers.get('allow')).toBe('POST');
    }
    expect((await call(server.url, 'POST', '/health/live')).headers.get('allow')).toBe('GET, HEAD');
  });

  it('gets 404 for what does not exist and 400 for an address that cannot be one', async () => {
    expectProblem(await get(`/v1/assertions/${HASH}`), 404, 'assertion_not_found');
    expectProblem(await get(`/v1/source/${HASH}`), 404, 'source_not_found');
    expectProblem(await get(`/v1/agents/${HASH}`), 404, 'agent_not_found');
    expectProblem(await get('/v1/assertions/xyz'), 400, 'validation_failed');
  });

  it('gets a problem even for an URL that cannot be read', async () => {
    expect((await get('/v1/assertions/%E0%A4%A')).status).toBe(400);
    expect((await get(`/v1/assertions/${'a'.repeat(3_000)}`)).status).toBeGreaterThanOrEqual(400);
  });

  it('keeps its request id where it is acceptable, and gets a new one where it is not', async () => {
    const answer = await call(server.url, 'GET', '/v1/nothing', { headers: { 'x-request-id': 'trace-1.a:b_C' } });
    expect(answer.headers.get('x-request-id')).toBe('trace-1.a:b_C');
    expectProblem(answer, 404, 'route_not_found');
    for (const forged of ['a b', 'x'.repeat(200), '<script>']) {
      const other = await call(server.url, 'GET', '/v1/nothing', { headers: { 'x-request-id': forged } });
      expect(other.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('gets a problem when it is no HTTP at all', async () => {
    const { port, hostname } = new URL(server.url);
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(Number(port), hostname, () => socket.write('NONSENSE\r\n\r\n'));
      socket.on('data', (chunk) => (text += chunk.toString())).on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('urn:stemedb:error:malformed_request');
  });
});
