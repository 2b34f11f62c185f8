import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { InjectOptions } from 'fastify';
import * as fc from 'fast-check';
import { fastifyOf } from '@stemedb/platform/http';
import { call, type Json } from '../support/call';
import { fillNamespace } from '../support/filled-server';
import { startTestApp, type TestApp } from '../support/server';
import { type HostileRequest, hostileRequests } from './support/hostile.arbitrary';

const AT_ONCE = 100;
const ROUNDS = 205;
const PATIENCE_MS = 20_000;
const MOST_GROWTH = 96 * 1_048_576;

/** Traces of the inside. What a request says itself, none of which reads so, may come back. */
const INTERNALS = /\n\s+at |node_modules|\.[jt]s:\d+|relation "|column "|syntax error at|typeorm|fst_err|::bytea|pg_catalog/i;

/** Bytes that are in use after everything else has been given back. */
function memoryInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

describe('every operation of the API document', () => {
  let server: TestApp;
  let document: Json;

  beforeAll(async () => {
    server = await startTestApp({ environment: { LOG_LEVEL: 'warn' } });
    await fillNamespace(server);
    document = (await call(server.url, 'GET', '/openapi.json')).body;
  });
  afterAll(() => server.close());

  /** What is wrong with an answer; undefined where it is one that the API document knows. */
  const faultOf = async ({ method, url, headers, payload }: HostileRequest): Promise<string | undefined> => {
    const request = { method, url, headers: { 'x-api-key': server.adminKey, ...headers }, ...(payload === undefined ? {} : { payload }) } as InjectOptions;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), PATIENCE_MS)));
    const answer = await Promise.race([fastifyOf(server.app).inject(request), patience]);
    clearTimeout(timer);
    if (!answer) return 'no answer';
    if (answer.statusCode >= 500) return `${answer.statusCode} ${answer.body}`;
    if (INTERNALS.test(answer.body)) return `the inside shows: ${answer.body}`;
    if (answer.statusCode >= 400 && !/^application\/problem\+json/.test(String(answer.headers['content-type']))) return `no problem document: ${answer.body}`;
    return undefined;
  };

  it('answers more than 20,000 hostile requests without a failure of its own, and shows nothing of its inside', async () => {
    let answered = 0;
    let before = 0;
    const rounds = fc.array(hostileRequests(document), { minLength: AT_ONCE, maxLength: AT_ONCE });
    await fc.assert(
      fc.asyncProperty(rounds, async (requests) => {
        const faults = await Promise.all(requests.map(faultOf));
        answered += requests.length;
        // The first rounds fill caches that are meant to be filled.
        if (before === 0 && answered >= 5_000) before = memoryInUse();
        expect(faults.flatMap((fault, index) => (fault === undefined ? [] : [[fault, requests[index]]]))).toEqual([]);
      }),
      { numRuns: ROUNDS, endOnFailure: true },
    );
    expect(answered).toBeGreaterThanOrEqual(20_000);
    expect(memoryInUse() - before).toBeLessThan(MOST_GROWTH);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect((await call(server.url, 'GET', '/health/ready')).status).toBe(200);
    expect((await call(server.url, 'GET', '/v1/query?subject=drug://x', { key: server.adminKey })).status).toBe(200);
  }, 600_000);
});
