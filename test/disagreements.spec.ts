import type { Claim, SourceClass } from '@stemedb/knowledge/claims';
import { type Answer, call, type Json, search } from './support/call';
import { agent, BOB, CAROL, claimOf, signClaim } from './support/claims';
import { badFields, expectProblem } from './support/problems';
import { startTestApp, type TestApp } from './support/server';

const NOW = Math.floor(Date.now() / 1_000);
const FIGURES = ['class', 'status', 'conflict_score', 'claims', 'distinct_objects', 'evidenced_objects', 'evidence_claims', 'anecdotal_claims', 'populated_tiers', 'ruleset_version'];

const said = (subject: string, value: number, source_class: SourceClass, changes: Partial<Claim> = {}): Claim =>
  claimOf({ subject, object: { type: 'Number', value }, source_class, ...changes });

describe('the disagreements of a namespace', () => {
  let server: TestApp;
  const get = (path: string, parameters: Record<string, string | number>, key = server.adminKey): Promise<Answer> =>
    call(server.url, 'GET', `${path}${search(parameters)}`, { key });
  const list = (parameters: Record<string, string | number> = {}, key?: string) => get('/v1/disagreements', parameters, key);
  const pair = (subject: string, changes: Record<string, string> = {}) => get('/v1/disagreements/pair', { subject, predicate: 'value', ...changes });
  const post = (path: string, body: unknown, key = server.adminKey) => call(server.url, 'POST', path, { key, body });
  const write = async (claims: readonly Claim[], key?: string): Promise<void> => {
    for (const [index, claim] of claims.entries()) {
      const { status } = await post('/v1/assert', signClaim(claim, agent(100 + index), NOW), key);
      expect(status).toBe(201);
    }
  };
  const itemsOf = (answer: Answer): Json[] => [...(answer.body['items'] ?? [])];
  const classOf = async (subject: string): Promise<Json | undefined> =>
    itemsOf(await list({ subject_prefix: subject })).find((item) => String(item['subject']) === subject)?.['class'];
  const figuresIn = (item: Json | undefined) => FIGURES.map((name) => item?.[name]);

  beforeAll(async () => {
    server = await startTestApp();
    await write([
      said('classes://active', 1, 'Clinical'),
      said('classes://active', 2, 'Clinical'),
      said('classes://settled', 1, 'Clinical'),
      said('classes://settled', 1, 'Expert'),
      said('classes://gossip', 1, 'Expert'),
      said('classes://gossip', 2, 'Expert'),
      said('classes://alone', 1, 'Clinical'),
    ]);
    const crowd = Array.from({ length: 100 }, (_, index) => signClaim(said('classes://signal', index % 3, 'Anecdotal', { narrative: String(index) }), agent(index + 1), NOW));
    await post('/v1/assert/batch', crowd);
  });
  afterAll(() => server.close());

  it('are listed by class with counts, the most divided first', async () => {
    const { body } = await list({ subject_prefix: 'classes://' });
    expect(body['counts']).toEqual({ active_disagreement: 1, emerging_signal: 1, resolved: 1, low_priority: 1 });
    const items = [...(body['items'] ?? [])];
    const scores = items.map((item) => Number(item['conflict_score']));
    expect(scores).toEqual([...scores].sort((left, right) => right - left));
    const classes = Object.fromEntries(items.map((item) => [String(item['subject']), String(item['class'])]));
    expect(classes).toEqual({
      'classes://active': 'active_disagreement',
      'classes://settled': 'resolved',
      'classes://gossip': 'low_priority',
      'classes://signal': 'emerging_signal',
    });
    const only = await list({ class: 'emerging_signal', subject_prefix: 'classes://' });
    expect(itemsOf(only).map((item) => String(item['subject']))).toEqual(['classes://signal']);
    expect(only.body['counts']).toEqual(body['counts']);
    expect(itemsOf(only)[0]).toMatchObject({ claims: 100, distinct_objects: 3, anecdotal_claims: 100, evidence_claims: 0, populated_tiers: 1 });
  });

  it('are shown side by side for one pair, with links to the full answers', async () => {
    const { status, body } = await pair('classes://active');
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ subject: 'classes://active', predicate: 'value', class: 'active_disagreement', status: 'Contested', claims: 2 }),
    ]);
    const sides = [...(body['sides'] ?? [])];
    expect(sides.map((side) => side['tiers'])).toEqual([1, 2].map(() => [{ tier: 1, source_class: 'Clinical', claims: 1, weight: expect.any(Number) }]));
    const skeptic = await call(server.url, 'GET', String(body['links']?.['skeptic']), { key: server.adminKey });
    expect([skeptic.status, skeptic.body['conflict_score'], skeptic.body['as_of']]).toEqual([200, body['conflict_score'], body['as_of']]);
    const layered = await call(server.url, 'GET', String(body['links']?.['layered']), { key: server.adminKey });
    expect([layered.status, [...(layered.body['tiers'] ?? [])].length]).toEqual([200, 1]);
    const [item] = itemsOf(await list({ subject_prefix: 'classes://active' }));
    const then = await pair('classes://active', { as_of: String(item?.['evaluated_at']) });
    expect(figuresIn(item)).toEqual(figuresIn(then.body));
  });

  it('of a pair that nobody has spoken of are none', async () => {
    expect((await pair('classes://unheard')).body).toMatchObject({ class: 'resolved', status: null, claims: 0, sides: [] });
  });

  it('change with claims, co-signatures and the fate of sources', async () => {
    const subject = 'changing://pair';
    const source = 'e1'.repeat(32);
    expect((await post('/v1/source', { hash: source, title: 'A trial' })).status).toBe(201);
    const [one, two] = [said(subject, 1, 'Clinical'), said(subject, 2, 'Clinical', { source_hash: source })];
    await write([one, two]);
    expect(await classOf(subject)).toBe('active_disagreement');
    const before = itemsOf(await list({ subject_prefix: subject }))[0];
    await post('/v1/assert', signClaim(one, [BOB, CAROL], NOW));
    const after = itemsOf(await list({ subject_prefix: subject }))[0];
    expect(Number(after?.['conflict_score'])).toBeLessThan(Number(before?.['conflict_score']));
    expect(after?.['evaluated_at']).not.toEqual(before?.['evaluated_at']);
    const changed = await call(server.url, 'POST', `/v1/source/${source}/status`, { key: server.adminKey, body: { status: 'retracted', reason: 'test' } });
    expect(changed.status).toBe(201);
    expect(await classOf(subject)).toBe('resolved');
  });

  it('answer the same bytes for the same as_of, whatever is written later', async () => {
    const subject = 'replayed://pair';
    await write([said(subject, 1, 'Clinical'), said(subject, 1, 'Expert')]);
    const [first, firstPair] = [await list({ subject_prefix: subject }), await pair(subject)];
    expect(itemsOf(first)[0]?.['class']).toBe('resolved');
    await write([said(subject, 2, 'Regulatory'), said(subject, 3, 'Clinical')]);
    expect(await classOf(subject)).toBe('active_disagreement');
    expect((await list({ subject_prefix: subject, as_of: String(first.body['as_of']) })).text).toBe(first.text);
    expect((await pair(subject, { as_of: String(firstPair.body['as_of']) })).text).toBe(firstPair.text);
    expectProblem(await list({ as_of: '9000-01-01T00:00:00Z' }), 422, 'as_of_in_future');
    expectProblem(await pair(subject, { as_of: '9000-01-01T00:00:00Z' }), 422, 'as_of_in_future');
  });

  it('page without gaps and repeats while claims are written', async () => {
    const subjects = Array.from({ length: 7 }, (_, index) => `paged://${index}`);
    await write(subjects.flatMap((subject) => [said(subject, 1, 'Clinical'), said(subject, 2, 'Expert')]));
    const whole = await list({ subject_prefix: 'paged://', limit: 1_000 });
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await list({ subject_prefix: 'paged://', limit: 2, as_of: String(whole.body['as_of']), ...(cursor ? { cursor } : {}) });
      seen.push(...itemsOf(page).map((item) => String(item['subject'])));
      cursor = page.body['next_cursor'] as unknown as string | null;
      await write([said(`paged://late/${seen.length}`, 1, 'Clinical'), said(`paged://late/${seen.length}`, 2, 'Clinical')]);
    }
    expect(seen).toEqual(itemsOf(whole).map((item) => String(item['subject'])));
    expect([...seen].sort()).toEqual(subjects);
  });

  it('stay in their namespace', async () => {
    const blue = await server.createKey({ namespace: 'blue' });
    expect((await list({}, blue)).body).toMatchObject({ items: [], counts: { active_disagreement: 0, emerging_signal: 0, resolved: 0, low_priority: 0 } });
    await write([said('classes://active', 1, 'Clinical'), said('classes://active', 1, 'Expert')], blue);
    expect(itemsOf(await list({}, blue)).map((item) => [String(item['subject']), String(item['class'])])).toEqual([['classes://active', 'resolved']]);
    expect(await classOf('classes://active')).toBe('active_disagreement');
  });

  it('refuse what they do not know or cannot read', async () => {
    const refused = async (answer: Answer, ...fields: string[]) => {
      expectProblem(answer, 400, 'validation_failed');
      expect(badFields(answer)).toEqual(fields);
    };
    await refused(await list({ lens: 'skeptic' }), 'lens');
    await refused(await list({ class: 'quarrel' }), 'class');
    await refused(await list({ limit: 0 }), 'limit');
    await refused(await get('/v1/disagreements/pair', {}), 'predicate', 'subject');
    await refused(await pair('x', { tolerance: '1' }), 'tolerance');
    const cursor = String((await list({ limit: 1 })).body['next_cursor']);
    expect((await list({ limit: 1, cursor })).status).toBe(200);
    await refused(await list({ limit: 1, class: 'resolved', cursor }), 'cursor');
    await refused(await list({ limit: 1, cursor: cursor.slice(1) }), 'cursor');
    expectProblem(await call(server.url, 'GET', '/v1/disagreements'), 401, 'unauthenticated');
  });

  it('keep silent of what is left out: a pair whose claims were all rejected is not listed', async () => {
    const claims = [said('rejected://pair', 1, 'Clinical', { lifecycle: 'Rejected' }), said('rejected://pair', 2, 'Clinical', { lifecycle: 'Rejected' })];
    await write(claims);
    expect(await classOf('rejected://pair')).toBeUndefined();
    expect((await pair('rejected://pair')).body['claims']).toBe(0);
  });
});
