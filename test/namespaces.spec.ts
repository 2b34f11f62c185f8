import { withClient } from '@stemedb/platform/database';
import { call } from './support/call';
import { addressOf, ALICE, claimOf, signClaim, signVote } from './support/claims';
import { startTestApp, type TestApp } from './support/server';

const TABLES = ['assertion', 'assertion_signature', 'vote', 'agent', 'source', 'commit_log', 'quarantine'];
const IMMUTABLE = ['assertion', 'assertion_signature', 'vote', 'source', 'commit_log'];

const CLAIM = claimOf({ subject: 'ns://shared' });
const HASH = addressOf(CLAIM);

describe.each([
  ['as the owner of its tables', false],
  ['as a superuser', true],
])('namespaces of a server that connects %s', (_role, asSuperuser) => {
  let server: TestApp;
  let red: string;
  let blue: string;

  beforeAll(async () => {
    server = await startTestApp({ asSuperuser });
    red = await server.createKey({ namespace: 'red' });
    blue = await server.createKey({ namespace: 'blue' });
    await call(server.url, 'POST', '/v1/assert', { key: red, body: signClaim(CLAIM) });
    await call(server.url, 'POST', '/v1/vote', { key: red, body: signVote(HASH, 1) });
    await call(server.url, 'POST', '/v1/source', { key: red, body: { content: 'only red knows' } });
  });
  afterAll(() => server.close());

  const sourceHash = async () => String((await call(server.url, 'GET', '/v1/sources', { key: red })).body['items']?.[0]?.['hash']);

  it('do not exist for each other: 404 and empty lists, never 403', async () => {
    const blueSees = (path: string) => call(server.url, 'GET', path, { key: blue });
    expect((await blueSees(`/v1/assertions/${HASH}`)).status).toBe(404);
    expect((await blueSees(`/v1/agents/${ALICE.agentId}`)).status).toBe(404);
    expect((await blueSees(`/v1/source/${await sourceHash()}`)).status).toBe(404);
    for (const path of ['/v1/query', '/v1/query?subject=ns://shared', '/v1/query?subject_prefix=ns', '/v1/agents', '/v1/sources']) {
      expect((await blueSees(path)).body['items']).toEqual([]);
    }
    for (const path of ['query', 'skeptic', 'layered']) {
      const lens = path === 'query' ? '&lens=recency' : '';
      const answer = await blueSees(`/v1/${path}?subject=ns://shared&predicate=value${lens}`);
      expect([answer.body['candidates_total'], answer.body['excluded']?.length]).toEqual([0, 0]);
    }
    const vote = await call(server.url, 'POST', '/v1/vote', { key: blue, body: signVote(HASH, 1) });
    expect([vote.status, vote.body['code']]).toEqual([404, 'assertion_not_found']);
  });

  it('hold the same claim under the same address, each its own', async () => {
    const green = await server.createKey({ namespace: 'green' });
    const answer = await call(server.url, 'POST', '/v1/assert', { key: green, body: signClaim(CLAIM) });
    expect([answer.status, answer.body['hash'], answer.body['status']]).toEqual([201, HASH, 'created']);
    expect((await call(server.url, 'GET', `/v1/assertions/${HASH}`, { key: green })).body['votes']).toEqual([]);
    expect((await call(server.url, 'GET', `/v1/assertions/${HASH}`, { key: red })).body['votes']?.length).toBe(1);
  });

  it('are chosen by X-Namespace with a key of all namespaces, and by nobody else', async () => {
    const inRed = { key: server.adminKey, headers: { 'x-namespace': 'red' } };
    expect((await call(server.url, 'GET', `/v1/assertions/${HASH}`, inRed)).status).toBe(200);
    expect((await call(server.url, 'GET', `/v1/assertions/${HASH}`, { key: server.adminKey })).status).toBe(404);
    const foreign = await call(server.url, 'GET', '/v1/query', { key: blue, headers: { 'x-namespace': 'red' } });
    expect([foreign.status, foreign.body['code']]).toEqual([403, 'namespace_forbidden']);
    expect((await call(server.url, 'GET', '/v1/query', { key: blue, headers: { 'x-namespace': 'blue' } })).status).toBe(200);
    for (const evil of ['Red', "x'; DROP TABLE vote; --", '*', 'a'.repeat(65), '']) {
      const answer = await call(server.url, 'GET', '/v1/query', { key: server.adminKey, headers: { 'x-namespace': evil } });
      expect([answer.status, answer.body['errors']?.[0]?.['path']]).toEqual([400, 'X-Namespace']);
    }
  });

  it('are kept apart by row-level security even from a statement that forgets its condition', async () => {
    await withClient(server.superuserUrl, async (client) => {
      const { rows } = await client.query<{ owner: string }>("SELECT tableowner AS owner FROM pg_tables WHERE tablename = 'vote'");
      const role = asSuperuser ? 'stemedb_app' : String(rows[0]?.owner);
      await client.query(`SET ROLE ${role}`);
      for (const table of TABLES) {
        await client.query("SET stemedb.namespace = 'blue'");
        const foreign = await client.query(`SELECT count(*)::int AS count FROM ${table} WHERE namespace <> 'blue'`);
        expect([table, foreign.rows[0]]).toEqual([table, { count: 0 }]);
        await client.query('RESET stemedb.namespace');
        expect((await client.query(`SELECT FROM ${table}`)).rowCount).toBe(0);
      }
      await client.query("SET stemedb.namespace = 'blue'");
      const insert = "INSERT INTO agent (namespace, agent_id, recorded_at) VALUES ('red', '\\x00', now())";
      await expect(client.query(insert)).rejects.toThrow(/row-level security/);
    });
  });

  it('hold rows that nobody changes, not even their owner', async () => {
    await withClient(server.superuserUrl, async (client) => {
      for (const table of IMMUTABLE) {
        for (const act of [`UPDATE ${table} SET namespace = 'x'`, `DELETE FROM ${table}`, `TRUNCATE ${table}`]) {
          await expect(client.query(act)).rejects.toThrow(/immutable/);
        }
      }
    });
  });
});
