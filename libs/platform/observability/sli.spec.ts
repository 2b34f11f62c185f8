import * as fc from 'fast-check';
import fastify, { type FastifyInstance } from 'fastify';
import { Counter, Histogram, Registry } from 'prom-client';
import { pathLabel, SliRecorder } from './sli';

describe('the path label', () => {
  it.each([
    ['/v1/assertions/:hash', '/v1/assertions/{hash}'],
    ['/v1/a/:one/b/:two_three', '/v1/a/{one}/b/{two_three}'],
    ['/health/live', '/health/live'],
    ['/', '/'],
  ])('is the template of the route as OpenAPI writes it: %s', (template, label) => {
    expect(pathLabel(template)).toBe(label);
  });

  it('is "unmatched" where no route took the request', () => {
    expect([pathLabel(undefined), pathLabel('')]).toEqual(['unmatched', 'unmatched']);
  });

  it('names every parameter and changes nothing else', () => {
    const part = fc.tuple(fc.boolean(), fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const template = parts.map(([parameter, name]) => `/${parameter ? ':' : ''}${name}`).join('');
        expect(pathLabel(template)).toBe(parts.map(([parameter, name]) => (parameter ? `/{${name}}` : `/${name}`)).join(''));
      }),
    );
  });
});

describe('the record of requests', () => {
  const registers = [new Registry()];
  let server: FastifyInstance;
  let requests: Counter;
  let duration: Histogram;
  let rejected: Counter;
  let errors: Counter;

  beforeEach(async () => {
    registers[0]?.clear();
    requests = new Counter({ name: 'requests', help: 'requests', labelNames: ['method', 'path'], registers });
    duration = new Histogram({ name: 'duration', help: 'duration', labelNames: ['method', 'path', 'status'], registers });
    rejected = new Counter({ name: 'rejected', help: 'rejected', labelNames: ['reason'], registers });
    errors = new Counter({ name: 'errors', help: 'errors', labelNames: ['code', 'severity'], registers });
    server = fastify();
    new SliRecorder(requests, duration, rejected, errors).watch(server);
    server.addHook('onRequest', async (request, reply) => {
      if (request.headers['x-refuse'] === undefined) return;
      request.problemCode = 'rate_limited';
      return reply.status(429).send();
    });
    server.get('/thing/:id', () => 'got');
    server.post('/thing/:id', () => 'posted');
    server.get('/broken', (request) => {
      request.problemCode = 'internal_error';
      throw new Error('broken');
    });
    await server.ready();
  });

  afterEach(() => server.close());

  const countsOf = async (metric: Counter | Histogram): Promise<Record<string, number>> => {
    const { values } = await metric.get();
    // A histogram has a value for each of its buckets beside the count.
    const counts = values.filter((value) => !('metricName' in value) || String(value.metricName).endsWith('_count'));
    return Object.fromEntries(counts.map(({ labels, value }) => [Object.values(labels).join(' '), value]));
  };

  it('holds every request exactly once, whatever became of it', async () => {
    await server.inject('/thing/1?secret=2');
    await server.inject('/thing/2');
    await server.inject({ method: 'POST', url: '/thing/1', headers: { 'content-type': 'application/json' }, body: '{broken' });
    await server.inject('/nowhere/1');
    await server.inject('/nowhere/2');
    await server.inject('/broken');
    await server.inject({ url: '/thing/3', headers: { 'x-refuse': 'yes' } });
    await server.inject({ method: 'HEAD', url: '/thing/4' });
    expect(await countsOf(requests)).toEqual({
      'GET /thing/{id}': 3,
      'HEAD /thing/{id}': 1,
      'POST /thing/{id}': 1,
      'GET unmatched': 2,
      'GET /broken': 1,
    });
    expect(await countsOf(duration)).toEqual({
      'GET /thing/{id} 200': 2,
      'GET /thing/{id} 429': 1,
      'HEAD /thing/{id} 200': 1,
      'POST /thing/{id} 400': 1,
      'GET unmatched 404': 2,
      'GET /broken 500': 1,
    });
  });

  it('tells problems by code and refusals by reason', async () => {
    await server.inject('/thing/1');
    await server.inject('/broken');
    await server.inject({ url: '/thing/3', headers: { 'x-refuse': 'yes' } });
    expect(await countsOf(errors)).toEqual({ 'internal_error error': 1, 'rate_limited info': 1 });
    expect(await countsOf(rejected)).toEqual({ rate_limit: 1 });
  });
});
