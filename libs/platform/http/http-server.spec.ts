import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { NDJSON_MEDIA_TYPE } from './body-parsers';
import { createHttpAdapter, MethodRegister } from './http-server';
import { sendProblem } from './problem.filter';

function createServer(): FastifyInstance {
  const server = createHttpAdapter(pino({ level: 'silent' })).getInstance() as unknown as FastifyInstance;
  server.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
  return server;
}

async function openSocket(server: FastifyInstance): Promise<Socket> {
  if (!server.server.listening) await server.listen({ port: 0, host: '127.0.0.1' });
  const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1').setEncoding('utf8');
  await once(socket, 'connect');
  return socket;
}

/** All that the server says until it hangs up. */
async function readAll(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

const problemOf = (answer: string): Record<string, unknown> =>
  JSON.parse(answer.slice(answer.lastIndexOf('\r\n\r\n') + 4)) as Record<string, unknown>;

describe('the HTTP server', () => {
  let server: FastifyInstance;

  beforeEach(() => {
    server = createServer();
    server.get('/echo', (request) => request.query);
    server.post('/echo', (request) => ({ body: request.body }));
    server.post('/large', { config: { bodyLimit: 2 * 1_048_576 } }, () => 'taken');
    server.get('/item/:name', (request) => request.params);
  });

  afterEach(() => server.close());

  it('names every request, with the id of the caller or its own', async () => {
    expect((await server.inject({ url: '/echo', headers: { 'x-request-id': 'mine' } })).headers['x-request-id']).toBe('mine');
    expect((await server.inject({ url: '/echo', headers: { 'x-request-id': 'not mine' } })).headers['x-request-id']).toMatch(
      /^[0-9a-f-]{36}$/,
    );
    expect((await server.inject('/nowhere')).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('reads arrays in a query in both forms', async () => {
    expect((await server.inject('/echo?a=1&a=2&b%5B%5D=3')).json()).toEqual({ a: ['1', '2'], b: ['3'] });
  });

  it('hands NDJSON on as text, and takes neither plain text nor forms', async () => {
    const post = (type: string) =>
      server.inject({ method: 'POST', url: '/echo', headers: { 'content-type': type }, body: '{"a":1}\n{"b":2}' });
    expect((await post(NDJSON_MEDIA_TYPE)).json()).toEqual({ body: { text: '{"a":1}\n{"b":2}' } });
    expect((await post(`${NDJSON_MEDIA_TYPE}; charset=utf-8`)).statusCode).toBe(200);
    for (const type of ['text/plain', 'text/html', 'application/xml', 'multipart/form-data']) {
      expect((await post(type)).json()).toMatchObject({ code: 'unsupported_media_type' });
    }
  });

  it('takes bodies up to 1 MiB, or up to what the route says', async () => {
    const post = (url: string, bytes: number) =>
      server.inject({ method: 'POST', url, headers: { 'content-type': NDJSON_MEDIA_TYPE }, body: 'a'.repeat(bytes) });
    expect((await post('/echo', 1_048_576)).statusCode).toBe(200);
    expect((await post('/echo', 1_048_577)).json()).toMatchObject({ code: 'body_too_large', status: 413 });
    expect((await post('/large', 2 * 1_048_576)).statusCode).toBe(200);
    expect((await post('/large', 2 * 1_048_576 + 1)).statusCode).toBe(413);
  });

  it('answers a path that cannot be decoded with a problem', async () => {
    const response = await server.inject('/item/%zz');
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ code: 'malformed_request', instance: '/item/%zz' });
  });

  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400, 'malformed_request'],
    ['a header without a name', 'GET /echo HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n', 400, 'malformed_request'],
    ['two lengths', 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', 400, 'malformed_request'],
    ['headers of 32 KiB', `GET /echo HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(32_768)}\r\n\r\n`, 431, 'headers_too_large'],
  ])('answers an unreadable request on its socket: %s', async (_what, request, status, code) => {
    const socket = await openSocket(server);
    socket.write(request);
    const answer = await readAll(socket);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} .+\\r\\nContent-Type: application/problem\\+json`));
    expect(problemOf(answer)).toEqual({
      type: `urn:stemedb:error:${code}`,
      title: expect.any(String),
      status,
      detail: 'The request cannot be read',
      code,
    });
  });

  it('says 408 to a request that does not arrive in time', async () => {
    const socket = await openSocket(server);
    const arrived = once(server.server, 'request') as Promise<[IncomingMessage]>;
    socket.write('GET /echo HTTP/1.1\r\nHost: a\r\n\r\n');
    const [request] = await arrived;
    await once(socket, 'data');
    // What Node says of a request on this connection that does not end.
    server.server.emit('clientError', Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), request.socket);
    expect(problemOf(await readAll(socket))).toMatchObject({ status: 408, code: 'request_timed_out' });
  });

  it('survives a peer that has hung up', async () => {
    const socket = await openSocket(server);
    socket.write('GET /echo HT');
    socket.resetAndDestroy();
    expect((await server.inject('/echo')).statusCode).toBe(200);
  });
});

describe('a server that is closing', () => {
  it('finishes what it has begun and refuses with a problem what comes after', async () => {
    const server = createServer();
    let finish = (): void => undefined;
    const begun = new Promise<void>((entered) => {
      server.get('/slow', async () => {
        entered();
        await new Promise<void>((resolve) => (finish = resolve));
        return 'done';
      });
    });
    server.get('/quick', () => 'quick');
    const socket = await openSocket(server);
    socket.write('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n');
    await begun;
    const closed = server.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.write('GET /quick HTTP/1.1\r\nHost: a\r\n\r\n');
    await new Promise((resolve) => setTimeout(resolve, 20));
    finish();
    const answer = await readAll(socket);
    await closed;
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\ndone/);
    expect(answer).toMatch(/HTTP\/1\.1 503 Service Unavailable\r\n/);
    expect(answer).toMatch(/retry-after: \d/i);
    expect(problemOf(answer)).toMatchObject({ code: 'shutting_down', status: 503, instance: '/quick' });
  });
});

describe('a method that a route does not support', () => {
  let server: FastifyInstance;

  beforeEach(async () => {
    server = createServer();
    const methods = new MethodRegister(server);
    server.get('/thing/:id', () => 'got');
    server.post('/thing/:id', () => 'posted');
    server.get('/files/*', () => 'file');
    methods.refuseOtherMethods();
    await server.ready();
  });

  afterEach(() => server.close());

  it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY'] as const)('is answered 405 with Allow: %s', async (method) => {
    const response = await server.inject({ method: method as 'PUT', url: '/thing/7' });
    expect(response.headers.allow).toBe('GET, HEAD, POST');
    expect(response.json()).toMatchObject({
      status: 405,
      code: 'method_not_allowed',
      instance: '/thing/7',
      detail: `${method} is not supported here; use GET, HEAD, POST`,
    });
  });

  it('is answered before the body is read', async () => {
    const response = await server.inject({
      method: 'PUT',
      url: '/thing/7',
      headers: { 'content-type': 'application/json' },
      body: '{broken',
    });
    expect(response.statusCode).toBe(405);
  });

  it('is none of those that the route has', async () => {
    expect((await server.inject('/thing/7')).body).toBe('got');
    expect((await server.inject({ method: 'POST', url: '/thing/7' })).body).toBe('posted');
    expect((await server.inject({ method: 'HEAD', url: '/thing/7' })).statusCode).toBe(200);
  });

  it('does not make a route of what is none', async () => {
    expect((await server.inject({ method: 'DELETE', url: '/nothing' })).statusCode).toBe(404);
  });

  it('leaves wildcard routes alone', async () => {
    expect((await server.inject({ method: 'DELETE', url: '/files/a' })).statusCode).toBe(404);
  });
});
