import { randomUUID } from 'node:crypto';
import { withClient } from '@stemedb/platform/database';
import { type Answer, call } from './support/call';
import { claimOf, signClaim } from './support/claims';
import { startTestApp, type TestApp } from './support/server';

/** What the fields of the IETF draft say: the policy, and what is left. */
function limitOf({ headers }: Answer): (string | undefined)[] {
  return [headers.get('ratelimit-policy') ?? undefined, headers.get('ratelimit')?.replace(/;t=([1-9]|[1-5]\d|60)$/, '')];
}

describe('rate limits', () => {
  let server: TestApp;

  beforeAll(async () => {
    server = await startTestApp({
      environment: {
        STEMEDB_RATE_LIMIT_READS_PER_MINUTE: '4',
        STEMEDB_RATE_LIMIT_WRITES_PER_MINUTE: '3',
        STEMEDB_RATE_LIMIT_BATCHES_PER_MINUTE: '2',
        STEMEDB_RATE_LIMIT_ADMIN_PER_MINUTE: '1',
        STEMEDB_RATE_CLASSES: 'standard=1,bulk=10,free=0',
      },
    });
  });
  afterAll(() => server.close());

  const read = (key: string) => call(server.url, 'GET', '/v1/sources', { key });
  const post = (key: string, path: string, body: unknown) => call(server.url, 'POST', path, { key, body });
  const classed = async (rateClass: string): Promise<string> => {
    const key = await server.createKey();
    const prefix = key.slice(0, 'steme_test_'.length + 8);
    await withClient(server.superuserUrl, (client) => client.query('UPDATE api_key SET rate_class = $1 WHERE prefix = $2', [rateClass, prefix]));
    return key;
  };

  it('are counted by route class, each for itself', async () => {
    const key = await server.createKey({ role: 'admin' });
    const claim = signClaim(claimOf());
    const quota = { tokens_per_hour: null, reason: 'a test' };
    const answers = [
      await read(key),
      await post(key, '/v1/assert', claim),
      await post(key, '/v1/assert/batch', [claim]),
      await call(server.url, 'PUT', `/v1/admin/agents/${'ab'.repeat(32)}/quota`, { key, body: quota }),
    ];
    expect(answers.map(limitOf)).toEqual([
      ['"reads";q=4;w=60', '"reads";r=3'],
      ['"writes";q=3;w=60', '"writes";r=2'],
      ['"batches";q=2;w=60', '"batches";r=1'],
      ['"admin";q=1;w=60', '"admin";r=0'],
    ]);
  });

  it('refuse what comes after the last one, and say when to come back', async () => {
    const key = await server.createKey();
    for (let request = 0; request < 4; request += 1) expect((await read(key)).status).toBe(200);
    const refused = await read(key);
    expect([refused.status, refused.body['code'], ...limitOf(refused)]).toEqual([429, 'rate_limited', '"reads";q=4;w=60', '"reads";r=0']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await read(await server.createKey())).status).toBe(200);
    expect((await call(server.url, 'GET', '/metrics')).text).toMatch(/^stemedb_requests_rejected_total\{reason="rate_limit"\} [1-9]/m);
  });

  it('are multiplied by the class of the key; one that nobody has heard of is like the standard one', async () => {
    expect(limitOf(await read(await classed('bulk')))).toEqual(['"reads";q=40;w=60', '"reads";r=39']);
    expect(limitOf(await read(await classed('free')))).toEqual([undefined, undefined]);
    expect(limitOf(await read(await classed(`class-${randomUUID()}`)))).toEqual(['"reads";q=4;w=60', '"reads";r=3']);
  });

  it('count what is refused for another reason too, and nothing that has no key', async () => {
    const key = await server.createKey();
    for (let request = 0; request < 3; request += 1) expect((await post(key, '/v1/assert', {})).status).toBe(400);
    expect((await post(key, '/v1/assert', {})).status).toBe(429);
    for (let request = 0; request < 5; request += 1) expect((await call(server.url, 'GET', '/v1/sources')).status).toBe(401);
  });

  it('exempt health and metrics', async () => {
    for (let request = 0; request < 6; request += 1) {
      for (const path of ['/health/live', '/health/ready', '/metrics']) {
        const answer = await call(server.url, 'GET', path, { key: server.adminKey });
        expect([answer.status, ...limitOf(answer)]).toEqual([200, undefined, undefined]);
      }
    }
  });
});
