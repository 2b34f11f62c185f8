import { contentHash } from '@stemedb/knowledge/claims';
import { call, type Json, search } from './support/call';
import { addressOf, ALICE, BOB, claimOf, signClaim } from './support/claims';
import { badFields, expectProblem } from './support/problems';
import { startTestApp, type TestApp } from './support/server';

const FUTURE = '2999-01-01T00:00:00Z';
const PREHISTORY = '2000-01-01T00:00:00Z';
const SOURCE = contentHash('the study');
const number = (value: number) => ({ type: 'Number' as const, value });

const CITES = claimOf({ subject: 'test://a', object: number(1), source_hash: SOURCE });
const DERIVES = claimOf({ subject: 'test://b', object: number(2), parent_hash: addressOf(CITES) });
const FARTHER = claimOf({ subject: 'test://b', object: number(3), parent_hash: addressOf(DERIVES) });
const STANDS = claimOf({ subject: 'test://a', object: number(4), confidence: 0.1 });
const [cites, derives, farther, stands] = [CITES, DERIVES, FARTHER, STANDS].map(addressOf);

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  await post('/v1/source', { content: 'the study', title: 'The study' });
  for (const claim of [CITES, STANDS]) await post('/v1/assert', signClaim(claim, ALICE));
  for (const claim of [DERIVES, FARTHER]) await post('/v1/assert', signClaim(claim, BOB));
});
afterAll(() => server.close());

const post = (path: string, body: unknown, namespace = 'default') =>
  call(server.url, 'POST', path, { key: server.adminKey, body, headers: { 'x-namespace': namespace } });
const get = (path: string, namespace = 'default') => call(server.url, 'GET', path, { key: server.adminKey, headers: { 'x-namespace': namespace } });
const items = (body: Json) => [...(body['items'] ?? [])].map((item) => [Number(item['depth']), String(item['hash'])]);
const provenance = (parameters: Record<string, string | number>, namespace?: string) => get(`/v1/source/provenance${search(parameters)}`, namespace);

describe('provenance', () => {
  it('leads from a source to the claims that rest on it', async () => {
    const { status, body } = await provenance({ hash: SOURCE });
    expect([status, body['hash'], body['status'], body['next_cursor']]).toEqual([200, SOURCE, 'active', null]);
    expect(items(body)).toEqual([[0, cites], [1, derives], [2, farther]]);
  });

  it('leads from a claim to its parents and their sources', async () => {
    const { body } = await provenance({ assertion: String(farther) });
    expect(items(body)).toEqual([[0, farther], [1, derives], [2, cites]]);
    expect([...(body['items'] ?? [])].map((item) => item['source'])).toEqual([null, null, { registered: true, title: 'The study', status: 'active' }]);
  });

  it.each<Record<string, string>>([{ hash: SOURCE }, { assertion: String(farther) }])('comes page by page, each claim once: %j', async (where) => {
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const { body }: { body: Json } = await provenance({ ...where, limit: 1, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...items(body));
      cursor = (body['next_cursor'] as unknown as string | null) ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(items((await provenance(where)).body));
  });

  it('is asked of one place, and with known parameters', async () => {
    for (const parameters of [{}, { hash: SOURCE, assertion: String(cites) }, { hash: 'abc' }, { assertion: SOURCE.toUpperCase() }, { hash: SOURCE, limit: 0 }, { hash: SOURCE, depth: 1 }]) {
      expectProblem(await provenance(parameters as Record<string, string>), 400, 'validation_failed');
    }
    expect(badFields(await provenance({}))).toEqual(['hash']);
  });

  it('of what is unknown, of another namespace or of a later time is missing', async () => {
    const unknown = contentHash('nobody');
    expectProblem(await provenance({ hash: unknown }), 404, 'source_not_found');
    expectProblem(await provenance({ assertion: unknown }), 404, 'assertion_not_found');
    expectProblem(await provenance({ hash: SOURCE }, 'red'), 404, 'source_not_found');
    expectProblem(await provenance({ assertion: String(cites) }, 'red'), 404, 'assertion_not_found');
    expectProblem(await provenance({ hash: SOURCE, as_of: PREHISTORY }), 404, 'source_not_found');
    expectProblem(await provenance({ assertion: String(cites), as_of: PREHISTORY }), 404, 'assertion_not_found');
    expectProblem(await provenance({ hash: SOURCE, as_of: FUTURE }), 422, 'as_of_in_future');
    expectProblem(await provenance({ assertion: String(cites), as_of: FUTURE }), 422, 'as_of_in_future');
  });

  it('needs a key', async () => {
    expect((await call(server.url, 'GET', `/v1/source/provenance?hash=${SOURCE}`)).status).toBe(401);
    expect((await call(server.url, 'GET', `/v1/source/${SOURCE}/impact`)).status).toBe(401);
  });
});

describe('the impact of a source', () => {
  const impact = (parameters: Record<string, string | number> = {}, hash = SOURCE, namespace?: string) =>
    get(`/v1/source/${hash}/impact${search(parameters)}`, namespace);
  const resolve = async (subject: string) => (await get(`/v1/query${search({ subject, predicate: 'value', lens: 'consensus' })}`)).body;

  it.each([
    ['a lens without a winner', { lens: 'skeptic' }, ['lens']],
    ['an unknown lens', { lens: 'truth' }, ['lens']],
    ['an unknown parameter', { depth: 3 }, ['depth']],
    ['no limit', { limit: 0 }, ['limit']],
    ['a damaged cursor', { cursor: 'abc' }, ['cursor']],
    ['a moment that is none', { as_of: 'yesterday' }, ['as_of']],
  ])('is refused with %s', async (_what, parameters, fields) => {
    const refused = await impact(parameters as Record<string, string>);
    expectProblem(refused, 400, 'validation_failed');
    expect(badFields(refused)).toEqual(fields);
  });

  it('of what is unknown, of another namespace or of a later time is missing', async () => {
    expectProblem(await impact({}, contentHash('nobody')), 404, 'source_not_found');
    expectProblem(await impact({}, SOURCE, 'red'), 404, 'source_not_found');
    expectProblem(await impact({ as_of: PREHISTORY }), 404, 'source_not_found');
    expectProblem(await impact({ as_of: FUTURE }), 422, 'as_of_in_future');
  });

  it('said before the retraction is what the retraction does', async () => {
    const said = (await impact()).body;
    expect(said['counts']).toEqual({ assertions: 1, descendants: 2, agents: 2, pairs: 2 });
    expect([...(said['agents'] ?? [])].map((agent) => [agent['agent_id'], agent['assertions']])).toEqual([[BOB.agentId, 2], [ALICE.agentId, 1]]);
    const pairs = [...(said['pairs'] ?? [])];
    expect(pairs.map((pair) => [pair['subject'], pair['answer_changes'], pair['before']?.['winner'] !== null, pair['after']?.['winner'] === null])).toEqual([
      ['test://b', true, true, true],
      ['test://a', true, true, false],
    ]);
    for (const pair of pairs) expect((await resolve(String(pair['subject'])))['winner']).toEqual(pair['before']?.['winner']);

    const { status, body: done } = await post(`/v1/source/${SOURCE}/status`, { status: 'retracted', reason: 'data were made up' });
    expect([status, done['affected']]).toEqual([201, { assertions: 1, descendants: 2 }]);
    const fallen: string[] = [];
    for (const pair of pairs) {
      const now = await resolve(String(pair['subject']));
      expect(now['winner']).toEqual(pair['after']?.['winner']);
      expect(now['conflict_score']).toEqual(pair['after']?.['conflict_score']);
      fallen.push(...[...(now['excluded'] ?? [])].filter((item) => String(item['reason']) === 'invalidated').map((item) => String(item['hash'])));
    }
    expect(fallen.sort()).toEqual(items(said).map(([, hash]) => hash).sort());
    expect(fallen).not.toContain(stands);
  });

  it('said of an earlier moment is the same bytes for ever', async () => {
    const asOf = String((await impact()).body['as_of']);
    const before = await impact({ as_of: asOf });
    await post('/v1/assert', signClaim(claimOf({ subject: 'test://c', source_hash: SOURCE })));
    expect((await impact({ as_of: asOf })).text).toBe(before.text);
    expect((await impact()).body['counts']).toMatchObject({ assertions: 2 });
  });
});
