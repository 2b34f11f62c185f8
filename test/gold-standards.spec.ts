import type { Claim, KeyPair } from '@stemedb/knowledge/claims';
import { type Answer, call, type Json, search } from './support/call';
import { addressOf, agent, claimOf, signClaim } from './support/claims';
import { badFields, expectProblem } from './support/problems';
import { startTestApp, type TestApp } from './support/server';

const NOW = Math.floor(Date.now() / 1_000);

let server: TestApp;
let beside: TestApp;
let signers = 10;
const headersOf = (namespace: string) => ({ 'x-namespace': namespace });
const post = (path: string, body: unknown, namespace = 'default', url = server.url): Promise<Answer> =>
  call(url, 'POST', path, { key: server.adminKey, body, headers: headersOf(namespace) });
const get = (path: string, namespace = 'default') => call(server.url, 'GET', path, { key: server.adminKey, headers: headersOf(namespace) });
const gold = (subject: string, changes: object = {}, namespace?: string) =>
  post('/v1/gold_standard', { subject, predicate: 'value', object: { type: 'Number', value: 7 }, note: 'it is known', ...changes }, namespace);
const remove = (subject: string, namespace = 'default') =>
  call(server.url, 'DELETE', `/v1/gold_standard${search({ subject, predicate: 'value' })}`, { key: server.adminKey, headers: headersOf(namespace) });
const verify = (body: object, namespace?: string, url?: string) => post('/v1/gold_standard/verify', body, namespace, url);
const listed = (answer: Answer, name = 'items'): Json[] => [...(answer.body[name] ?? [])];
/** An agent of whom nobody has heard. */
const newcomer = (): KeyPair => agent((signers += 1));
const said = (subject: string, value: number, changes: Partial<Claim> = {}) => claimOf({ subject, object: { type: 'Number', value }, ...changes });
const write = async (claim: Claim, keys: KeyPair | readonly KeyPair[], namespace?: string): Promise<string> => {
  expect([200, 201]).toContain((await post('/v1/assert', signClaim(claim, keys, NOW), namespace)).status);
  return addressOf(claim);
};
const trustOf = async (keys: KeyPair, namespace?: string) => Number((await get(`/v1/agents/${keys.agentId}`, namespace)).body['trust']);

beforeAll(async () => {
  server = await startTestApp({ environment: { STEMEDB_QUARANTINE: 'off' } });
  beside = await startTestApp({ beside: server });
});
afterAll(async () => {
  await beside.close();
  await server.close();
});

describe('a gold standard', () => {
  it('is made once for a pair, listed, and removed', async () => {
    const made = await gold('made://one', { tolerance: 0.1 });
    expect([made.status, made.body]).toEqual([
      201,
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        subject: 'made://one',
        predicate: 'value',
        object: { type: 'Number', value: 7 },
        tolerance: 0.1,
        note: 'it is known',
        recorded_at: expect.stringMatching(/\.\d{6}Z$/),
      },
    ]);
    expectProblem(await gold('made://one', { object: { type: 'Text', value: 'seven' } }), 409, 'gold_standard_exists');
    expect(listed(await get('/v1/gold_standards?limit=1'))).toEqual([made.body]);
    const removed = await remove('made://one');
    expect([removed.status, removed.body]).toEqual([200, { ...made.body, status: 'removed', removed_at: expect.any(String) }]);
    expectProblem(await remove('made://one'), 404, 'gold_standard_not_found');
    expect(listed(await get('/v1/gold_standards')).map((item) => item['subject'])).not.toContain('made://one');
    const then = `/v1/gold_standards?as_of=${String(made.body['recorded_at'])}`;
    expect(listed(await get(then))).toContainEqual(made.body);
    expect((await gold('made://one')).status).toBe(201);
  });

  it('is made once by many who try at the same time', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map((value) => gold('made://race', { object: { type: 'Number', value } })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });

  it('is made, removed and verified with an audit', async () => {
    await gold('made://audited');
    await remove('made://audited');
    await verify({});
    const acts = listed(await get('/v1/audit?kind=admin&limit=10')).map((audit) => String(audit['act']));
    expect(acts.slice(0, 3)).toEqual(['gold_standard.verify', 'gold_standard.remove', 'gold_standard.create']);
  });

  it.each([
    ['no note', { note: undefined }, ['note']],
    ['no object', { object: undefined }, ['object']],
    ['an object of no type', { object: { type: 'Date', value: 'x' } }, ['object.type']],
    ['too large a tolerance', { tolerance: 1.5 }, ['tolerance']],
    ['an unknown field', { expected: 1 }, ['expected']],
  ])('is refused with %s', async (_what, changes, fields) => {
    const refused = await gold('made://refused', changes);
    expectProblem(refused, 400, 'validation_failed');
    expect(badFields(refused)).toEqual(fields);
  });

  it('stays in its namespace', async () => {
    await gold('walls://one', {}, 'red');
    expect(listed(await get('/v1/gold_standards', 'blue'))).toEqual([]);
    expectProblem(await remove('walls://one', 'blue'), 404, 'gold_standard_not_found');
    expect((await gold('walls://one', {}, 'blue')).status).toBe(201);
  });

  it('is listed page by page, each once, as of the moment of the first page', async () => {
    for (let number = 0; number < 7; number += 1) await gold(`page://${number}`, {}, 'pages');
    const subjects: string[] = [];
    let cursor = '';
    do {
      const { body } = await get(`/v1/gold_standards?limit=2${cursor && `&cursor=${cursor}`}`, 'pages');
      subjects.push(...[...(body['items'] ?? [])].map((item) => String(item['subject'])));
      cursor = (body['next_cursor'] as unknown) === null ? '' : String(body['next_cursor']);
      await gold(`page://late-${subjects.length}`, {}, 'pages');
    } while (cursor);
    expect(subjects).toEqual([6, 5, 4, 3, 2, 1, 0].map((number) => `page://${number}`));
  });
});

describe('the verification of an agent', () => {
  it('counts each of its claims for or against it, once', async () => {
    const keys = newcomer();
    await gold('verify://right', {}, 'one');
    await gold('verify://wrong', {}, 'one');
    await gold('verify://silent', {}, 'one');
    const right = await write(said('verify://right', 7.0000000001), keys, 'one');
    const wrong = await write(said('verify://wrong', 8), keys, 'one');
    const { status, body } = await verify({ agent_id: keys.agentId }, 'one');
    expect([status, body['next_cursor'], [...(body['agents'] ?? [])].length]).toEqual([200, null, 1]);
    const report = body['agents']?.[0];
    expect(report).toMatchObject({ agent_id: keys.agentId, trust_before: 0.5, accurate: 1, inaccurate: 1 });
    expect(Number(report?.['trust_after'])).toBeCloseTo(0.45, 9);
    const verdicts = Object.fromEntries([...(report?.['verdicts'] ?? [])].map((verdict) => [String(verdict['subject']), verdict]));
    expect(verdicts['verify://right']).toMatchObject({ verdict: 'accurate', claims: [{ hash: right, accurate: true, counted: 'now' }] });
    expect(verdicts['verify://wrong']).toMatchObject({ verdict: 'inaccurate', expected: { type: 'Number', value: 7 }, claims: [{ hash: wrong, accurate: false }] });
    expect(verdicts['verify://silent']).toMatchObject({ verdict: 'unanswered', claims: [] });
    expect(await trustOf(keys, 'one')).toBeCloseTo(0.45, 9);
    const again = (await verify({ agent_id: keys.agentId }, 'one')).body['agents']?.[0];
    expect(again).toMatchObject({ trust_before: report?.['trust_after'], trust_after: report?.['trust_after'], accurate: 0, inaccurate: 0 });
    expect([...(again?.['verdicts'] ?? [])].flatMap((verdict) => [...(verdict['claims'] ?? [])].map((claim) => claim['counted']))).toEqual(['before', 'before']);
  });

  it('takes a Number for equal within the tolerance of the gold standard, and nothing else', async () => {
    const [near, far] = [newcomer(), newcomer()];
    await gold('tolerance://one', { tolerance: 0.01 }, 'tolerance');
    await write(said('tolerance://one', 7.05), near, 'tolerance');
    await write(said('tolerance://one', 7.5), far, 'tolerance');
    await gold('tolerance://text', { object: { type: 'Text', value: 'Café' } }, 'tolerance');
    await write(claimOf({ subject: 'tolerance://text', object: { type: 'Text', value: 'Cafe\u0301' } }), near, 'tolerance');
    await write(claimOf({ subject: 'tolerance://text', object: { type: 'Reference', value: 'Café' } }), far, 'tolerance');
    const agents = listed(await verify({}, 'tolerance'), 'agents');
    const counts = Object.fromEntries(agents.map((one) => [String(one['agent_id']), [one['accurate'], one['inaccurate']]]));
    expect(counts).toEqual({ [near.agentId]: [2, 0], [far.agentId]: [0, 2] });
  });

  it('counts no claim twice, however many verify at the same time on several instances', async () => {
    const keys = newcomer();
    for (let number = 0; number < 4; number += 1) {
      await gold(`race://${number}`, {}, 'race');
      await write(said(`race://${number}`, 7), keys, 'race');
    }
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) => verify(index < 4 ? { agent_id: keys.agentId } : {}, 'race', index % 2 === 0 ? server.url : beside.url)),
    );
    const counted = answers.flatMap((answer) => listed(answer, 'agents').map((one) => Number(one['accurate'])));
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(4);
    expect(await trustOf(keys, 'race')).toBeCloseTo(0.7, 9);
  });

  it('asks every signer of a claim, and every claim of an agent', async () => {
    const [first, second] = [newcomer(), newcomer()];
    await gold('signers://one', {}, 'signers');
    await write(said('signers://one', 7), [first, second], 'signers');
    await write(said('signers://one', 9), first, 'signers');
    const agents = listed(await verify({}, 'signers'), 'agents');
    const verdicts = Object.fromEntries(agents.map((one) => [String(one['agent_id']), one['verdicts']?.[0]?.['verdict']]));
    expect(verdicts).toEqual({ [first.agentId]: 'mixed', [second.agentId]: 'accurate' });
  });

  it('leaves out claims that were withdrawn or replaced before, and whose source fell', async () => {
    const keys = newcomer();
    const { hash: source } = (await post('/v1/source', { content: 'to fall' }, 'left-out')).body;
    for (const name of ['withdrawn', 'replaced', 'fallen']) await gold(`out://${name}`, {}, 'left-out');
    const withdrawn = await write(said('out://withdrawn', 1), keys, 'left-out');
    const replaced = await write(said('out://replaced', 1), keys, 'left-out');
    const better = await write(said('out://replaced', 7), keys, 'left-out');
    await write(said('out://fallen', 1, { source_hash: String(source) }), keys, 'left-out');
    await post('/v1/supersede', { target_hash: withdrawn, type: 'Retraction', reason: 'wrong' }, 'left-out');
    await post('/v1/supersede', { target_hash: replaced, superseding_hash: better, type: 'Invalidate', reason: 'wrong' }, 'left-out');
    await post(`/v1/source/${String(source)}/status`, { status: 'retracted', reason: 'wrong' }, 'left-out');
    const report = (await verify({ agent_id: keys.agentId }, 'left-out')).body['agents']?.[0];
    const verdicts = Object.fromEntries([...(report?.['verdicts'] ?? [])].map((verdict) => [String(verdict['subject']), verdict['verdict']]));
    expect(verdicts).toEqual({ 'out://withdrawn': 'unanswered', 'out://replaced': 'accurate', 'out://fallen': 'unanswered' });
  });

  it('forgets a gold standard that was removed, and counts by a new one of the pair', async () => {
    const keys = newcomer();
    await gold('renewed://one', { object: { type: 'Number', value: 1 } }, 'renewed');
    await write(said('renewed://one', 7), keys, 'renewed');
    await verify({ agent_id: keys.agentId }, 'renewed');
    await remove('renewed://one', 'renewed');
    expect(listed(await verify({ agent_id: keys.agentId }, 'renewed'), 'agents')[0]?.['verdicts']).toEqual([]);
    await gold('renewed://one', {}, 'renewed');
    expect(listed(await verify({ agent_id: keys.agentId }, 'renewed'), 'agents')[0]).toMatchObject({ accurate: 1, inaccurate: 0 });
    expect(await trustOf(keys, 'renewed')).toBeCloseTo(0.45, 9);
  });

  it('goes through all agents page by page', async () => {
    await gold('all://one', {}, 'all');
    const agents = Array.from({ length: 5 }, newcomer);
    for (const [index, keys] of agents.entries()) await write(said('all://one', index === 0 ? 7 : index), keys, 'all');
    await write(said('all://other', 1), newcomer(), 'all');
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await verify({ limit: 2, ...(cursor === undefined ? {} : { cursor }) }, 'all');
      seen.push(...[...(body['agents'] ?? [])].map((one) => String(one['agent_id'])));
      cursor = (body['next_cursor'] as unknown) === null ? undefined : String(body['next_cursor']);
    } while (cursor !== undefined);
    expect(seen).toEqual(agents.map(({ agentId }) => agentId).sort());
    expect(await Promise.all(agents.slice(0, 2).map((keys) => trustOf(keys, 'all')))).toEqual([0.55, 0.4]);
  });

  it('that failed is escalated, and each failure raises the count', async () => {
    const keys = newcomer();
    await gold('failure://one', {}, 'failures');
    await write(said('failure://one', 1), keys, 'failures');
    await write(said('failure://one', 2), keys, 'failures');
    await verify({ agent_id: keys.agentId }, 'failures');
    await verify({ agent_id: keys.agentId }, 'failures');
    const failures = async () => listed(await get('/v1/admin/escalations?type=gold_standard_failure', 'failures'));
    const [opened, ...more] = await failures();
    expect([opened, more]).toEqual([expect.objectContaining({ subject: 'failure://one', predicate: 'value', level: 'investigate', count: 2, state: 'open' }), []]);
    const other = newcomer();
    await write(said('failure://one', 1), other, 'failures');
    await verify({}, 'failures');
    expect(await failures()).toEqual([{ ...opened, count: 3, level: 'urgent', updated_at: expect.any(String) }]);
  });

  it.each([
    ['an unknown agent', { agent_id: 'ab'.repeat(32) }, 404, 'agent_not_found'],
    ['no agent id', { agent_id: 'ab' }, 400, 'validation_failed'],
    ['a cursor beside an agent', { agent_id: 'ab'.repeat(32), cursor: 'x' }, 400, 'validation_failed'],
    ['a damaged cursor', { cursor: 'x' }, 400, 'validation_failed'],
    ['too large a limit', { limit: 1_001 }, 400, 'validation_failed'],
    ['an unknown field', { agents: [] }, 400, 'validation_failed'],
  ])('is refused for %s', async (_what, body, status, code) => {
    expectProblem(await verify(body), status, code);
  });

  it('knows no agent of another namespace', async () => {
    const keys = newcomer();
    await write(said('elsewhere://one', 7), keys, 'red');
    expectProblem(await verify({ agent_id: keys.agentId }, 'blue'), 404, 'agent_not_found');
  });
});
