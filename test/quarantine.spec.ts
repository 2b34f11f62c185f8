import { TrustRegister } from '@stemedb/knowledge/agents';
import type { Claim } from '@stemedb/knowledge/claims';
import { withClient } from '@stemedb/platform/database';
import { type Answer, call, search } from './support/call';
import { addressOf, agent, ALICE, BOB, CAROL, claimOf, signClaim } from './support/claims';
import { expectProblem } from './support/problems';
import { startTestApp, type TestApp } from './support/server';

const PROSE = 'Semaglutide slows the emptying of the stomach and reduces appetite in most of the patients who were studied';
/** More than 4,096 characters of many words. */
const LONG = Array.from({ length: 700 }, (_unused, index) => `word${String.fromCharCode(97 + (index % 26), 97 + (index % 23), 97 + (index % 19))}`).join(' ');
const RUBBISH: Partial<Claim> = { subject: 'aaa', predicate: 'aaa', object: { type: 'Text', value: 'aaaaaaaaaa' } };

describe('quarantine', () => {
  let server: TestApp;

  beforeAll(async () => {
    server = await startTestApp({ environment: { STEMEDB_QUARANTINE: 'on', STEMEDB_QUARANTINE_PATTERNS: '["(?i)cheap\\\\s+pills", "^spam://"]' } });
  });
  afterAll(() => server.close());

  const get = (path: string) => call(server.url, 'GET', path, { key: server.adminKey });
  const post = (path: string, body: unknown, headers = {}) => call(server.url, 'POST', path, { key: server.adminKey, body, headers });
  const assert = (claim: Claim, keys = ALICE) => post('/v1/assert', signClaim(claim, keys));
  const decide = (verb: 'approve' | 'reject', body: object) => post(`/v1/admin/quarantine/${verb}`, body);
  const list = async (parameters: Record<string, string | number> = {}) => (await get(`/v1/admin/quarantine${search({ limit: 1000, ...parameters })}`)).body;
  const itemOf = async (claim: Claim, state = 'pending') => [...((await list({ state }))['items'] ?? [])].find((item) => String(item['hash']) === addressOf(claim));
  const hold = async (subject: string): Promise<Claim> => {
    const claim = claimOf({ subject: `spam://${subject}`, object: { type: 'Text', value: `Buy it at ${subject}` } });
    expect((await assert(claim)).status).toBe(202);
    return claim;
  };

  describe('holds back', () => {
    it.each(['subject', 'predicate', 'narrative'] as const)('a claim with a configured pattern in its %s', async (field) => {
      const claim = claimOf({ subject: `pattern://${field}`, [field]: `offers CHEAP  pills in ${field}` });
      expect((await assert(claim)).status).toBe(202);
      expect(await itemOf(claim)).toMatchObject({ reason: 'pattern', state: 'pending', agents: [ALICE.agentId], detail: expect.stringContaining('pattern 1') });
      expect((await assert(claimOf({ subject: `pattern://free/${field}`, narrative: 'pills are not cheap' }))).status).toBe(201);
    });

    it('a claim of low quality, and no short one that makes sense', async () => {
      const claim = claimOf(RUBBISH);
      expect((await assert(claim)).status).toBe(202);
      expect(await itemOf(claim)).toMatchObject({ reason: 'low_quality', detail: expect.stringMatching(/^Quality 0\.3/) });
      expect((await assert(claimOf({ subject: 'X', predicate: 'dose', object: { type: 'Number', value: 5 } }))).status).toBe(201);
    });

    it('a near-duplicate by the same agent, within one request too, and no honest disagreement', async () => {
      const said = claimOf({ subject: 'near://one', object: { type: 'Text', value: PROSE }, narrative: PROSE });
      const again = { ...said, confidence: 0.81, narrative: `${PROSE} indeed` };
      expect((await assert(said)).status).toBe(201);
      expect((await assert(again)).status).toBe(202);
      expect(await itemOf(again)).toMatchObject({ reason: 'duplicate', detail: expect.stringContaining(addressOf(said)) });
      const honest = [
        { ...said, object: { type: 'Text', value: PROSE.replace('most', 'none') } } as Claim,
        { ...said, confidence: 0.9, parent_hash: addressOf(said) },
        { ...said, source_hash: '11'.repeat(32) },
        { ...said, subject: 'near://two' },
      ];
      for (const claim of honest) expect((await assert(claim)).status).toBe(201);
      expect((await assert({ ...said, confidence: 0.5 }, BOB)).status).toBe(201);
      expect((await assert(said)).body).toMatchObject({ status: 'duplicate' });
      const pair = [claimOf({ subject: 'near://batch', narrative: PROSE }), claimOf({ subject: 'near://batch', narrative: `${PROSE}!` })];
      const { body } = await post('/v1/assert/batch', pair.map((claim) => signClaim(claim, CAROL)));
      expect([...(body['results'] ?? [])].map((result) => result['status'])).toEqual(['created', 'quarantined']);
    });

    it('the confident claim of an agent who has lost trust, unless he is new', async () => {
      const [old, fresh] = [agent(60), agent(61)];
      const trust = server.app.get(TrustRegister);
      const confident = (subject: string, value = 1) => claimOf({ subject: `trust://${subject}`, confidence: 0.95, object: { type: 'Number', value } });
      for (let index = 0; index < 10; index += 1) expect((await assert(confident('old', index), old)).status).toBe(201);
      for (const { agentId } of [old, fresh]) await trust.record('default', { agentId, trust: 0.4, cause: 'test', detail: 'test' });
      expect((await assert(confident('old', 11), old)).status).toBe(202);
      expect(await itemOf(confident('old', 11))).toMatchObject({ reason: 'untrusted_high_confidence' });
      expect((await assert({ ...confident('old', 12), confidence: 0.8 }, old)).status).toBe(201);
      expect((await assert(confident('fresh'), fresh)).status).toBe(201);
      expect((await post('/v1/assert', signClaim(confident('vouched', 13), [old, BOB]))).status).toBe(201);
    });

    it.each([
      ['a text', PROSE, `${PROSE} indeed`, PROSE.split(' ').reverse().join(' ')],
      ['a long text', LONG, `${LONG} indeed`, LONG.replaceAll('word', 'term')],
      ['a value alone', undefined, undefined, PROSE],
    ])('what another instance has seen, once the table of the store has it: %s', async (kind, narrative, alike, different) => {
      const said = claimOf({ subject: `near://instances/${kind.replaceAll(' ', '-')}`, narrative });
      expect((await assert(said)).status).toBe(201);
      const found = () => withClient(server.superuserUrl, (client) => client.query(`SELECT FROM claim_likeness WHERE assertion_hash = decode('${addressOf(said)}', 'hex')`));
      while ((await found()).rowCount === 0) await new Promise((resolve) => setTimeout(resolve, 50));
      const other = await startTestApp({ beside: server, environment: { STEMEDB_QUARANTINE: 'duplicate' } });
      const statusOf = async (text: string | undefined) =>
        (await call(other.url, 'POST', '/v1/assert', { key: server.adminKey, body: signClaim({ ...said, confidence: 0.3, narrative: text }) })).status;
      try {
        expect([await statusOf(alike), await statusOf(different)]).toEqual([202, 201]);
      } finally {
        await other.close();
      }
    });
  });

  describe('a held claim', () => {
    /** Every place where a reader could meet a claim. */
    const doors = async (claim: Claim, asOf?: string): Promise<Record<string, Answer>> => {
      const at: Record<string, string> = asOf === undefined ? {} : { as_of: asOf };
      const pair = { subject: claim.subject, predicate: claim.predicate, ...at };
      const hash = addressOf(claim);
      const paths = {
        list: `/v1/query${search({ subject: claim.subject, ...at })}`,
        lens: `/v1/query${search({ ...pair, lens: 'recency' })}`,
        skeptic: `/v1/skeptic${search(pair)}`,
        layered: `/v1/layered${search(pair)}`,
        assertion: `/v1/assertions/${hash}${search(at)}`,
        trace: `/v1/trace/${hash}${search(at)}`,
        search: `/v1/search${search({ q: 'zebrafish', ...at })}`,
        disagreements: `/v1/disagreements${search({ subject_prefix: claim.subject, ...at })}`,
      };
      const answers = await Promise.all(Object.entries(paths).map(async ([name, path]) => [name, await get(path)] as const));
      return Object.fromEntries(answers);
    };
    /** What a reader learns, without what differs between two answers by its nature. */
    const told = (answers: Record<string, Answer>) =>
      Object.entries(answers).map(([name, { status, text }]) => [name, status, text.replace(/"(audit_id|request_id)":"[^"]*"/g, '').replace(/"instance":"[^"]*"/g, '')]);
    const visible = (claim: Claim, answers: Record<string, Answer>) =>
      Object.entries(answers).flatMap(([name, { status, text }]) => {
        const seen = name === 'disagreements' ? text.includes('"claims":2') : status === 200 && text.replace(/\{"hash":"\w+","reason":"quarantined"\}/g, '').includes(addressOf(claim));
        return seen ? [name] : [];
      });
    const feed = async (after?: string) => (await get(`/v1/feed${search({ limit: 1000, ...(after === undefined ? {} : { after }) })}`)).body;

    it('is invisible at every door until it is approved, then visible, while as_of before stays as it was', async () => {
      const beside = claimOf({ subject: 'spam', predicate: 'animal', object: { type: 'Text', value: 'mouse' } });
      const claim = { ...beside, object: { type: 'Text', value: 'cheap pills for zebrafish' } } as Claim;
      expect((await assert(beside, BOB)).status).toBe(201);
      expect((await assert(claim)).status).toBe(202);
      expect(visible(claim, await doors(claim))).toEqual([]);
      expectProblem(await post('/v1/vote', {}), 400, 'validation_failed');
      const before = String((await get(`/v1/query${search({ subject: 'spam', predicate: 'animal', lens: 'recency' })}`)).body['as_of']);
      const then = told(await doors(claim, before));
      const cursor = String((await feed())['cursor'] ?? (await feed())['next_cursor']);
      expect((await decide('approve', { hash: addressOf(claim), note: 'harmless' })).body).toMatchObject({ hash: addressOf(claim), state: 'approved' });
      expect(visible(claim, await doors(claim))).toEqual(['list', 'lens', 'skeptic', 'layered', 'assertion', 'trace', 'search', 'disagreements']);
      expect(told(await doors(claim, before))).toEqual(then);
      expect(visible(claim, await doors(claim, before))).toEqual([]);
      expect(cursor).not.toBe('undefined');
      expect(JSON.stringify((await feed())['items'])).toContain(addressOf(claim));
    });

    it('stays invisible for good once it is rejected, and that counts once against its signers', async () => {
      const claim = claimOf({ subject: 'spam://rejected', object: { type: 'Text', value: 'zebrafish' } });
      expect((await post('/v1/assert', signClaim(claim, [agent(70), agent(71)]))).status).toBe(202);
      const answer = await decide('reject', { hash: addressOf(claim) });
      expect([answer.status, answer.body['state']]).toEqual([200, 'rejected']);
      for (const verb of ['reject', 'approve'] as const) expectProblem(await decide(verb, { hash: addressOf(claim) }), 409, 'quarantine_already_decided');
      expect(visible(claim, await doors(claim))).toEqual([]);
      expect(JSON.stringify((await feed())['items'])).not.toContain(addressOf(claim));
      for (const number of [70, 71]) {
        expect((await get(`/v1/agents/${agent(number).agentId}`)).body['trust']).toBeCloseTo(0.4, 9);
      }
      expect(await itemOf(claim, 'rejected')).toMatchObject({ decided_at: answer.body['decided_at'], decided_by: expect.any(String) });
      expect((await assert(claim, agent(70))).status).toBe(202);
    });

    it('is decided on once, however many decide at the same time', async () => {
      const claim = await hold('contended');
      const hash = addressOf(claim);
      const acts = async () => [...((await get('/v1/audit?limit=1000')).body['items'] ?? [])].filter((audit) => String(audit['act']).startsWith('quarantine.')).length;
      const before = await acts();
      const answers = await Promise.all(Array.from({ length: 1_000 }, (_unused, index) => decide(index % 2 === 0 ? 'approve' : 'reject', { hash })));
      const statuses = answers.map(({ status }) => status);
      expect([statuses.filter((status) => status === 200).length, statuses.filter((status) => status === 409).length]).toEqual([1, 999]);
      const won = String(answers.find(({ status }) => status === 200)?.body['state']);
      expect(await itemOf(claim, won)).toMatchObject({ state: won });
      expect((await acts()) - before).toBe(1);
    });

    it('is decided on together with others, each with a fate of its own', async () => {
      const claims = [await hold('bulk-one'), await hold('bulk-two')];
      const [one = '', two = ''] = claims.map(addressOf);
      const never = 'ef'.repeat(32);
      const answer = await decide('approve', { hashes: [one, never, two, one] });
      expect(answer.status).toBe(207);
      expect([...(answer.body['results'] ?? [])]).toMatchObject([
        { hash: one, state: 'approved' },
        { hash: never, state: 'failed', error: { code: 'quarantined_claim_not_found', status: 404 } },
        { hash: two, state: 'approved' },
        { hash: one, state: 'failed', error: { code: 'quarantine_already_decided', status: 409 } },
      ]);
    });

    it.each([[{}], [{ hash: 'x' }], [{ hashes: [] }], [{ hash: 'ab'.repeat(32), hashes: ['ab'.repeat(32)] }], [{ hash: 'ab'.repeat(32), why: 1 }], [{ hash: 'ab'.repeat(32), note: '' }]])(
      'is not decided on by a body like %j',
      async (body) => expectProblem(await decide('approve', body), 400, 'validation_failed'),
    );

    it('does not exist for who never held it, nor in another namespace', async () => {
      const claim = await hold('walled');
      expectProblem(await decide('approve', { hash: 'ef'.repeat(32) }), 404, 'quarantined_claim_not_found');
      const headers = { 'x-namespace': 'other' };
      expectProblem(await post('/v1/admin/quarantine/approve', { hash: addressOf(claim) }, headers), 404, 'quarantined_claim_not_found');
      const foreign = await call(server.url, 'GET', '/v1/admin/quarantine', { key: server.adminKey, headers });
      expect(foreign.body).toEqual({ items: [], next_cursor: null });
    });
  });

  describe('its list', () => {
    it('is filtered, and paged in both orders without leaving out or repeating anything', async () => {
      for (let index = 0; index < 7; index += 1) await hold(`listed-${index}`);
      const all = [...((await list())['items'] ?? [])].map((item) => String(item['hash']));
      const pages = async (order: string): Promise<string[]> => {
        const seen: string[] = [];
        for (let cursor = ''; ; ) {
          const page = await list({ order, limit: 3, ...(cursor === '' ? {} : { cursor }) });
          seen.push(...[...(page['items'] ?? [])].map((item) => String(item['hash'])));
          if (page['next_cursor'] === null) return seen;
          cursor = String(page['next_cursor']);
        }
      };
      expect(await pages('oldest')).toEqual(all);
      expect(await pages('newest')).toEqual([...all].reverse());
      const reasons = [...((await list({ reason: 'pattern' }))['items'] ?? [])].map((item) => String(item['reason']));
      expect(new Set(reasons)).toEqual(new Set(['pattern']));
      expect([...((await list({ agent_id: CAROL.agentId }))['items'] ?? [])].map((item) => [...(item['agents'] ?? [])])).toEqual([[CAROL.agentId]]);
      expectProblem(await get('/v1/admin/quarantine?state=lost'), 400, 'validation_failed');
    });
  });
});

describe('quarantine for one reason alone', () => {
  let server: TestApp;
  beforeAll(async () => {
    server = await startTestApp({ environment: { STEMEDB_QUARANTINE: 'pattern', STEMEDB_QUARANTINE_PATTERNS: '["^spam://"]' } });
  });
  afterAll(() => server.close());

  const assert = (claim: Claim, namespace = 'default') =>
    call(server.url, 'POST', '/v1/assert', { key: server.adminKey, body: signClaim(claim), headers: { 'x-namespace': namespace } });

  it('holds nothing back for another one', async () => {
    expect((await assert(claimOf(RUBBISH))).status).toBe(201);
  });

  it('counts what waits, over all namespaces', async () => {
    const pending = async () => /^stemedb_quarantine_pending (\d+)$/m.exec((await call(server.url, 'GET', '/metrics')).text)?.[1];
    expect(await pending()).toBe('0');
    const claim = claimOf({ subject: 'spam://counted' });
    for (const namespace of ['default', 'other']) expect((await assert(claim, namespace)).status).toBe(202);
    expect(await pending()).toBe('2');
    await call(server.url, 'POST', '/v1/admin/quarantine/reject', { key: server.adminKey, body: { hash: addressOf(claim) } });
    expect(await pending()).toBe('1');
  });
});

describe('an erasure while the gate is off', () => {
  it('takes the claim out of the index of likenesses all the same', async () => {
    const filed = await startTestApp({ environment: { STEMEDB_QUARANTINE: 'duplicate' } });
    try {
      const claim = claimOf({ subject: 'near://erased', narrative: PROSE });
      const ask = (server: TestApp, path: string, body: unknown) => call(server.url, 'POST', path, { key: filed.adminKey, body });
      const rows = async () => (await withClient(filed.superuserUrl, (client) => client.query('SELECT FROM claim_likeness'))).rowCount;
      expect((await ask(filed, '/v1/assert', signClaim(claim, [ALICE, BOB]))).status).toBe(201);
      while ((await rows()) === 0) await new Promise((resolve) => setTimeout(resolve, 50));
      expect(await rows()).toBe(2);
      const restarted = await startTestApp({ beside: filed, environment: { STEMEDB_QUARANTINE: 'off' } });
      try {
        expect((await ask(restarted, '/v1/admin/redact', { hash: addressOf(claim), reason: 'asked for' })).body['outcome']).toBe('redacted');
        expect(await rows()).toBe(0);
      } finally {
        await restarted.close();
      }
    } finally {
      await filed.close();
    }
  });
});
