import { call, type Json } from './support/call';
import { agent, claimOf, signClaim } from './support/claims';
import { EventStream } from './support/event-stream';
import { expectProblem } from './support/problems';
import { startTestApp, type TestApp } from './support/server';

const BATCH = 500;

/** Subjects of one writer, in the order in which it writes them. */
const subjectsOf = (writer: string, count: number): string[] => Array.from({ length: count }, (_unused, index) => `${writer}/${index}`);

async function writeBatches(server: TestApp, namespace: string, subjects: readonly string[]): Promise<void> {
  for (let start = 0; start < subjects.length; start += BATCH) {
    const body = subjects.slice(start, start + BATCH).map((subject) => signClaim(claimOf({ subject }), agent(5)));
    const answer = await call(server.url, 'POST', '/v1/assert/batch', { key: server.adminKey, body, headers: { 'x-namespace': namespace } });
    if (answer.status >= 300) throw new Error(`A batch was answered with ${answer.status}: ${answer.text}`);
  }
}

const subjectOf = ({ data }: { data: Json }): string => String(data['subject']);
const momentsOf = (items: readonly Json[]): string[] => items.map((item) => String(item['recorded_at']));

describe('the feed of two servers on one store', () => {
  let one: TestApp;
  let other: TestApp;

  beforeAll(async () => {
    one = await startTestApp();
    other = await startTestApp({ beside: one });
  });
  afterAll(async () => {
    await other.close();
    await one.close();
  });

  it('is paged without a gap and without repetition while both are written to', async () => {
    const written = [subjectsOf('one', 5_000), subjectsOf('other', 5_000)];
    let writing = true;
    const writers = Promise.all([writeBatches(one, 'paged', written[0]!), writeBatches(other, 'paged', written[1]!)]).finally(() => (writing = false));
    const items: Json[] = [];
    for (let after = 'beginning', turn = 0; ; turn += 1) {
      const wasWriting = writing;
      const server = turn % 2 === 0 ? one : other;
      const { body } = await call(server.url, 'GET', `/v1/feed?limit=700&after=${after}`, { key: one.adminKey, headers: { 'x-namespace': 'paged' } });
      items.push(...body['items']!);
      after = String(body['position']);
      if (!wasWriting && body['next_cursor'] === null) break;
    }
    await writers;
    expect(items.length).toBe(10_000);
    expect(items.map((item) => String(item['subject'])).sort()).toEqual(written.flat().sort());
    expect(momentsOf(items)).toEqual(momentsOf(items).sort());
  });

  it('is streamed without loss and repetition across reconnects to either', async () => {
    const written = [subjectsOf('one', 1_500), subjectsOf('other', 1_500)];
    const total = written.flat().length;
    let stream = await EventStream.open(one.url, { key: one.adminKey, namespace: 'streamed' });
    await stream.opened();
    const writers = Promise.all([writeBatches(one, 'streamed', written[0]!), writeBatches(other, 'streamed', written[1]!)]);
    const seen: { data: Json }[] = [];
    for (let turn = 0; seen.length + stream.events.length < total; turn += 1) {
      // Nobody knows how much of what was sent arrives before the connection breaks.
      await stream.until(Math.min(1 + ((turn * 97) % 400), total - seen.length));
      await stream.hangUp();
      seen.push(...stream.events);
      const server = turn % 2 === 0 ? other : one;
      stream = await EventStream.open(server.url, { key: one.adminKey, namespace: 'streamed', lastEventId: stream.lastEventId! });
    }
    await writers;
    seen.push(...stream.events);
    await stream.hangUp();
    expect(seen.map(subjectOf).sort()).toEqual(written.flat().sort());
    expect(momentsOf(seen.map(({ data }) => data))).toEqual(momentsOf(seen.map(({ data }) => data)).sort());
  });

  it('gives everybody the same, whoever writes where', async () => {
    const streams = await Promise.all([one, one, other].map((server) => EventStream.open(server.url, { key: one.adminKey, namespace: 'shared' })));
    await Promise.all(streams.map((stream) => stream.opened()));
    await Promise.all([writeBatches(one, 'shared', subjectsOf('one', 300)), writeBatches(other, 'shared', subjectsOf('other', 300))]);
    await Promise.all(streams.map((stream) => stream.until(600)));
    await Promise.all(streams.map((stream) => stream.hangUp()));
    const [first, ...others] = streams.map(({ events }) => events.map(({ id }) => id));
    expect([first!.length, new Set(first).size]).toEqual([600, 600]);
    for (const ids of others) expect(ids).toEqual(first);
  });
});

describe('a stream of the feed', () => {
  const started: TestApp[] = [];
  const start = async (environment: Record<string, string> = {}): Promise<TestApp> => {
    const server = await startTestApp({ environment });
    started.push(server);
    return server;
  };

  afterEach(async () => {
    for (const server of started.splice(0)) await server.close();
  });

  const openTo = (server: TestApp, options: { lastEventId?: string; key?: string } = {}) => EventStream.open(server.url, { key: server.adminKey, ...options });
  const metric = async (server: TestApp, name: string): Promise<string | undefined> =>
    (await call(server.url, 'GET', '/metrics')).text.split('\n').find((line) => line.startsWith(`${name} `));

  /** Claims that fill more than all the buffers on the way to a client that takes nothing. */
  const writeMuch = async (server: TestApp): Promise<number> => {
    const subjects = subjectsOf('x'.repeat(450), 6_000);
    await writeBatches(server, 'default', subjects);
    return subjects.length;
  };

  it('cuts a client off that takes less than is kept for it, and lets it resume without loss', async () => {
    const server = await start({ STEMEDB_FEED_BUFFER_BYTES: '65536' });
    const [slow, quick] = [await openTo(server), await openTo(server)];
    await Promise.all([slow.opened(), quick.opened()]);
    slow.pause();
    const writing = writeMuch(server);
    const cutOff = 'stemedb_feed_streams_ended_total{reason="slow_consumer"}';
    while ((await metric(server, cutOff)) === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
    slow.resume();
    await slow.closed;
    const count = await writing;
    await quick.until(count);
    await quick.hangUp();
    const last = slow.events.pop()!;
    expect([last.event, last.data['code'], last.id]).toEqual(['error', 'slow_consumer', undefined]);
    expect(slow.events.length).toBeLessThan(count);
    const resumed = await openTo(server, { lastEventId: slow.lastEventId! });
    await resumed.until(count - slow.events.length);
    await resumed.hangUp();
    expect([...slow.events, ...resumed.events].map(({ id }) => id)).toEqual(quick.events.map(({ id }) => id));
  });

  it('is refused where too many are open, and leaves its place when its client goes', async () => {
    const server = await start({ STEMEDB_FEED_MAX_STREAMS: '2' });
    const streams = [await openTo(server), await openTo(server)];
    expect(await metric(server, 'stemedb_feed_streams')).toBe('stemedb_feed_streams 2');
    const refused = await call(server.url, 'GET', '/v1/feed', { key: server.adminKey, headers: { accept: 'text/event-stream' } });
    expectProblem(refused, 503, 'too_many_streams');
    expect(refused.headers.get('retry-after')).toBe('5');
    await streams[0]!.hangUp();
    while ((await metric(server, 'stemedb_feed_streams')) !== 'stemedb_feed_streams 1') await new Promise((resolve) => setTimeout(resolve, 5));
    const next = await openTo(server);
    expect(next.response.statusCode).toBe(200);
  });

  it('is counted once among the requests, when it has ended', async () => {
    const server = await start();
    const stream = await openTo(server);
    await stream.opened();
    const counted = 'stemedb_http_requests_total{method="GET",path="/v1/feed"}';
    expect(await metric(server, counted)).toBeUndefined();
    await stream.hangUp();
    while ((await metric(server, counted)) === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await metric(server, counted)).toBe(`${counted} 1`);
  });

  it('ends when the server stops, also for a client that takes nothing', async () => {
    const server = await start({ STEMEDB_FEED_BUFFER_BYTES: '1073741824' });
    const [live, stuck] = [await openTo(server), await openTo(server)];
    await Promise.all([live.opened(), stuck.opened()]);
    stuck.pause();
    const count = await writeMuch(server);
    await live.until(count);
    await started.pop()!.close();
    await live.closed;
    expect(live.events.at(-1)).toMatchObject({ event: 'end', data: { code: 'shutting_down' } });
    expect(live.events.length).toBe(count + 1);
    await stuck.hangUp();
  });
});
