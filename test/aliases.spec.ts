import { randomUUID } from 'node:crypto';
import { call, type Json, search } from './support/call';
import { badFields, expectProblem } from './support/problems';
import { startTestApp, type TestApp } from './support/server';

describe('aliases of concept paths', () => {
  let server: TestApp;
  let reader: string;
  let writer: string;

  const send = (method: string, path: string, options: { body?: unknown; key?: string; namespace?: string } = {}) =>
    call(server.url, method, `/v1/concepts/${path}`, {
      key: options.key ?? server.adminKey,
      ...(options.body === undefined ? {} : { body: options.body }),
      headers: options.namespace === undefined ? {} : { 'x-namespace': options.namespace },
    });
  const create = (alias: string, canonical: string, namespace?: string, changes: Record<string, unknown> = {}) =>
    send('POST', 'alias', { body: { alias, canonical, reason: 'the same', ...changes }, ...(namespace === undefined ? {} : { namespace }) });
  const remove = (alias: string, namespace?: string) => send('DELETE', `alias${search({ alias })}`, namespace === undefined ? {} : { namespace });
  const resolve = (path: string, parameters: Record<string, string> = {}, namespace?: string) =>
    send('GET', `alias${search({ path, ...parameters })}`, namespace === undefined ? {} : { namespace });
  const list = (parameters: Record<string, string | number>, namespace?: string) =>
    send('GET', `aliases${search(parameters)}`, namespace === undefined ? {} : { namespace });
  const stepsOf = (body: Json) => [...body['chain']!].map((step) => [step['alias'], step['canonical']]);

  beforeAll(async () => {
    server = await startTestApp();
    reader = await server.createKey({ role: 'read_only' });
    writer = await server.createKey();
  });
  afterAll(() => server.close());

  it('are created once, and a repetition changes nothing', async () => {
    const changes = { confidence: 0.9, created_by: 'ann' };
    const created = await create('once://a', 'once://b', undefined, changes);
    const view = { alias: 'once://a', canonical: 'once://b', reason: 'the same', ...changes, recorded_at: expect.stringMatching(/\.\d{6}Z$/) as string };
    expect([created.status, created.body]).toEqual([201, { ...view, status: 'created' }]);
    const again = await create('once://a', 'once://b', undefined, { reason: 'other words' });
    expect([again.status, again.body]).toEqual([200, { ...created.body, status: 'duplicate' }]);
  });

  it('carry the id of the API key where nobody is named', async () => {
    const { body } = await create('key://a', 'key://b');
    expect([body['confidence'], body['created_by']]).toEqual([1, expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  });

  it('are kept in canonical form, so that every spelling finds them', async () => {
    await create('spelling://%61/%2f', 'spelling://b%7e');
    expect((await resolve('spelling://a/%2F')).body).toMatchObject({ path: 'spelling://a/%2F', canonical: 'spelling://b~' });
    expect((await create('spelling://a/%2F', 'spelling://b~')).status).toBe(200);
    expectProblem(await create('spelling://%7e', 'spelling://~'), 409, 'alias_cycle');
    expect((await remove('spelling://%61/%2f')).body).toMatchObject({ alias: 'spelling://a/%2F', status: 'removed' });
  });

  it('may lead from and to plain subjects', async () => {
    expect((await create('Ozempic', 'drug://semaglutide')).status).toBe(201);
    expect((await create('drug://semaglutide', 'semaglutide')).status).toBe(201);
    expect((await resolve('Ozempic')).body).toMatchObject({ canonical: 'semaglutide', aliases: ['Ozempic', 'drug://semaglutide'] });
  });

  it('are followed to the end of their chain, and show the way', async () => {
    for (const [alias, canonical] of [['c', 'd'], ['a', 'b'], ['b', 'c'], ['side', 'c']] as const) await create(`chain://${alias}`, `chain://${canonical}`);
    const { status, body } = await resolve('chain://a');
    expect([status, body]).toEqual([
      200,
      {
        path: 'chain://a',
        canonical: 'chain://d',
        chain: expect.anything() as object,
        aliases: ['chain://a', 'chain://b', 'chain://c', 'chain://side'],
        as_of: expect.stringMatching(/\.\d{6}Z$/) as string,
      },
    ]);
    expect(stepsOf(body)).toEqual([['chain://a', 'chain://b'], ['chain://b', 'chain://c'], ['chain://c', 'chain://d']]);
    expect([...(await resolve('chain://d')).body['aliases']!]).toHaveLength(4);
  });

  it('resolve a path that is none to itself', async () => {
    expect((await resolve('nobody://knows')).body).toMatchObject({ canonical: 'nobody://knows', chain: [], aliases: [] });
  });

  it('point at one path only', async () => {
    await create('one://a', 'one://b');
    const answer = await create('one://a', 'one://c');
    expectProblem(answer, 409, 'alias_exists');
    expect(answer.body['detail']).toContain('one://b');
  });

  it.each([1, 2, 3, 4, 5])('never form a cycle of %i', async (length) => {
    const ring = Array.from({ length }, (_, index) => `ring${length}://${index}`);
    for (let index = 0; index + 1 < length; index += 1) expect((await create(ring[index]!, ring[index + 1]!)).status).toBe(201);
    expectProblem(await create(ring.at(-1)!, ring[0]!), 409, 'alias_cycle');
    expect((await resolve(ring[0]!)).body).toMatchObject({ canonical: ring.at(-1) });
    // The refusal has left nothing behind: the end can still mean something else.
    expect((await create(ring.at(-1)!, `ring${length}://end`)).status).toBe(201);
  });

  it('never form a cycle together, however many are created at once', async () => {
    const paths = Array.from({ length: 6 }, (_, index) => `race://${index}`);
    const answers = await Promise.all(paths.map((path, index) => create(path, paths[(index + 1) % paths.length]!)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 201, 201, 409]);
  });

  it('end when they are removed; as of before they are still followed, with the same bytes', async () => {
    const before = String((await resolve('time://a')).body['as_of']);
    await create('time://a', 'time://b');
    const created = await resolve('time://a');
    const between = String(created.body['as_of']);
    const listed = await list({ alias_prefix: 'time://', as_of: between });
    const removed = await remove('time://a');
    expect([removed.status, removed.body]).toMatchObject([200, { alias: 'time://a', canonical: 'time://b', status: 'removed', removed_at: expect.any(String) as string }]);
    expectProblem(await remove('time://a'), 404, 'alias_not_found');
    expect((await resolve('time://a')).body['canonical']).toBe('time://a');
    expect((await resolve('time://a', { as_of: between })).text).toBe(created.text);
    expect((await list({ alias_prefix: 'time://', as_of: between })).text).toBe(listed.text);
    expect((await resolve('time://a', { as_of: before })).body).toMatchObject({ canonical: 'time://a', aliases: [], as_of: before });
    expect((await create('time://a', 'time://c')).status).toBe(201);
    expect((await resolve('time://a', { as_of: between })).text).toBe(created.text);
  });

  it('are not asked for in the future', async () => {
    for (const path of ['alias?path=a&', 'aliases?']) expectProblem(await send('GET', `${path}as_of=2999-01-01T00:00:00Z`), 422, 'as_of_in_future');
  });

  it('are listed bytewise, page by page, each once, and filtered', async () => {
    const names = ['b', 'a', 'é', 'Z', '😀', 'a/b', '~'];
    for (const name of names) await create(`list://${name}`, `to://${name}`);
    const seen: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const { body } = await list({ alias_prefix: 'list://', limit: 3, ...(cursor === '' ? {} : { cursor }) });
      seen.push(...[...body['items']!].map((item) => String(item['alias'])));
      cursor = body['next_cursor'] === null ? undefined : String(body['next_cursor']);
    }
    expect(seen).toEqual(['Z', 'a', 'a/b', 'b', '~', 'é', '😀'].map((name) => `list://${name}`));
    const found = async (parameters: Record<string, string>) => [...(await list(parameters)).body['items']!].map((item) => String(item['alias']));
    expect(await found({ canonical: 'to://a' })).toEqual(['list://a']);
    expect(await found({ canonical_prefix: 'to://a' })).toEqual(['list://a', 'list://a/b']);
    expect(await found({ alias_prefix: 'list://a/' })).toEqual(['list://a/b']);
  });

  it('of another namespace do not exist', async () => {
    await create('wall://a', 'wall://b', 'red');
    expect((await resolve('wall://a', {}, 'blue')).body).toMatchObject({ canonical: 'wall://a', aliases: [] });
    expect([...(await list({}, 'blue')).body['items']!]).toEqual([]);
    expectProblem(await remove('wall://a', 'blue'), 404, 'alias_not_found');
    expect((await create('wall://b', 'wall://a', 'blue')).status).toBe(201);
    expect((await resolve('wall://a', {}, 'red')).body['canonical']).toBe('wall://b');
  });

  it.each<[string, Record<string, unknown>, string[]]>([
    ['without any field', { alias: undefined, canonical: undefined, reason: undefined }, ['alias', 'canonical', 'reason']],
    ['with malformed paths', { alias: 'x://a//b', canonical: 'X://a' }, ['alias', 'canonical']],
    ['with an empty reason', { reason: '' }, ['reason']],
    ['with a confidence above 1', { confidence: 1.1 }, ['confidence']],
    ['with an empty author', { created_by: '' }, ['created_by']],
    ['with an unknown field', { because: 'x' }, ['because']],
  ])('are refused %s', async (_what, changes, fields) => {
    const answer = await create('bad://a', 'bad://b', undefined, changes);
    expectProblem(answer, 400, 'validation_failed');
    expect(badFields(answer)).toEqual(fields);
  });

  it('are not read with malformed parameters', async () => {
    expect(badFields(await resolve('x://a/../b'))).toEqual(['path']);
    expect(badFields(await remove('x://'))).toEqual(['alias']);
    expect(badFields(await send('DELETE', 'alias'))).toEqual(['alias']);
    expect(badFields(await list({ canonical: 'a', canonical_prefix: 'b' }))).toEqual(['canonical_prefix']);
    expect(badFields(await list({ limit: 1_001, cursor: 'x', alias: 'y' }))).toEqual(['alias', 'limit']);
    expect(badFields(await list({ cursor: randomUUID() }))).toEqual(['cursor']);
    expect(badFields(await resolve('a', { as_of: 'yesterday' }))).toEqual(['as_of']);
  });

  it('are written by writers and read by readers', async () => {
    const body = { alias: 'role://a', canonical: 'role://b', reason: 'r' };
    expectProblem(await send('POST', 'alias', { body, key: reader }), 403, 'role_too_low');
    expect((await send('POST', 'alias', { body, key: writer })).status).toBe(201);
    expect((await send('GET', 'alias?path=role://a', { key: reader })).body['canonical']).toBe('role://b');
    expect((await send('GET', 'aliases', { key: reader })).status).toBe(200);
    expectProblem(await send('DELETE', 'alias?alias=role://a', { key: reader }), 403, 'role_too_low');
    expect((await send('DELETE', 'alias?alias=role://a', { key: writer })).status).toBe(200);
  });
});
