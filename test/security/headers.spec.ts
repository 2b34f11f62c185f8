import { call } from '../support/call';
import { claimOf, signClaim } from '../support/claims';
import { startTestApp, type TestApp } from '../support/server';

const ORIGIN = 'https://evil.example';
const PATHS = ['/v1/query', '/v1/nothing', '/health/live', '/metrics', '/openapi.json', '/swagger-ui', '/v1/assertions/%c0%af'];

describe('the headers of an answer', () => {
  let server: TestApp;
  const get = (path: string, headers = {}) => call(server.url, 'GET', path, { key: server.adminKey, headers });

  beforeAll(async () => {
    server = await startTestApp();
  });
  afterAll(() => server.close());

  it.each(PATHS)('let no browser guess what %s is, nor run it or show it in a frame', async (path) => {
    const { headers } = await get(path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('let the pages of Swagger UI run their own scripts alone', async () => {
    const { headers, text } = await get('/swagger-ui');
    expect(headers.get('content-type')).toMatch(/^text\/html/);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'self'; style-src/);
    expect(headers.get('content-security-policy')).not.toMatch(/script-src|unsafe-eval|\*/);
    expect(text).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>[^<]*\S/);
    expect(text).not.toMatch(/(src|href)="(https?:)?\/\//);
  });

  it('open nothing to the scripts of other origins', async () => {
    for (const path of PATHS) {
      const plain = await get(path, { origin: ORIGIN });
      const preflight = await call(server.url, 'OPTIONS', path, { headers: { origin: ORIGIN, 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-api-key' } });
      for (const { headers } of [plain, preflight]) expect([path, [...headers.keys()].filter((name) => name.startsWith('access-control-'))]).toEqual([path, []]);
      expect([path, preflight.status >= 400]).toEqual([path, true]);
    }
  });

  it('do not say what the server is made of', async () => {
    for (const path of PATHS) {
      const { headers } = await get(path);
      expect([path, headers.get('server'), headers.get('x-powered-by'), headers.get('via')]).toEqual([path, null, null, null]);
    }
  });

  it('let nobody keep what belongs to its reader', async () => {
    await call(server.url, 'POST', '/v1/assert', { key: server.adminKey, body: signClaim(claimOf()) });
    for (const path of ['/v1/query', '/v1/agents', '/v1/audit', '/v1/nothing', '/v1/admin/circuit_breakers']) {
      expect([path, (await get(path)).headers.get('cache-control')]).toEqual([path, 'no-store']);
    }
  });

  it('cannot be forged by a request, nor can its method or its address', async () => {
    const forged = {
      'x-http-method-override': 'DELETE',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'javascript',
      'x-original-url': '/v1/audit',
      'x-rewrite-url': '/v1/audit',
    };
    const reader = await server.createKey({ role: 'read_only' });
    const answer = await call(server.url, 'GET', '/v1/query', { key: reader, headers: forged });
    expect(answer.status).toBe(200);
    expect(JSON.stringify([answer.text, [...answer.headers]])).not.toContain('evil');
    const document = await call(server.url, 'GET', '/openapi.json', { headers: forged });
    expect(document.text).not.toContain('evil');
  });

  it.each([
    ['a line break in the path', '/v1/query%0d%0aX-Forged:%201'],
    ['a line break in the query', '/v1/query?subject=a%0d%0aX-Forged:%201'],
    ['a line break in an address', `/v1/assertions/${'ab'.repeat(31)}%0d%0a`],
  ])('stay whole with %s', async (_what, path) => {
    const answer = await get(path);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.headers.has('x-forged')).toBe(false);
  });

  it('take no key from the address, where logs and proxies keep it', async () => {
    for (const name of ['api_key', 'x-api-key', 'key', 'access_token']) {
      expect((await call(server.url, 'GET', `/v1/query?${name}=${server.adminKey}`)).status).toBe(401);
    }
  });
});
