import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportArchive, importArchive, verifyStore } from '@stemedb/knowledge/archive';
import { withClient } from '@stemedb/platform/database';
import { createTestDatabase } from '@stemedb/platform/testing';
import { call } from './support/call';
import { addressOf, BOB, claimOf, signClaim } from './support/claims';
import { FILLED, fillNamespace } from './support/filled-server';
import { startTestApp, type TestApp } from './support/server';

type Headers = Readonly<Record<string, string>>;

const TEAM = { 'x-namespace': 'team-7' };
const PAIR = 'subject=drug%3A%2F%2Fx&predicate=value';

/** What readers ask; each answer has to come out of the other store byte for byte. */
const QUESTIONS = [
  `/v1/skeptic?${PAIR}`,
  `/v1/layered?${PAIR}`,
  `/v1/query?${PAIR}&lens=consensus`,
  `/v1/query?${PAIR}&lens=vote_consensus`,
  `/v1/query?${PAIR}&lens=authority&include_superseded=true`,
  `/v1/query?${PAIR}&lens=epoch`,
  '/v1/query?subject=drug%3A%2F%2Fx&limit=1000',
  '/v1/query?subject=drug%3A%2F%2Fy&predicate=value&lens=recency',
  '/v1/query?subject_prefix=drug%3A%2F%2F&limit=1000',
  '/v1/epochs?limit=1000',
];

describe('an archive', () => {
  let directory: string;
  let original: TestApp;
  let copy: TestApp;
  let asOf: string;
  const path = (name: string) => join(directory, name);
  const order = (name: string) => ({ path: path(name), stemedbVersion: '0.0.0', createdAt: new Date().toISOString() });

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'stemedb-archive-'));
    original = await startTestApp();
    await fillNamespace(original);
    await fillNamespace(original, TEAM);
    const { manifest } = await exportArchive(original.databaseUrl, order('all.archive'));
    asOf = manifest.as_of;
    copy = await startTestApp({ prepare: ({ url }) => importArchive(url, path('all.archive')) });
  });
  afterAll(async () => {
    await original.close();
    await copy.close();
    await rm(directory, { recursive: true });
  });

  /** The answer without the name of its own audit: each asking leaves another one. */
  const ask = async (server: TestApp, question: string, headers: Headers) => {
    const answer = await call(server.url, 'GET', `${question}&as_of=${encodeURIComponent(asOf)}`, { key: server.adminKey, headers });
    return { status: answer.status, text: answer.text.replace(/"audit_id":"[^"]+"/, '"audit_id":""') };
  };

  describe.each<[string, Headers]>([
    ['default', {}],
    ['team-7', TEAM],
  ])('of namespace %s', (_namespace, headers) => {
    it.each(QUESTIONS)('answers %s as the store that it was made of, byte for byte', async (question) => {
      const [there, here] = [await ask(original, question, headers), await ask(copy, question, headers)];
      expect(here.status).toBe(200);
      expect(here.text).toBe(there.text);
    });
  });

  it('shows each claim whole, with its signatures, votes and state', async () => {
    for (const hash of Object.values(FILLED).map(addressOf)) {
      const [there, here] = [await ask(original, `/v1/assertions/${hash}?`, {}), await ask(copy, `/v1/assertions/${hash}?`, {})];
      expect([here.status, here.text]).toEqual([200, there.text]);
    }
  });

  it('makes a store that finds its escalations again, with what was decided about them', async () => {
    const escalations = (server: TestApp) => call(server.url, 'GET', '/v1/admin/escalations?limit=1000', { key: server.adminKey, headers: TEAM });
    const [there, here] = [await escalations(original), await escalations(copy)];
    expect([...(here.body['items'] ?? [])].map((item) => item['state'])).toContain('resolved');
    expect(here.text).toBe(there.text);
  });

  it('makes a store whose archive has the same digest, whoever connects and whenever it is made', async () => {
    const first = await exportArchive(original.databaseUrl, order('first.archive'));
    const second = await exportArchive(original.superuserUrl, order('second.archive'));
    expect(first.manifest.namespaces).toEqual(['default', 'team-7']);
    expect(second.manifest.as_of > first.manifest.as_of).toBe(true);
    expect(second.end.digest).toBe(first.end.digest);
    const database = await createTestDatabase();
    try {
      await importArchive(database.url, path('first.archive'));
      expect(await verifyStore(database.url, undefined, () => undefined)).toMatchObject({ counts: first.end.counts, digest: first.end.digest, failed: 0 });
    } finally {
      await database.drop();
    }
  });

  it('holds at least one record of every kind that the API writes, and no API key', async () => {
    const { end } = await exportArchive(original.databaseUrl, order('kinds.archive'));
    const kinds = ['agent', 'alias', 'assertion', 'audit', 'audit_checkpoint', 'commit', 'epoch', 'lifecycle_transition'];
    expect(Object.keys(end.counts)).toEqual(expect.arrayContaining([...kinds, 'signature', 'source', 'source_status', 'supersession', 'vote']));
    expect(Object.keys(end.counts)).toEqual(expect.arrayContaining(['escalation_decision', 'gold_outcome', 'gold_standard']));
    expect(Object.keys(end.counts)).not.toContain('api_key');
  });

  it('of one namespace holds nothing of another', async () => {
    const { manifest, end } = await exportArchive(original.databaseUrl, { ...order('team.archive'), namespace: 'team-7' });
    expect(manifest.namespaces).toEqual(['team-7']);
    expect(end.counts['assertion']).toBe(4);
    await expect(exportArchive(original.databaseUrl, { ...order('x.archive'), namespace: 'nobody' })).rejects.toMatchObject({ code: 'namespace_not_found' });
  });

  it('makes a store that goes on: what is written later is recorded later, and what stood stands', async () => {
    const write = (body: unknown) => call(copy.url, 'POST', '/v1/assert', { key: copy.adminKey, body });
    const later = await write(signClaim(claimOf({ subject: 'drug://later' })));
    expect(later.status).toBe(201);
    expect(String(later.body['recorded_at']) > asOf).toBe(true);
    const again = await write(signClaim(FILLED.declared, BOB));
    expect([again.status, again.body['status']]).toEqual([200, 'duplicate']);
  });

  it('goes on behind the last commit even where that one lies ahead of the clock', async () => {
    const ahead = await startTestApp();
    const database = await createTestDatabase();
    try {
      await fillNamespace(ahead);
      const moved = `UPDATE commit_log SET recorded_at = recorded_at + interval '1 hour' WHERE recorded_at = (SELECT max(recorded_at) FROM commit_log)`;
      await withClient(ahead.superuserUrl, (client) => client.query(`SET session_replication_role = replica; ${moved}`));
      const { rows } = await withClient(ahead.superuserUrl, (client) => client.query<{ last: Date }>('SELECT max(recorded_at) AS last FROM commit_log'));
      await withClient(ahead.superuserUrl, (client) => client.query(`SET session_replication_role = replica; DELETE FROM source_status`));
      const { manifest } = await exportArchive(ahead.databaseUrl, order('ahead.archive'));
      expect(Date.parse(manifest.as_of)).toBe(rows[0]?.last.getTime());
      await importArchive(database.url, path('ahead.archive'));
      const begun = await withClient(database.url, async (client) => {
        await client.query(`BEGIN; SET LOCAL stemedb.namespace = 'default'`);
        return client.query<{ moment: Date }>('SELECT stemedb_begin_commit(gen_random_uuid()) AS moment');
      });
      expect(begun.rows[0]?.moment.getTime()).toBeGreaterThanOrEqual(rows[0]?.last.getTime() ?? Infinity);
    } finally {
      await ahead.close();
      await database.drop();
    }
  });
});
