import { subjectKey } from '@stemedb/knowledge/assertions';
import type { Claim } from '@stemedb/knowledge/claims';
import { Database } from '@stemedb/platform/database';
import { type Answer, call, type Json, search } from './support/call';
import { addressOf, ALICE, BOB, claimOf, signClaim } from './support/claims';
import { badFields, expectProblem } from './support/problems';
import { startTestApp, type TestApp } from './support/server';

const text = (value: string): Claim['object'] => ({ type: 'Text', value });

const CLAIMS = {
  path: claimOf({ subject: 'code://rust/stemedb/libs/platform_database/commit-queue.rs', predicate: 'must_use', object: text('advisory locks') }),
  advisory: claimOf({ subject: 'cve://CVE-2021-44228', predicate: 'affects', object: text('Apache Log4j 2.14.1') }),
  narrated: claimOf({ subject: 'drug://semaglutide/half_life', predicate: 'days', narrative: 'Für den Naïve-Bayes café: an advisory of the EMA' }),
  referring: claimOf({ subject: 'drug://ozempic', predicate: 'same_as', object: { type: 'Reference', value: 'drug://semaglutide' } }),
  asian: claimOf({ subject: 'city://tokyo', predicate: 'name', object: text('東京都は日本の首都') }),
  markup: claimOf({ subject: 'web://page', predicate: 'body', object: text('<script>alert(1)</script> marked <b>bold</b>') }),
  number: claimOf({ subject: 'plain', object: { type: 'Number', value: 44_228 } }),
} as const;

describe('a search', () => {
  let server: TestApp;
  const namesByHash = new Map(Object.entries(CLAIMS).map(([name, claim]) => [addressOf(claim), name]));
  const get = (parameters: Record<string, string | number>, key = server.adminKey): Promise<Answer> =>
    call(server.url, 'GET', `/v1/search${search(parameters)}`, { key });
  const post = (path: string, body: unknown) => call(server.url, 'POST', path, { key: server.adminKey, body });
  const itemsOf = (answer: Answer): Json[] => [...(answer.body['items'] ?? [])];
  const hashesOf = (answer: Answer): string[] => itemsOf(answer).map((item) => String(item['hash']));
  const found = async (q: string, filter: Record<string, string> = {}): Promise<string[]> => {
    const answer = await get({ q, ...filter });
    expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
    return hashesOf(answer).map((hash) => namesByHash.get(hash) ?? hash);
  };

  beforeAll(async () => {
    server = await startTestApp();
    for (const claim of Object.values(CLAIMS)) expect((await post('/v1/assert', signClaim(claim))).status).toBe(201);
  });
  afterAll(() => server.close());

  it.each<[string, string, string[]]>([
    ['a part of a path', 'platform', ['path']],
    ['a path as a whole', 'libs/platform_database', ['path']],
    ['parts that do not stand together', 'libs/database', []],
    ['an identifier with dashes', 'CVE-2021-44228', ['advisory']],
    ['a version', '2.14.1', ['advisory']],
    ['a word of a narrative', 'EMA', ['narrated']],
    ['a word without its accents and case', 'CAFE fur naive', ['narrated']],
    ['what a reference names', 'ozempic semaglutide', ['referring']],
    ['words of several fields, all of them', 'commit advisory', ['path']],
    ['a phrase', '"apache log4j"', ['advisory']],
    ['a phrase in another order', '"log4j apache"', []],
    ['either word', 'ema or log4j', ['advisory', 'narrated']],
    ['a word but not another', 'advisory -semaglutide', ['path']],
    ['a word but not a phrase', 'semaglutide -"half life"', ['referring']],
    ['a script without spaces', '日本', ['asian']],
    ['characters of it that do not stand together', '東本', []],
    ['a predicate', 'must_use', ['path']],
    ['nothing that is a number', '44_228', []],
    ['nothing', 'nowhere', []],
  ])('finds claims by %s', async (_what, q, expected) => {
    expect((await found(q)).sort()).toEqual([...expected].sort());
  });

  it('ranks what a claim is about before what is told around it, then newest, then by address', async () => {
    expect(await found('semaglutide')).toEqual(['narrated', 'referring']);
    expect(await found('advisory')).toEqual(['path', 'narrated']);
    const equals = ['one', 'two', 'three'].map((value) => claimOf({ subject: `ranked ${value}`, object: text(value) }));
    const batch = (claims: readonly Claim[]) => post('/v1/assert/batch', claims.map((claim) => signClaim(claim)));
    await post('/v1/assert', signClaim(equals[0]!));
    await batch(equals.slice(1));
    const answer = await get({ q: 'ranked' });
    const ranks = itemsOf(answer).map((item) => item['rank']);
    expect(new Set(ranks).size).toBe(1);
    const order = itemsOf(answer).map((item) => [String(item['recorded_at']), String(item['hash'])] as const);
    const expected = [...order].sort(([one, first], [other, second]) => (one === other ? (first < second ? -1 : 1) : one < other ? 1 : -1));
    expect([order.length, order]).toEqual([3, expected]);
  });

  it('shows where the words stand, in plain text', async () => {
    const [item] = itemsOf(await get({ q: 'bold script' }));
    expect(item?.['snippets']).toEqual([
      {
        field: 'object',
        text: '<script>alert(1)</script> marked <b>bold</b>',
        cut: { before: false, after: false },
        matches: [
          { start: 1, length: 6 },
          { start: 18, length: 6 },
          { start: 36, length: 4 },
        ],
      },
    ]);
    const [answer] = itemsOf(await get({ q: 'tokyo' }));
    expect(answer).toMatchObject({ subject: 'city://tokyo', object: CLAIMS.asian.object, state: { lifecycle: 'Proposed' } });
  });

  it('takes the filters of a query', async () => {
    const base = { subject: 'filtered://x', predicate: 'word' };
    const claims = [
      claimOf({ ...base, object: text('filtered one'), source_class: 'Clinical', confidence: 0.9, epoch: 'e1', lifecycle: 'Approved' }),
      claimOf({ ...base, object: text('filtered two'), subject: 'filtered://y', source_class: 'Anecdotal', confidence: 0.2, valid_from: 100, valid_to: 200 }),
    ] as const;
    await post('/v1/assert', signClaim(claims[0], ALICE));
    await post('/v1/assert', signClaim(claims[1], BOB));
    const [one, two] = claims.map((claim) => addressOf(claim));
    const check = async (filter: Record<string, string>, expected: (string | undefined)[]) =>
      expect([filter, (await found('filtered', filter)).sort()]).toEqual([filter, [...expected].sort()]);
    await check({}, [one, two]);
    await check({ source_class: 'Clinical' }, [one]);
    await check({ min_confidence: '0.5' }, [one]);
    await check({ epoch: 'e1' }, [one]);
    await check({ lifecycle: 'Proposed' }, [two]);
    await check({ agent_id: BOB.agentId }, [two]);
    await check({ subject_prefix: 'filtered://x' }, [one]);
    await check({ predicate: 'word' }, [one, two]);
    await check({ predicate: 'other' }, []);
    await check({ valid_at: '150' }, [one, two]);
    await check({ valid_at: '200' }, [one]);
    await check({ valid_at: 'any' }, [one, two]);
  });

  it('pages without gaps and repeats while claims are written, and as of its first moment', async () => {
    const many = Array.from({ length: 23 }, (_, index) => claimOf({ subject: `paged ${'paged '.repeat(index % 3)}`.trim(), object: text(`number${index}`) }));
    for (const claim of many) await post('/v1/assert', signClaim(claim));
    const whole = await get({ q: 'paged', limit: 1_000 });
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await get({ q: 'paged', limit: 5, as_of: String(whole.body['as_of']), ...(cursor ? { cursor } : {}) });
      seen.push(...hashesOf(page));
      cursor = page.body['next_cursor'] as unknown as string | null;
      await post('/v1/assert', signClaim(claimOf({ subject: 'paged paged', object: text(`late ${seen.length}`) })));
    }
    expect(seen).toEqual(hashesOf(whole));
    expect(seen).toHaveLength(23);
  });

  it('answers the same bytes for the same as_of, and finds what was recorded the moment before', async () => {
    const first = claimOf({ subject: 'replay', object: text('first') });
    await post('/v1/assert', signClaim(first));
    const answer = await get({ q: 'replay' });
    expect(hashesOf(answer)).toEqual([addressOf(first)]);
    const second = claimOf({ subject: 'replay', object: text('second') });
    await post('/v1/assert', signClaim(second));
    expect(hashesOf(await get({ q: 'replay' })).sort()).toEqual([addressOf(first), addressOf(second)].sort());
    expect((await get({ q: 'replay', as_of: String(answer.body['as_of']) })).text).toBe(answer.text);
    expectProblem(await get({ q: 'replay', as_of: '9000-01-01T00:00:00Z' }), 422, 'as_of_in_future');
  });

  it('sees nothing that is held back, as of then neither', async () => {
    const held = claimOf({ subject: 'held://back', object: text('suspicious') });
    await post('/v1/assert', signClaim(held));
    const before = await get({ q: 'suspicious' });
    expect(hashesOf(before)).toEqual([addressOf(held)]);
    const quarantine = (set: string) => server.app.get(Database).commit('test', 'default', [{ statement: { text: set }, values: [subjectKey('default', held.subject), addressOf(held)] }]);
    await quarantine(`INSERT INTO quarantine (namespace, subject_key, assertion_hash, reason, detail) VALUES ('default', $1, decode($2, 'hex'), 'test', 'test')`);
    const during = await get({ q: 'suspicious' });
    expect(hashesOf(during)).toEqual([]);
    await quarantine(`UPDATE quarantine SET decision = 'approved', decided_at = stemedb_recorded_at() WHERE namespace = 'default' AND subject_key = $1 AND assertion_hash = decode($2, 'hex')`);
    expect(hashesOf(await get({ q: 'suspicious' }))).toEqual([addressOf(held)]);
    expect((await get({ q: 'suspicious', as_of: String(during.body['as_of']) })).text).toBe(during.text);
  });

  it('sees nothing of another namespace', async () => {
    const blue = await server.createKey({ namespace: 'blue', role: 'write_agent' });
    expect(hashesOf(await get({ q: 'semaglutide' }, blue))).toEqual([]);
    const own = claimOf({ subject: 'drug://semaglutide', object: text('blue knows') });
    await call(server.url, 'POST', '/v1/assert', { key: blue, body: signClaim(own) });
    expect(hashesOf(await get({ q: 'semaglutide' }, blue))).toEqual([addressOf(own)]);
    expect(await found('blue')).toEqual([]);
    expect(await found('-nothing', { subject_prefix: 'drug://semaglutide' })).toEqual(['narrated']);
  });

  it('refuses what it does not know or cannot read', async () => {
    const refused = async (parameters: Record<string, string>, field: string) => {
      const answer = await get(parameters);
      expectProblem(answer, 400, 'validation_failed');
      expect(badFields(answer)).toEqual([field]);
    };
    await refused({}, 'q');
    await refused({ q: '' }, 'q');
    await refused({ q: '- "" /' }, 'q');
    await refused({ q: 'a', lens: 'recency' }, 'lens');
    await refused({ q: 'a', limit: '0' }, 'limit');
    await refused({ q: 'a', source_class: 'Rumour' }, 'source_class.0');
    const { body } = await get({ q: 'paged', limit: 1 });
    const cursor = String(body['next_cursor']);
    expect((await get({ q: 'paged', limit: 1, cursor })).status).toBe(200);
    await refused({ q: 'page', limit: '1', cursor }, 'cursor');
    await refused({ q: 'paged', predicate: 'value', cursor }, 'cursor');
    await refused({ q: 'paged', cursor: `${cursor}A` }, 'cursor');
  });

  it('needs a reader', async () => {
    expectProblem(await call(server.url, 'GET', '/v1/search?q=a'), 401, 'unauthenticated');
    expect((await get({ q: 'tokyo' }, await server.createKey({ role: 'read_only' }))).status).toBe(200);
  });
});
