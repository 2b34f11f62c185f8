import { Database, withClient } from '@stemedb/platform/database';
import { type Answer, call, type Json } from './support/call';
import { addressOf, ALICE, BOB, claimOf, signClaim, signVote } from './support/claims';
import { startTestApp, type TestApp } from './support/server';
import { signSource } from './support/sources';

/** What red has written, of which blue must not see a trace. */
const CLAIM = claimOf({ subject: 'walls://common', narrative: 'red knows' });
const HASH = addressOf(CLAIM);
const SOURCE = 'ab'.repeat(32);
const NEVER = 'cd'.repeat(32);
const NO_AUDIT = '00000000-0000-7000-8000-000000000000';
const EPOCH = 'epoch-of-red';
const IDS: Record<string, string> = { hash: HASH, agent_id: ALICE.agentId, id: EPOCH };

const ROW_SECURITY = '42501';
const RESTRICT_VIOLATION = '23001';
const TABLES = ['assertion', 'assertion_signature', 'vote', 'agent', 'source', 'commit_log', 'quarantine', 'claim_likeness', 'projection_checkpoint', 'search_document', 'pair_standing', 'supersession', 'lifecycle_transition', 'epoch', 'audit', 'audit_checkpoint', 'circuit_breaker', 'gold_standard', 'gold_outcome', 'escalation', 'escalation_decision', 'escalation_delivery', 'escalation_tally', 'idempotency_key', 'redaction', 'api_key'];

describe.each([
  ['the owner of its tables', false],
  ['a superuser', true],
])('the wall between namespaces, with a server that connects as %s,', (_role, asSuperuser) => {
  let server: TestApp;
  let blue: string;
  let audit: string;
  let apiKey: string;
  const get = (path: string, key = blue) => call(server.url, 'GET', path, { key, headers: { 'x-request-id': 'same' } });
  const post = (path: string, body: unknown, namespace = 'red') => call(server.url, 'POST', path, { key: server.adminKey, body, headers: { 'x-namespace': namespace } });

  beforeAll(async () => {
    server = await startTestApp({ asSuperuser });
    blue = await server.createKey({ namespace: 'blue', role: 'admin' });
    await server.createKey({ namespace: 'red' });
    apiKey = String((await get('/v1/admin/api_keys?namespace=red', server.adminKey)).body['items']?.['0']?.['id']);
    const written = [
      await post('/v1/assert', signClaim(CLAIM, [ALICE, BOB])),
      await post('/v1/vote', signVote(HASH, 1, BOB)),
      await post('/v1/source', signSource({ hash: SOURCE, title: 'red knows' })),
      await post('/v1/epoch', { id: EPOCH, name: 'red knows', starts_at: 0 }),
      await post('/v1/supersede', { target_hash: HASH, type: 'Invalidate', reason: 'red knows' }),
      await post(`/v1/assertions/${HASH}/lifecycle`, { to: 'UnderReview', reason: 'red knows' }),
      await post('/v1/concepts/alias', { alias: 'walls://red knows', canonical: CLAIM.subject, reason: 'another name' }),
    ];
    expect(written.map(({ status }) => status)).toEqual(written.map(() => 201));
    const question = `/v1/skeptic?subject=${CLAIM.subject}&predicate=${CLAIM.predicate}`;
    audit = String((await call(server.url, 'GET', question, { key: server.adminKey, headers: { 'x-namespace': 'red' } })).body['audit_id']);
  });
  afterAll(() => server.close());

  /** The answer without what the question itself says. */
  const bare = ({ status, text }: Answer, id: string) => [status, text.replaceAll(id, 'ID')];

  it('makes what is behind it look like what never was, on every reading route', async () => {
    const { paths } = (await get('/openapi.json')).body as unknown as { paths: Record<string, Record<string, Json>> };
    const reads = Object.entries(paths).filter(([path, item]) => path.startsWith('/v1/') && item['get']);
    expect(reads.length).toBeGreaterThanOrEqual(9);
    for (const [template] of reads) {
      const parameter = /\{(\w+)\}/.exec(template)?.[1];
      const audited = template.includes('/audit/');
      const ofKeys = template.includes('/api_keys/');
      const absent = audited || ofKeys ? NO_AUDIT : NEVER;
      const ids = parameter === undefined ? [] : template.includes('/source/') ? [SOURCE] : audited ? [audit] : ofKeys ? [apiKey] : [IDS[parameter] ?? ''];
      for (const id of ids) {
        const [foreign, never] = [await get(template.replace(/\{\w+\}/, id)), await get(template.replace(/\{\w+\}/, absent))];
        expect([template, ...bare(foreign, id)]).toEqual([template, ...bare(never, absent)]);
        expect(foreign.status).toBe(404);
      }
      if (template.endsWith('/provenance')) await expectProvenanceHidden(template);
      else if (parameter === undefined) expectNoTrace(template, await get(`${template}?${questionOf(template)}`));
    }
  });

  const expectProvenanceHidden = async (template: string) => {
    for (const [place, id] of [['hash', SOURCE], ['assertion', HASH]] as const) {
      const [foreign, never] = [await get(`${template}?${place}=${id}`), await get(`${template}?${place}=${NEVER}`)];
      expect([place, ...bare(foreign, id)]).toEqual([place, ...bare(never, NEVER)]);
      expect(foreign.status).toBe(404);
    }
  };

  const questionOf = (path: string) => {
    if (/(agents|sources|epochs|audit|feed|disagreements|circuit_breakers|gold_standards|escalations|dead_letters|quarantine|api_keys)$/.test(path)) return 'limit=1000';
    if (path.endsWith('/admission/status')) return `agent_id=${NEVER}`;
    if (path.endsWith('/aliases')) return 'limit=1000';
    if (path.includes('/concepts/')) return 'path=walls://common';
    if (path.endsWith('/search')) return `q=${encodeURIComponent('common or "red knows"')}`;
    return `subject=${CLAIM.subject}${path.includes('constraints') ? '' : `&predicate=${CLAIM.predicate}`}`;
  };

  const expectNoTrace = (template: string, { status, text }: Answer) => {
    expect([template, status]).toEqual([template, 200]);
    for (const trace of [HASH, SOURCE, EPOCH, ALICE.agentId, BOB.agentId, 'red knows']) expect(text).not.toContain(trace);
  };

  it('lets nobody vote through it, nor point at what is behind it', async () => {
    const [foreign, never] = [await post('/v1/vote', signVote(HASH, 1), 'blue'), await post('/v1/vote', signVote(NEVER, 1), 'blue')];
    expect([foreign.status, foreign.body['code'], never.status, never.body['code']]).toEqual([404, 'assertion_not_found', 404, 'assertion_not_found']);
  });

  it('keeps agents, votes and sources of the same claim apart', async () => {
    expect((await post('/v1/assert', signClaim(CLAIM, BOB), 'green')).body).toMatchObject({ hash: HASH, status: 'created' });
    const green = await server.createKey({ namespace: 'green', role: 'read_only' });
    expect((await get(`/v1/assertions/${HASH}`, green)).body).toMatchObject({ votes: [], signatures: [{ agent_id: BOB.agentId }] });
    expect((await get(`/v1/agents/${BOB.agentId}`, green)).body).toMatchObject({ assertions: 1, votes: 0 });
    expect((await get(`/v1/agents/${ALICE.agentId}`, green)).status).toBe(404);
    const { body } = await get(`/v1/query?subject=${CLAIM.subject}&predicate=${CLAIM.predicate}&lens=consensus`, green);
    expect(body['candidates']?.[0]).toMatchObject({ votes: 0, agents: [BOB.agentId] });
  });

  it('stands behind every statement of the server itself', async () => {
    const database = server.app.get(Database);
    const rows = (table: string) => database.query<{ namespace: string }>('probe', 'blue', { statement: { text: `SELECT namespace FROM ${table} WHERE namespace <> 'blue'` }, values: [] });
    for (const table of TABLES) expect([table, await rows(table)]).toEqual([table, []]);
    const write = database.manage('probe', 'blue', (manager) => manager.query("INSERT INTO agent (namespace, agent_id, recorded_at) VALUES ('red', '\\x01', now())"));
    await expect(write).rejects.toMatchObject({ code: ROW_SECURITY });
    const [changed] = [await database.manage('probe', 'blue', (manager) => manager.query("UPDATE agent SET recorded_at = now() WHERE namespace = 'red' RETURNING 1"))];
    expect(changed).toEqual([[], 0]);
  });
});

describe('row-level security for a connection of the owner', () => {
  let server: TestApp;
  beforeAll(async () => {
    server = await startTestApp();
    for (const namespace of ['red', 'blue']) {
      await call(server.url, 'POST', '/v1/assert', { key: server.adminKey, body: signClaim(CLAIM), headers: { 'x-namespace': namespace } });
    }
  });
  afterAll(() => server.close());

  const run = (namespace: string | undefined, sql: string) =>
    withClient(server.databaseUrl, async (client) => {
      if (namespace !== undefined) await client.query("SELECT set_config('stemedb.namespace', $1, false)", [namespace]);
      return client.query<{ namespace: string }>(sql);
    });
  const INSERT = "INSERT INTO agent (namespace, agent_id, recorded_at) VALUES ('red', '\\x02', now())";

  it.each([[undefined], [''], ['green'], ['RED'], ["red' OR true --"]])('shows no row in the scope %j', async (namespace) => {
    for (const table of TABLES) expect([table, (await run(namespace, `SELECT namespace FROM ${table}`)).rows]).toEqual([table, []]);
  });

  it('shows the rows of its scope, and those alone', async () => {
    for (const table of ['assertion', 'assertion_signature', 'agent', 'commit_log']) {
      expect([table, (await run('red', `SELECT DISTINCT namespace FROM ${table}`)).rows]).toEqual([table, [{ namespace: 'red' }]]);
    }
  });

  it('shows the scope of all keys nothing but keys', async () => {
    for (const table of TABLES.filter((name) => name !== 'api_key')) expect([table, (await run('*', `SELECT namespace FROM ${table}`)).rows]).toEqual([table, []]);
    expect((await run('*', 'SELECT namespace FROM api_key')).rows).toEqual([{ namespace: '*' }]);
  });

  it('refuses to insert without a scope or into another', async () => {
    for (const namespace of [undefined, '', 'blue', '*']) await expect(run(namespace, INSERT)).rejects.toMatchObject({ code: ROW_SECURITY });
    await expect(run('red', INSERT)).resolves.toMatchObject({ rowCount: 1 });
  });

  it.each(['assertion', 'assertion_signature', 'vote', 'source', 'commit_log', 'supersession', 'lifecycle_transition', 'epoch', 'audit', 'audit_checkpoint', 'redaction'])('lets nobody change, delete or empty %s', async (table) => {
    for (const act of [`UPDATE ${table} SET recorded_at = now()`, `DELETE FROM ${table}`, `TRUNCATE ${table}`]) {
      await expect(run('red', act)).rejects.toMatchObject({ code: RESTRICT_VIOLATION });
      await expect(withClient(server.superuserUrl, (client) => client.query(act))).rejects.toMatchObject({ code: RESTRICT_VIOLATION });
    }
  });
});
