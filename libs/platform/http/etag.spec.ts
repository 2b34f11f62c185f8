import fastify, { type FastifyInstance } from 'fastify';
import { addCacheHeaders } from './etag';

describe('cache headers', () => {
  let server: FastifyInstance;
  let answer: unknown;

  beforeEach(() => {
    answer = { claim: 1 };
    server = fastify();
    addCacheHeaders(server);
    server.get('/claim', { config: { revalidate: true } }, () => answer);
    server.get('/named', { config: { revalidate: true } }, (_request, reply) => reply.header('cache-control', 'private').send(answer));
    server.get('/bytes', { config: { revalidate: true } }, () => Buffer.from('bytes'));
    server.get('/missing', { config: { revalidate: true } }, (_request, reply) => reply.status(404).send(answer));
    server.get('/list', () => answer);
  });

  afterEach(() => server.close());

  const get = (url: string, ifNoneMatch?: string) =>
    server.inject({ url, headers: ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch } });
  const etagOf = async (): Promise<string> => String((await get('/claim')).headers.etag);

  it('give an answer by address a strong ETag of its bytes', async () => {
    const etag = await etagOf();
    expect(etag).toMatch(/^"[\w-]{43}"$/);
    expect(await etagOf()).toBe(etag);
    answer = { claim: 2 };
    expect(await etagOf()).not.toBe(etag);
  });

  it('answer 304 without a body to a reader who has these bytes', async () => {
    const etag = await etagOf();
    const again = await get('/claim', etag);
    expect(again).toMatchObject({ statusCode: 304, body: '' });
    expect(again.headers).toMatchObject({ etag });
    expect(again.headers).not.toHaveProperty('content-type');
    expect(again.headers['content-length'] ?? '0').toBe('0');
  });

  it.each([
    ['a weak tag', (etag: string) => `W/${etag}`],
    ['one of several', (etag: string) => `"other", W/"another" ,${etag}`],
    ['any', () => '*'],
    ['any, with blanks', () => ' * '],
  ])('compare weakly: %s', async (_what, header) => {
    expect((await get('/claim', header(await etagOf()))).statusCode).toBe(304);
  });

  it.each([
    ['another tag', () => '"other"'],
    ['no tag', () => ''],
    ['the tag without its quotes', (etag: string) => etag.replaceAll('"', '')],
    ['a part of the tag', (etag: string) => `${etag.slice(0, -2)}"`],
  ])('answer in full to %s', async (_what, header) => {
    expect(await get('/claim', header(await etagOf()))).toMatchObject({ statusCode: 200, body: '{"claim":1}' });
  });

  it('answer in full once the bytes have changed', async () => {
    const etag = await etagOf();
    answer = { claim: 2 };
    expect(await get('/claim', etag)).toMatchObject({ statusCode: 200, body: '{"claim":2}' });
  });

  it('forbid to store every other answer', async () => {
    const list = await get('/list', '*');
    expect(list.statusCode).toBe(200);
    expect(list.headers).toMatchObject({ 'cache-control': 'no-store' });
    expect(list.headers).not.toHaveProperty('etag');
  });

  it('leave alone what a route says of itself', async () => {
    expect((await get('/named')).headers['cache-control']).toBe('private');
  });

  it.each(['/missing', '/bytes'])('give no ETag to %s', async (url) => {
    expect((await get(url, '*')).headers).not.toHaveProperty('etag');
    expect((await get(url, '*')).statusCode).not.toBe(304);
  });

  it('do the same for HEAD', async () => {
    const etag = await etagOf();
    const head = await server.inject({ method: 'HEAD', url: '/claim' });
    expect(head.headers.etag).toBe(etag);
    expect((await server.inject({ method: 'HEAD', url: '/claim', headers: { 'if-none-match': etag } })).statusCode).toBe(304);
  });
});
