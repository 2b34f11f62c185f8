import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { createHttpAdapter } from '@stemedb/platform/http';
import { createLogger } from '@stemedb/platform/observability';
import { startTestApp } from '../support/server';

/** The same as in service, only faster. */
const PATIENCE = { headersMs: 150, requestMs: 450, checkMs: 25 };

/** Sends something again and again until the server hangs up; what the server has said by then. */
async function drip(socket: Socket, text: string): Promise<string> {
  let said = '';
  socket.setEncoding('latin1').on('data', (part: string) => (said += part));
  // To write to whoever has hung up fails, which is what is waited for.
  socket.on('error', () => undefined);
  const timer = setInterval(() => socket.write(text), 20);
  await once(socket, 'close');
  clearInterval(timer);
  return said;
}

describe('a connection that takes its time', () => {
  let server: FastifyInstance;
  const open = async (): Promise<Socket> => {
    const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  };

  beforeEach(async () => {
    server = createHttpAdapter(createLogger('silent'), { patience: PATIENCE }).getInstance() as unknown as FastifyInstance;
    server.post('/echo', (request) => ({ body: request.body }));
    await server.listen({ port: 0, host: '127.0.0.1' });
  });
  afterEach(() => server.close());

  it('over its headers is cut, however steadily they come', async () => {
    const socket = await open();
    socket.write('POST /echo HTTP/1.1\r\nHost: a\r\n');
    expect(await drip(socket, 'X-Slow: a\r\n')).toMatch(/^HTTP\/1\.1 408 [\s\S]+"code":"request_timed_out"/);
  });

  it('over its body is cut, however steadily it comes', async () => {
    const socket = await open();
    socket.write('POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"');
    expect(await drip(socket, 'a')).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('and says nothing at all is cut too', async () => {
    expect(await drip(await open(), '')).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('does not keep a quick one waiting', async () => {
    const slow = await Promise.all(Array.from({ length: 200 }, open));
    for (const socket of slow) socket.on('error', () => undefined).write('POST /echo HTTP/1.1\r\nHost: a\r\n');
    const { port } = server.server.address() as AddressInfo;
    const quick = await fetch(`http://127.0.0.1:${port}/echo`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
    expect(quick.status).toBe(200);
    for (const socket of slow) socket.destroy();
  });
});

describe('the server in service', () => {
  it('waits ten seconds for headers and thirty for a request', async () => {
    const server = await startTestApp();
    const http = server.app.getHttpServer() as { headersTimeout: number; requestTimeout: number };
    expect([http.headersTimeout, http.requestTimeout]).toEqual([10_000, 30_000]);
    await server.close();
  });
});
