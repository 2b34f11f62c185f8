import { TrustRegister } from '@stemedb/knowledge/agents';
import { FeedStreams } from '@stemedb/knowledge/feed';
import { withClient } from '@stemedb/platform/database';
import { call } from './support/call';
import { ALICE } from './support/claims';
import { EventStream } from './support/event-stream';
import { fillNamespace } from './support/filled-server';
import { startTestApp, type TestApp } from './support/server';

/** Every kind that docs/how-to/feed.md names. */
const KINDS = ['source', 'epoch', 'assertion', 'signature', 'vote', 'supersession', 'lifecycle', 'source_status', 'alias_removed', 'alias', 'trust'];

describe('the feed', () => {
  let server: TestApp;
  beforeAll(async () => {
    server = await startTestApp();
  });
  afterAll(() => server.close());

  it('shows records of every kind, listed and live, each once', async () => {
    const stream = await EventStream.open(server.url, { key: server.adminKey });
    await stream.opened();
    await fillNamespace(server);
    await server.app.get(TrustRegister).record('default', { agentId: ALICE.agentId, trust: 0.6, cause: 'test', detail: 'any' });
    const { body } = await call(server.url, 'GET', '/v1/feed?after=beginning&limit=1000', { key: server.adminKey });
    const listed = [...body['items']!];
    await stream.until(listed.length);
    await stream.hangUp();
    expect(stream.events.map(({ data }) => data)).toEqual(listed);
    expect(stream.events.map(({ event }) => event)).toEqual(listed.map((item) => String(item['kind'])));
    expect(new Set(listed.map((item) => String(item['id']))).size).toBe(listed.length);
    expect([...new Set(listed.map((item) => String(item['kind'])))].sort()).toEqual([...KINDS].sort());
  });

  it('beats for a client whose key stands, and ends for one whose key was revoked meanwhile', async () => {
    const revoked = await server.createKey({ role: 'read_only' });
    const [stands, ends] = await Promise.all([server.adminKey, revoked].map((key) => EventStream.open(server.url, { key })));
    await Promise.all([stands!.opened(), ends!.opened()]);
    await withClient(server.superuserUrl, (client) => client.query('UPDATE api_key SET revoked_at = now() WHERE prefix = left($1, length(prefix))', [revoked]));
    let isOver = false;
    void ends!.closed.then(() => (isOver = true));
    while (!isOver) {
      server.app.get(FeedStreams).beatAll();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(ends!.events.at(-1)).toMatchObject({ event: 'error', data: { code: 'key_refused' } });
    expect([stands!.response.closed, stands!.comments > 0]).toEqual([false, true]);
    await stands!.hangUp();
  });
});
