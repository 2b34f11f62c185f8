import { contentHash } from '@stemedb/knowledge/claims';
import { call, search } from './support/call';
import { addressOf, BOB, claimOf, signClaim } from './support/claims';
import { startTestApp, type TestApp } from './support/server';

const CLAIM = claimOf({ subject: 'test://cached' });
const CLAIM_PATH = `/v1/assertions/${addressOf(CLAIM)}`;
const SOURCE_PATH = `/v1/source/${contentHash('evidence')}`;

describe('a read by address', () => {
  let server: TestApp;
  const send = (path: string, headers: Record<string, string> = {}, method = 'GET') => call(server.url, method, path, { key: server.adminKey, headers });
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) => call(server.url, 'POST', path, { key: server.adminKey, body, headers });

  beforeAll(async () => {
    server = await startTestApp();
    await post('/v1/assert', signClaim(CLAIM));
    await post('/v1/source', { content: 'evidence' });
  });
  afterAll(() => server.close());

  it.each([CLAIM_PATH, SOURCE_PATH])('carries a strong ETag and says that it is immutable: %s', async (path) => {
    const { headers } = await send(path);
    expect(headers.get('etag')).toMatch(/^"[^"]+"$/);
    expect(headers.get('cache-control')).toContain('immutable');
    expect(headers.get('cache-control')).toContain('private');
  });

  it.each([CLAIM_PATH, SOURCE_PATH])('is 304 without a body for whoever has these bytes: %s', async (path) => {
    const etag = String((await send(path)).headers.get('etag'));
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, `"a","b" ,${etag}`, '*']) {
      const { status, text, headers } = await send(path, { 'if-none-match': tag });
      expect([tag, status, text, headers.get('etag'), headers.get('content-type')]).toEqual([tag, 304, '', etag, null]);
    }
    for (const tag of ['"other"', etag.slice(1, -1), etag.toLowerCase() === etag ? '""' : etag.toLowerCase(), '']) {
      expect([tag, (await send(path, { 'if-none-match': tag })).status]).toEqual([tag, 200]);
    }
  });

  it('has the same headers for HEAD as for GET, and no body', async () => {
    const [get, head] = [await send(CLAIM_PATH), await send(CLAIM_PATH, {}, 'HEAD')];
    expect([head.status, head.text]).toEqual([200, '']);
    for (const name of ['etag', 'cache-control', 'content-type', 'content-length']) expect([name, head.headers.get(name)]).toEqual([name, get.headers.get(name)]);
    expect((await send(CLAIM_PATH, { 'if-none-match': String(get.headers.get('etag')) }, 'HEAD')).status).toBe(304);
  });

  it('gets another ETag with another signature, and the old one no longer counts', async () => {
    const claim = claimOf({ subject: 'test://cosigned' });
    const path = `/v1/assertions/${addressOf(claim)}`;
    await post('/v1/assert', signClaim(claim));
    const etag = String((await send(path)).headers.get('etag'));
    await post('/v1/assert', signClaim(claim, BOB));
    const later = await send(path, { 'if-none-match': etag });
    expect([later.status, later.headers.get('etag') === etag]).toEqual([200, false]);
  });

  it('is not told to another namespace through its ETag', async () => {
    const etag = String((await send(CLAIM_PATH)).headers.get('etag'));
    for (const tag of [etag, '*']) {
      const { status, headers } = await send(CLAIM_PATH, { 'if-none-match': tag, 'x-namespace': 'other' });
      expect([status, headers.get('etag')]).toEqual([404, null]);
    }
  });

  it('needs its key also where the bytes are known', async () => {
    const etag = String((await send(CLAIM_PATH)).headers.get('etag'));
    expect((await call(server.url, 'GET', CLAIM_PATH, { headers: { 'if-none-match': etag } })).status).toBe(401);
  });
});

describe('every other answer', () => {
  it('is not to be stored', async () => {
    const server = await startTestApp();
    try {
      const paths = ['/v1/query', `/v1/query${search({ subject: 'a', predicate: 'b', lens: 'recency' })}`, '/v1/agents', '/v1/sources', `/v1/assertions/${'ab'.repeat(32)}`, '/v1/nothing', '/health/ready'];
      for (const path of paths) {
        const { headers } = await call(server.url, 'GET', path, { key: server.adminKey });
        expect([path, headers.get('cache-control'), headers.get('etag')]).toEqual([path, 'no-store', null]);
      }
      const written = await call(server.url, 'POST', '/v1/assert', { key: server.adminKey, body: signClaim(CLAIM) });
      expect([written.status, written.headers.get('cache-control')]).toEqual([201, 'no-store']);
    } finally {
      await server.close();
    }
  });
});
