import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreProxy } from '@stemedb/platform/database/testing';
import { call } from './support/call';
import { assert, fail, forged, ON, SHORT, until } from './support/failures';
import { expectProblem } from './support/problems';
import { startTestApp, type TestApp } from './support/server';

describe('a half-open circuit', () => {
  let server: TestApp;
  beforeAll(async () => {
    server = await startTestApp({ environment: SHORT });
  });
  afterAll(() => server.close());

  const query = (key: string) => call(server.url, 'GET', '/v1/query', { key });

  it('closes after one success', async () => {
    const key = await server.createKey();
    await fail(server, key);
    await until(() => query(key), ({ status }) => status === 200);
    await fail(server, key, 4);
    expect((await query(key)).status).toBe(200);
  });

  it('opens again after one failure', async () => {
    const key = await server.createKey();
    await fail(server, key);
    await until(() => assert(server, key, forged()), ({ status }) => status === 422);
    const { body } = await call(server.url, 'GET', '/v1/admin/circuit_breakers', { key: server.adminKey });
    expect([...(body['items'] ?? [])].map((item) => item['failures'])).toContain(6);
  });

  it('tries one request at a time, and another one when the first is given up', async () => {
    const key = await server.createKey();
    await fail(server, key);
    // Longer than the circuit stays open.
    await sleep(20);
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    const taken = once(server.app.getHttpServer() as Server, 'request');
    socket.write(`POST /v1/assert HTTP/1.1\r\nHost: a\r\nX-API-Key: ${key}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`);
    await taken;
    // What is not there says nothing about its caller, so that these requests decide nothing themselves.
    const missing = () => call(server.url, 'GET', `/v1/assertions/${'ab'.repeat(32)}`, { key });
    const refused = await until(missing, ({ status }) => status === 429);
    expect(refused.headers.get('x-circuit-breaker-state')).toBe('half_open');
    expectProblem(refused, 429, 'circuit_open');
    expect(refused.headers.get('retry-after')).toBe('1');
    socket.destroy();
    await until(() => query(key), ({ status }) => status === 200);
  });
});

describe('the circuit breaker without its store', () => {
  it('goes on by itself', async () => {
    const server = await startTestApp({ environment: ON });
    const proxy = await StoreProxy.before(server.databaseUrl);
    const apart = await startTestApp({ beside: { ...server, databaseUrl: proxy.url }, environment: { ...ON, STEMEDB_DATABASE_TIMEOUT_MS: '500' } });
    const key = await server.createKey();
    expect((await call(apart.url, 'GET', '/v1/query', { key })).status).toBe(200);
    await proxy.stop();
    for (let time = 0; time < 5; time += 1) expect((await assert(apart, key, { wrong: 1 })).status).toBe(400);
    expectProblem(await call(apart.url, 'GET', '/v1/query', { key }), 429, 'circuit_open');
    await apart.close();
    await server.close();
  });
});

describe('the metrics of the circuit breaker', () => {
  it('tell what is open, how often one opened, and what was refused; none of them whom', async () => {
    const server = await startTestApp({ environment: ON });
    const key = await server.createKey();
    await fail(server, key);
    await call(server.url, 'GET', '/v1/query', { key });
    const { text } = await call(server.url, 'GET', '/metrics');
    expect(text).toMatch(/^stemedb_circuit_breakers_open 2$/m);
    expect(text).toMatch(/^stemedb_circuit_breaker_openings_total 2$/m);
    expect(text).toMatch(/^stemedb_requests_rejected_total\{reason="circuit_breaker"\} 1$/m);
    await server.close();
  });
});

describe('the circuit breaker of a server that turns it off', () => {
  it('never refuses', async () => {
    const server = await startTestApp();
    const key = await server.createKey();
    await fail(server, key, 12);
    expect((await call(server.url, 'GET', '/v1/query', { key })).status).toBe(200);
    await server.close();
  });
});
