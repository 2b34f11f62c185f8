import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Database } from '@stemedb/platform/database';
import { type Answer, call, type Json } from './support/call';
import { agent, claimOf, signClaim } from './support/claims';
import { expectProblem } from './support/problems';
import { startTestApp, type TestApp } from './support/server';

const NOW = Math.floor(Date.now() / 1_000);
const SECRET = 'a secret that nobody may read';

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The operator's own system: answers as it is told to, and remembers what it got. */
class Receiver {
  readonly received: Received[] = [];
  /** The statuses of the next answers about a subject; 200 once they are used up. */
  readonly statuses = new Map<string, number[]>();
  /** Subjects about which every answer is 503. */
  readonly down = new Set<string>();
  private readonly server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      this.received.push({ path: request.url ?? '', headers: request.headers, body });
      const subject = String((JSON.parse(body) as Json)['subject']);
      const status = this.down.has(subject) ? 503 : (this.statuses.get(subject)?.shift() ?? 200);
      response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end('thanks');
    });
  });

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook?token=hidden`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  about(subject: string): Received[] {
    return this.received.filter(({ body }) => String((JSON.parse(body) as Json)['subject']) === subject);
  }
}

const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50));
};

describe('the webhook of escalations', () => {
  const receiver = new Receiver();
  let server: TestApp;
  let beside: TestApp;

  beforeAll(async () => {
    const environment = {
      STEMEDB_QUARANTINE: 'off',
      STEMEDB_ESCALATION_WEBHOOK_URL: await receiver.open(),
      STEMEDB_ESCALATION_WEBHOOK_SECRET: SECRET,
      STEMEDB_ESCALATION_WEBHOOK_ATTEMPTS: '3',
      STEMEDB_ESCALATION_WEBHOOK_RETRY_MS: '1',
    };
    server = await startTestApp({ environment });
    beside = await startTestApp({ environment, beside: server });
  });
  afterAll(async () => {
    await beside.close();
    await server.close();
    await receiver.close();
  });

  const post = (path: string, body: unknown): Promise<Answer> =>
    call(server.url, 'POST', path, { key: server.adminKey, body, headers: { 'x-namespace': 'default' } });
  const get = (path: string, namespace = 'default'): Promise<Answer> =>
    call(server.url, 'GET', path, { key: server.adminKey, headers: { 'x-namespace': namespace } });
  const escalate = async (subject: string): Promise<Json> => {
    for (const value of [1, 2]) {
      await post('/v1/assert', signClaim(claimOf({ subject, source_class: 'Clinical', object: { type: 'Number', value } }), agent(value), NOW));
    }
    const items = [...((await get('/v1/admin/escalations?limit=1000')).body['items'] ?? [])];
    return items.find((item) => String(item['subject']) === subject) as Json;
  };
  const deadLetters = async (): Promise<Json[]> => [...((await get('/v1/admin/escalation/dead_letters')).body['items'] ?? [])];
  const waiting = async (): Promise<number> => {
    const statement = { text: 'SELECT count(*)::int AS count FROM escalation_delivery WHERE namespace = $1' };
    const [row] = await server.app.get(Database).query<{ count: number }>('x', 'default', { statement, values: ['default'] });
    return row?.count ?? 0;
  };

  it('gets a signed message about each new escalation, once, from whichever instance', async () => {
    const escalation = await escalate('hook://simple');
    await until(() => receiver.about('hook://simple').length > 0);
    await until(async () => (await waiting()) === 0);
    const [message, ...more] = receiver.about('hook://simple');
    expect(more).toEqual([]);
    const body = JSON.parse(message?.body ?? '') as Json;
    expect(body).toMatchObject({ event: 'escalation.opened', id: escalation['id'], namespace: 'default', type: 'conflict', predicate: 'value', count: 2 });
    const [, seconds = '', signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(message?.headers['x-stemedb-signature'])) ?? [];
    expect(signature).toBe(createHmac('sha256', SECRET).update(`${seconds}.${message?.body}`).digest('hex'));
    expect(message?.headers['x-stemedb-delivery']).toBe(String(escalation['id']));
  });

  it('gets it again after an error and after a redirect, which is not followed', async () => {
    receiver.statuses.set('hook://flaky', [500, 302]);
    await escalate('hook://flaky');
    await until(() => receiver.about('hook://flaky').length >= 3);
    await until(async () => (await waiting()) === 0);
    const messages = receiver.about('hook://flaky');
    expect(messages).toHaveLength(3);
    expect(new Set(messages.map(({ body }) => body)).size).toBe(1);
    expect(messages.map(({ path }) => path)).toEqual(Array.from({ length: 3 }, () => '/hook?token=hidden'));
    expect(await deadLetters()).toEqual([]);
  });

  it('is given up after the last attempt, and tried again when an admin says so', async () => {
    receiver.down.add('hook://down');
    const escalation = await escalate('hook://down');
    await until(async () => (await deadLetters()).length > 0);
    expect(await deadLetters()).toEqual([{ id: escalation['id'], attempts: 3, failure: 'status 503', created_at: expect.stringMatching(/Z$/) }]);
    expect(receiver.about('hook://down')).toHaveLength(3);
    expect((await get('/v1/admin/escalation/dead_letters', 'other')).body).toEqual({ items: [], next_cursor: null });
    receiver.down.delete('hook://down');
    const retry = () => post('/v1/admin/escalation/dead_letters/retry', { id: escalation['id'] });
    const retried = await retry();
    expect([retried.status, retried.body]).toEqual([200, { id: escalation['id'], status: 'queued' }]);
    await until(async () => (await waiting()) === 0);
    expect(receiver.about('hook://down')).toHaveLength(4);
    expectProblem(await retry(), 404, 'delivery_not_found');
  });

  it('is not tried again by hand while it is still being tried', async () => {
    const held = `
      INSERT INTO escalation_delivery (namespace, escalation_id, payload, due_at)
      VALUES ('default', '0b54f3c1-93a7-8d2e-8c5a-0f4f8f3f2a11', '{}', now() + interval '1 hour')`;
    await server.app.get(Database).manage('x', 'default', (manager) => manager.query(held));
    const body = { id: '0b54f3c1-93a7-8d2e-8c5a-0f4f8f3f2a11' };
    expectProblem(await post('/v1/admin/escalation/dead_letters/retry', body), 409, 'delivery_not_dead');
  });

  it('has a secret and an address that no log holds', () => {
    for (const log of [server.logged(), beside.logged()]) {
      expect(log).not.toContain(SECRET);
      expect(log).not.toContain('token=hidden');
    }
  });
});
