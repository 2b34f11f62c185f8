import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, call } from '../support/call';
import { agent, claimOf, signClaim } from '../support/claims';
import { startTestApp, type TestApp } from '../support/server';
import { RedisServer } from './redis-server';

const FALLBACK = /^stemedb_rate_limit_fallback (\d)$/m;

const standing = ({ headers }: Answer): string => headers.get('ratelimit')?.replace(/;t=.*/, '') ?? 'none';
const remaining = ({ headers }: Answer): number => Number(headers.get('x-quota-remaining'));

/** Asks until it is so; the test's own timeout bounds it. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(50);
}

describe('two instances with one Redis', () => {
  let redis: RedisServer;
  let first: TestApp;
  let second: TestApp;
  let nextSubject = 0;
  const alice = agent(90);

  beforeAll(async () => {
    redis = await RedisServer.start();
    const environment = { REDIS_URL: redis.url, STEMEDB_QUOTA_TOKENS_PER_HOUR: '1000', STEMEDB_RATE_LIMIT_READS_PER_MINUTE: '1000' };
    first = await startTestApp({ environment });
    second = await startTestApp({ environment, beside: first });
  });
  afterAll(async () => {
    await second?.close();
    await first?.close();
    await redis?.kill();
  });

  const read = (server: TestApp, key: string) => call(server.url, 'GET', '/v1/sources', { key });
  const write = (server: TestApp) =>
    call(server.url, 'POST', '/v1/assert', { key: first.adminKey, body: signClaim(claimOf({ subject: `redis://${nextSubject++}` }), alice) });
  const fallback = async () => FALLBACK.exec((await call(second.url, 'GET', '/metrics')).text)?.[1];
  /** The framework has one log a process, so that the instance started last hears of both. */
  const lines = (text: string) => second.logged().split('\n').filter((line) => line.includes(text)).length;

  it('have one rate limit and one quota', async () => {
    const key = await first.createKey();
    const standings: string[] = [];
    for (const server of [first, second, second, first]) standings.push(standing(await read(server, key)));
    expect(standings).toEqual(['"reads";r=999', '"reads";r=998', '"reads";r=997', '"reads";r=996']);
    const left: number[] = [];
    for (const server of [second, first, second]) left.push(remaining(await write(server)));
    expect(left).toEqual([990, 980, 970]);
  });

  it('spend no token twice, however many ask at once', async () => {
    const agents = [agent(91), agent(92)];
    const body = (number: number) => signClaim(claimOf({ subject: `redis://both/${number}` }), agents);
    const send = (number: number) => call([first.url, second.url][number % 2] as string, 'POST', '/v1/assert', { key: first.adminKey, body: body(number) });
    const answers = await Promise.all(Array.from({ length: 120 }, (_, number) => send(number)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(100);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(20);
  });

  it.each([
    ['is gone', () => redis.kill(), () => redis.run()],
    ['does not answer', async () => redis.freeze(), async () => redis.thaw()],
  ])('count for themselves while Redis %s, say so once, and share again when it is back', async (_what, stop, start) => {
    const key = await first.createKey();
    const [said, back] = [lines('does not answer'), lines('Redis is back')];
    expect(await fallback()).toBe('0');
    await stop();
    const answers = await Promise.all(Array.from({ length: 20 }, () => read(second, key)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(standing(await read(second, key))).toBe('"reads";r=979');
    expect(standing(await read(first, key))).toBe('"reads";r=999');
    expect((await write(second)).status).toBe(201);
    expect([await fallback(), lines('does not answer') - said]).toEqual(['1', 2]);
    await start();
    await until(async () => lines('Redis is back') === back + 2);
    expect(await fallback()).toBe('0');
    const other = await first.createKey();
    expect([standing(await read(first, other)), standing(await read(second, other))]).toEqual(['"reads";r=999', '"reads";r=998']);
  });

  it('start and serve without it', async () => {
    const lonely = await startTestApp({ environment: { REDIS_URL: 'redis://127.0.0.1:1', STEMEDB_RATE_LIMIT_READS_PER_MINUTE: '2' } });
    try {
      const answers = [await read(lonely, lonely.adminKey), await read(lonely, lonely.adminKey), await read(lonely, lonely.adminKey)];
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
      expect(lonely.logged()).toContain('Redis (REDIS_URL) does not answer');
    } finally {
      await lonely.close();
    }
  });
});
